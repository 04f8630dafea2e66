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

namespace {

class NoMemory final : public RecordMemory {
 public:
  std::size_t known(std::string_view) override { return 0; }
  void parsed(std::string_view, std::uint64_t) override {}
};

}  // namespace

void RecordParser::parse(const Batch& batch, RecordVisitor& visitor, BatchResult& result) {
  NoMemory none;
  parse(batch, visitor, none, result);
}

void RecordParser::parse(const Batch& batch, RecordVisitor& visitor, RecordMemory& memory, BatchResult& result) {
  const Kind kind = batch.file->kind;
  RecordHandler& handler = state_->handlers[static_cast<int>(kind)];
  const auto on_record = [&](std::string_view record) -> const char* {
    if (handler.record_id() == kNoId) return "expected a number as the record's id";
    result.repairs += handler.repairs();
    visit(kind, handler, visitor);
    const char* const refusal = visitor.refusal();
    if (refusal == nullptr) memory.parsed(record, handler.repairs());
    return refusal;
  };
  const auto known = [&](std::string_view rest) { return memory.known(rest); };
  for_each_record(batch, handler, result, [&] { handler.begin(); }, on_record, known);
}

}  // namespace wirespeed::discogs
