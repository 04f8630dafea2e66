#include "wirespeed/months/record_log.hpp"

#include <algorithm>
#include <atomic>
#include <tuple>

#include "wirespeed/base/hash.hpp"
#include "wirespeed/base/parallel.hpp"
#include "wirespeed/months/byte_code.hpp"
#include "wirespeed/months/slim_record.hpp"

namespace wirespeed::months {
namespace {

constexpr std::string_view kMagic = "WSPDRECS";
constexpr std::size_t kHeaderBytes = 64;
constexpr std::uint32_t kLogVersion = 1;

LogFooter read_footer(std::string_view text) {
  ByteDecoder code(text);
  LogFooter footer{.records_hash = code.number(),
                   .snapshot_hash = code.number(),
                   .last_year = code.number(),
                   .rules = code.number(),
                   .files = {}};
  footer.files.resize(code.count());
  for (FileIdentity& file : footer.files) file = {code.number(), code.number(), code.number()};
  return footer;
}

}  // namespace

std::string log_header() {
  std::string header(kMagic);
  header.resize(kHeaderBytes, '\0');
  store_le(header.data() + kMagic.size(), kLogVersion);
  store_le(header.data() + kMagic.size() + sizeof kLogVersion, kSlimVersion);
  return header;
}

Result<RecordLog> RecordLog::open(const std::filesystem::path& path, unsigned threads) {
  auto log = map(path, std::nullopt, threads);
  if (!log) return log;
  if (!log->finished_) return fail(Errc::truncated, "open {}: expected a footer, found none", path.string());
  return log;
}

Result<RecordLog> RecordLog::open_partial(const std::filesystem::path& path, std::uint64_t bytes, unsigned threads) {
  return map(path, bytes, threads);
}

Result<RecordLog> RecordLog::map(const std::filesystem::path& path, std::optional<std::uint64_t> bytes,
                                 unsigned threads) {
  auto file = MappedFile::open(path);
  if (!file) return std::unexpected(file.error());
  const ByteView all = file->bytes();
  const std::uint64_t size = bytes.value_or(all.size());
  RecordLog log(std::move(*file));
  if (size > all.size()) {
    return fail(Errc::truncated, "open {}: expected {} bytes, found {}", path.string(), size, all.size());
  }
  if (auto ok = log.read_chunks(all.first(size), threads); !ok) {
    return fail(ok.error().code, "open {}: {}", path.string(), ok.error().message);
  }
  return log;
}

Result<void> RecordLog::read_chunks(ByteView bytes, unsigned threads) {
  if (bytes.size() < kHeaderBytes || text_of(bytes.first(kHeaderBytes)) != log_header()) {
    return fail(Errc::unsupported, "expected the records of an ingest by this version, found other bytes");
  }
  std::vector<ByteView> chunk_bytes;
  for (bytes = bytes.subspan(kHeaderBytes); !bytes.empty() && !finished_;) {
    auto chunk = view_chunk(bytes);
    if (!chunk) return std::unexpected(chunk.error());
    finished_ = chunk->is_footer;
    chunk_bytes.push_back(bytes.first(chunk->bytes));
    bytes = bytes.subspan(chunk->bytes);
    chunks_.push_back(*chunk);
  }
  if (!bytes.empty()) return fail(Errc::malformed, "expected the end behind the footer, found {} bytes", bytes.size());
  std::atomic<bool> intact{true};
  parallel_for(threads, chunk_bytes.size(), [&](std::size_t i) {
    if (!is_intact(chunk_bytes[i])) intact = false;
  });
  if (!intact) return fail(Errc::corrupt, "a chunk's checksum does not fit");
  if (finished_) {
    footer_ = read_footer(chunks_.back().slim);
    chunks_.pop_back();
  }
  return {};
}

KnownRecords::KnownRecords(const RecordLog& log) : log_(&log), next_chunk_(log.chunks().size()) {
  ascends_.fill(true);
  std::array<std::uint32_t, discogs::kKindCount> next{};
  next.fill(static_cast<std::uint32_t>(log.chunks().size()));
  for (std::size_t i = log.chunks().size(); i-- > 0;) {
    const ChunkView& chunk = log.chunks()[i];
    std::uint32_t& behind = next[static_cast<std::size_t>(chunk.kind)];
    next_chunk_[i] = behind;
    if (!chunk.entries.empty()) behind = static_cast<std::uint32_t>(i);
  }
  for (std::uint32_t i = 0; i < log.chunks().size(); ++i) add_chunk(i);
  for (std::size_t kind = 0; kind < all_.size(); ++kind) {
    if (ascends_[kind]) continue;
    for (std::uint32_t c = 0; c < log.chunks().size(); ++c) {
      const ChunkView& chunk = log.chunks()[c];
      if (static_cast<std::size_t>(chunk.kind) != kind) continue;
      for (std::uint32_t r = 0; r < chunk.entries.size(); ++r) all_[kind].push_back({chunk.entries[r].id, {c, r}});
    }
    std::ranges::sort(all_[kind], {},
                      [](const Keyed& one) { return std::tuple(one.id, one.place.chunk, one.place.record); });
  }
}

void KnownRecords::add_chunk(std::uint32_t number) {
  const ChunkView& chunk = log_->chunks()[number];
  const auto kind = static_cast<std::size_t>(chunk.kind);
  if (chunk.entries.empty()) return;
  auto& firsts = first_of_chunk_[kind];
  std::uint32_t last = 0;
  if (!firsts.empty()) last = log_->chunks()[firsts.back().place.chunk].entries.back().id;
  firsts.push_back({chunk.entries.front().id, {number, 0}});
  for (const LogEntry& entry : chunk.entries) {
    ascends_[kind] = ascends_[kind] && entry.id > last;
    last = entry.id;
    ids_[kind].insert(entry.id);
  }
}

std::optional<RecordPlace> KnownRecords::find(discogs::Kind kind_of, std::uint32_t id) const {
  const auto kind = static_cast<std::size_t>(kind_of);
  if (!ids_[kind].contains(id)) return std::nullopt;
  if (!ascends_[kind]) {
    const auto at = std::ranges::lower_bound(all_[kind], id, {}, &Keyed::id);
    return at->place;
  }
  const auto& firsts = first_of_chunk_[kind];
  const auto chunk = std::prev(std::ranges::upper_bound(firsts, id, {}, &Keyed::id))->place.chunk;
  const auto entries = log_->chunks()[chunk].entries;
  const auto at = std::ranges::lower_bound(entries, id, {}, &LogEntry::id);
  return RecordPlace{chunk, static_cast<std::uint32_t>(at - entries.begin())};
}

std::optional<RecordPlace> KnownRecords::behind(RecordPlace place) const {
  if (place.record + 1 < chunk(place).entries.size()) return RecordPlace{place.chunk, place.record + 1};
  const std::uint32_t next = next_chunk_[place.chunk];
  if (next == log_->chunks().size()) return std::nullopt;
  return RecordPlace{next, 0};
}

}  // namespace wirespeed::months
