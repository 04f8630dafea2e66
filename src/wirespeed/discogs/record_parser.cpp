#include "wirespeed/discogs/record_parser.hpp"

#include "wirespeed/discogs/record_handler.hpp"
#include "wirespeed/discogs/record_loop.hpp"

namespace wirespeed::discogs {
namespace {

void visit(Kind kind, const RecordHandler& handler, RecordVisitor& visitor) {
  switch (kind) {
    case Kind::artists:
      return visitor.on_artist(handler.artist());
    case Kind::labels:
      return visitor.on_label(handler.label());
    case Kind::masters:
      return visitor.on_master(handler.master());
    case Kind::releases:
      return visitor.on_release(handler.release());
  }
}

}  // namespace

struct RecordParser::State {
  RecordHandler handlers[kKindCount] = {RecordHandler(Kind::artists), RecordHandler(Kind::labels),
                                        RecordHandler(Kind::masters), RecordHandler(Kind::releases)};
};

RecordParser::RecordParser() : state_(std::make_unique<State>()) {}
RecordParser::~RecordParser() = default;

void RecordParser::parse(const Batch& batch, RecordVisitor& visitor, BatchResult& result) {
  const Kind kind = batch.file->kind;
  RecordHandler& handler = state_->handlers[static_cast<int>(kind)];
  const auto on_record = [&](std::string_view) -> const char* {
    if (handler.record_id() == kNoId) return "expected a number as the record's id";
    result.repairs += handler.repairs();
    visit(kind, handler, visitor);
    return visitor.refusal();
  };
  for_each_record(batch, handler, result, [&] { handler.begin(); }, on_record);
}

}  // namespace wirespeed::discogs
