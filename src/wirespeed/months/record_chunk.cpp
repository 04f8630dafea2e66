#include "wirespeed/months/record_chunk.hpp"

#include <array>
#include <cstddef>

#include "wirespeed/base/hash.hpp"
#include "wirespeed/months/byte_code.hpp"

namespace wirespeed::months {
namespace {

constexpr std::uint64_t kRecords = 0x4b4e484352505357;  // "WSPRCHNK"
constexpr std::uint64_t kFooter = 0x544f4f4652505357;   // "WSPRFOOT"
constexpr std::size_t kAlignment = 8;

struct Header {
  std::uint64_t magic;
  std::uint32_t kind;
  std::uint32_t file;
  std::uint64_t records;
  std::uint64_t slim;
  std::uint64_t hits;
  std::uint64_t rejects;
  std::uint64_t payload_hash;  // of all that follows the header
  std::uint64_t hash;          // of the bytes before it
};
static_assert(sizeof(Header) == 64);

std::uint64_t header_hash(const Header& header) {
  return hash64({reinterpret_cast<const std::uint8_t*>(&header), offsetof(Header, hash)});
}

std::string encode_hits(const std::vector<LoggedHit>& hits) {
  std::string out;
  ByteEncoder code(out);
  for (const LoggedHit& hit : hits) {
    code.number(hit.record);
    code.number(hit.rule);
    code.text(hit.value);
  }
  return out;
}

std::string encode_rejects(const std::vector<discogs::Reject>& rejects) {
  std::string out;
  ByteEncoder code(out);
  for (const discogs::Reject& reject : rejects) {
    code.number(reject.offset);
    code.text(reject.reason);
    code.text(reject.bytes);
  }
  return out;
}

std::string with_header(Header header, std::initializer_list<std::string_view> parts) {
  std::string out(sizeof header, '\0');
  for (const std::string_view part : parts) out.append(part);
  out.resize(align_up(out.size(), kAlignment), '\0');
  header.payload_hash = hash64(bytes_of(std::string_view(out).substr(sizeof header)));
  header.hash = header_hash(header);
  store_le(out.data(), header);
  return out;
}

// Sizes that add up within `room` bytes, without overflow.
bool fits(const Header& header, std::uint64_t room) {
  if (header.records > room / sizeof(LogEntry)) return false;
  room -= header.records * sizeof(LogEntry);
  for (const std::uint64_t part : {header.slim, header.hits, header.rejects}) {
    if (part > room) return false;
    room -= part;
  }
  return true;
}

bool entries_lie_inside(const ChunkView& chunk) {
  std::uint32_t end = 0;
  for (const LogEntry& entry : chunk.entries) {
    if (entry.slim_end < end || entry.slim_end > chunk.slim.size()) return false;
    end = entry.slim_end;
  }
  return true;
}

}  // namespace

std::string encode(const RecordChunk& chunk, const std::vector<discogs::Reject>& rejects) {
  const std::string hits = encode_hits(chunk.hits), bad = encode_rejects(rejects);
  const std::string_view entries(reinterpret_cast<const char*>(chunk.entries.data()),
                                 chunk.entries.size() * sizeof(LogEntry));
  const Header header{.magic = kRecords,
                      .kind = static_cast<std::uint32_t>(chunk.kind),
                      .file = chunk.file,
                      .records = chunk.entries.size(),
                      .slim = chunk.slim.size(),
                      .hits = hits.size(),
                      .rejects = bad.size(),
                      .payload_hash = 0,
                      .hash = 0};
  return with_header(header, {entries, chunk.slim, hits, bad});
}

std::string encode_footer(std::string_view text) {
  const Header header{.magic = kFooter,
                      .kind = 0,
                      .file = 0,
                      .records = 0,
                      .slim = text.size(),
                      .hits = 0,
                      .rejects = 0,
                      .payload_hash = 0,
                      .hash = 0};
  return with_header(header, {text});
}

Result<ChunkView> view_chunk(ByteView bytes) {
  if (bytes.size() < sizeof(Header)) {
    return fail(Errc::truncated, "expected a chunk's header of {} bytes, found {} bytes", sizeof(Header), bytes.size());
  }
  const auto header = load_le<Header>(bytes.data());
  const bool known = header.magic == kRecords || header.magic == kFooter;
  if (!known || header.hash != header_hash(header) || header.kind >= discogs::kKindCount) {
    return fail(Errc::corrupt, "expected a chunk of records, found other bytes");
  }
  if (!fits(header, bytes.size() - sizeof header)) {
    return fail(Errc::truncated, "expected a whole chunk of {} records, found {} bytes", header.records, bytes.size());
  }
  const std::uint8_t* const entries = bytes.data() + sizeof header;
  const char* const slim = reinterpret_cast<const char*>(entries) + header.records * sizeof(LogEntry);
  ChunkView chunk{.kind = static_cast<discogs::Kind>(header.kind),
                  .file = header.file,
                  .entries = {reinterpret_cast<const LogEntry*>(entries), header.records},
                  .slim = {slim, header.slim},
                  .hits = {slim + header.slim, header.hits},
                  .rejects = {slim + header.slim + header.hits, header.rejects},
                  .is_footer = header.magic == kFooter,
                  .bytes = 0};
  const auto end = static_cast<std::size_t>(chunk.rejects.data() + chunk.rejects.size() -
                                            reinterpret_cast<const char*>(bytes.data()));
  chunk.bytes = align_up(end, kAlignment);
  if (chunk.bytes > bytes.size()) return fail(Errc::truncated, "expected a whole chunk, found {} bytes", bytes.size());
  return chunk;
}

bool is_intact(ByteView chunk) {
  const auto view = view_chunk(chunk);
  if (!view || view->bytes != chunk.size()) return false;
  return hash64(chunk.subspan(sizeof(Header))) == load_le<Header>(chunk.data()).payload_hash &&
         entries_lie_inside(*view);
}

std::vector<LoggedHit> hits_of(const ChunkView& chunk) {
  std::vector<LoggedHit> hits;
  ByteDecoder code(chunk.hits);
  while (code.ok() && !code.at_end()) {
    const auto record = static_cast<std::uint32_t>(code.number());
    const auto rule = static_cast<std::uint32_t>(code.number());
    const std::string_view value = code.text();
    if (code.ok() && record < chunk.entries.size() && rule < discogs::kMostRules)
      hits.push_back({record, rule, std::string(value)});
  }
  return hits;
}

std::vector<discogs::Reject> rejects_of(const ChunkView& chunk, const std::filesystem::path& file) {
  std::vector<discogs::Reject> rejects;
  ByteDecoder code(chunk.rejects);
  while (code.ok() && !code.at_end()) {
    const std::uint64_t offset = code.number();
    const std::string_view reason = code.text(), bytes = code.text();
    if (code.ok()) rejects.push_back({file, offset, std::string(reason), std::string(bytes)});
  }
  return rejects;
}

}  // namespace wirespeed::months
