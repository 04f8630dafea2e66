// Any bytes read as a batch of records: no crash, the same records and rejects wherever the batch is cut, nothing lost
// between them, and a canonical form that is its own canonical form.
//
// The first byte chooses the kind of dump.
#include <cstdlib>
#include <string>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/discogs/canonical.hpp"
#include "wirespeed/discogs/record_finder.hpp"
#include "wirespeed/discogs/record_loop.hpp"
#include "wirespeed/discogs/record_parser.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::discogs;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Ids : RecordVisitor {
  std::vector<Id> seen;
  void on_artist(const Artist& record) override { seen.push_back(record.id); }
  void on_label(const Label& record) override { seen.push_back(record.id); }
  void on_master(const Master& record) override { seen.push_back(record.id); }
  void on_release(const Release& record) override { seen.push_back(record.id); }
};

struct Seen {
  std::vector<Id> ids;
  std::vector<std::pair<std::uint64_t, std::string>> rejects;
  bool operator==(const Seen&) const = default;
};

std::string padded(std::string_view text) {
  std::string bytes(text);
  bytes.resize(text.size() + kBatchPadding);
  return bytes;
}

void parse_piece(const DumpFile& file, std::string_view piece, std::uint64_t offset, Seen& seen) {
  const std::string bytes = padded(piece);
  Ids ids;
  BatchResult result;
  RecordParser().parse({&file, offset, std::string_view(bytes).substr(0, piece.size())}, ids, result);
  require(ids.seen.size() == result.records);
  seen.ids.insert(seen.ids.end(), ids.seen.begin(), ids.seen.end());
  for (Reject& reject : result.rejects) seen.rejects.emplace_back(reject.offset, std::move(reject.bytes));
}

// The batch cut where each record begins, as the smallest slabs would.
Seen parse_cut(const DumpFile& file, std::string_view text) {
  Seen seen;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = std::min(find_record(file.kind, text, at + 1), text.size());
    parse_piece(file, text.substr(at, next - at), at, seen);
    at = next;
  }
  return seen;
}

std::string canonical(std::string_view element) {
  const std::string bytes = padded(element);
  CanonicalWriter writer;
  const xml::Walked walked = xml::walk_element(bytes.data(), bytes.data() + element.size(), writer);
  require(walked.error == nullptr);
  return std::string(writer.form());
}

void check_canonical(const DumpFile& file, std::string_view text) {
  const std::string bytes = padded(text);
  BatchResult result;
  CanonicalWriter writer;
  const auto on_record = [&](std::string_view) -> const char* {
    const std::string form(writer.form());
    if (!form.empty()) require(canonical(form) == form);
    return nullptr;
  };
  const Batch batch{&file, 0, std::string_view(bytes).substr(0, text.size())};
  for_each_record(batch, writer, result, [&] { writer.clear(); }, on_record);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text = text_of({data + 1, size - 1});
  const DumpFile file{"fuzz.xml", static_cast<Kind>(data[0] % kKindCount), size - 1};
  Seen whole;
  parse_piece(file, text, 0, whole);
  require(whole == parse_cut(file, text));
  check_canonical(file, text);
  return 0;
}
