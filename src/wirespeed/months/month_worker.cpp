#include "wirespeed/months/month_worker.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "wirespeed/base/hash.hpp"
#include "wirespeed/months/slim_record.hpp"

namespace wirespeed::months {
namespace {

using discogs::Kind;

constexpr std::size_t kLongestHit = 120;  // bytes of a value that are kept as an example

void feed(discogs::GraphExtractor& extractor, const discogs::Artist& record) { extractor.on_artist(record); }
void feed(discogs::GraphExtractor& extractor, const discogs::Label& record) { extractor.on_label(record); }
void feed(discogs::GraphExtractor& extractor, const discogs::Master& record) { extractor.on_master(record); }
void feed(discogs::GraphExtractor& extractor, const discogs::Release& record) { extractor.on_release(record); }

template <typename Record>
bool replay_as(std::string_view slim, Record& scratch, discogs::GraphExtractor& extractor) {
  if (!read_slim(slim, scratch)) return false;
  feed(extractor, scratch);
  return true;
}

// False at the first that is no record.
bool replay_records(const ChunkView& chunk, SlimReplayer& replayer) {
  for (std::size_t i = 0; i < chunk.entries.size(); ++i) {
    if ((chunk.entries[i].repairs_of & kLeftOut) != 0) continue;
    if (!replayer.replay(chunk.kind, chunk.slim_of(i))) return false;
  }
  return true;
}

bool is_node_id(discogs::Id id) { return id > 0 && id <= std::numeric_limits<std::uint32_t>::max(); }

}  // namespace

bool SlimReplayer::replay(Kind kind, std::string_view slim) {
  switch (kind) {
    case Kind::artists:
      return replay_as(slim, artist_, *extractor_);
    case Kind::labels:
      return replay_as(slim, label_, *extractor_);
    case Kind::masters:
      return replay_as(slim, master_, *extractor_);
    case Kind::releases:
      return replay_as(slim, release_, *extractor_);
  }
  return false;
}

void MonthRecorder::begin(Kind kind, std::uint32_t file) {
  chunk_.kind = kind;
  chunk_.file = file;
  chunk_.entries.clear();
  chunk_.slim.clear();
  chunk_.hits.clear();
  unchanged_.clear();
  known_repairs_ = 0;
  slim_end_ = 0;
  cursor_.reset();
  deferring_ = defers_ != nullptr && *defers_;
  broken_ = false;
}

void MonthRecorder::finish(MonthBatch& batch) {
  chunk_.slim.resize(slim_end_);  // without a record that was refused
  batch.kind = chunk_.kind;
  batch.repairs += known_repairs_;
  batch.encoded = encode(chunk_, batch.rejects);
  batch.entries = chunk_.entries;
  batch.hits = std::move(chunk_.hits);
  batch.unchanged = unchanged_;
  batch.deferred = deferring_;
  batch.broken = broken_;
}

// What was left out so far is fed in its order.
void MonthRecorder::end_deferral() {
  deferring_ = false;
  const ChunkView chunk{.kind = chunk_.kind, .entries = chunk_.entries, .slim = chunk_.slim, .hits = {}, .rejects = {}};
  broken_ = !replay_records(chunk, replayer_);
}

template <typename Record>
void MonthRecorder::visit(const Record& record) {
  chunk_.slim.resize(slim_end_);
  hits_.clear();
  left_out_ = false;
  refused_ = !is_node_id(record.id);
  if (refused_) return feed(*extractor_, record);
  id_ = static_cast<std::uint32_t>(record.id);
  const Record* const kept = filter_ ? filter_->apply(record, hits_) : &record;
  left_out_ = kept == nullptr;
  if (left_out_) return;
  append_slim(*kept, chunk_.slim);
  if (!deferring_) feed(*extractor_, *kept);
}

void MonthRecorder::note_hits() {
  const auto record = static_cast<std::uint32_t>(chunk_.entries.size() - 1);
  for (const discogs::RuleHit& hit : hits_) {
    chunk_.hits.push_back({record, hit.rule, std::string(hit.value.substr(0, kLongestHit))});
  }
}

void MonthRecorder::parsed(std::string_view record, std::uint64_t repairs) {
  slim_end_ = chunk_.slim.size();
  const LogEntry entry{.id = id_,
                       .length = static_cast<std::uint32_t>(record.size()),
                       .hash = hash64(bytes_of(record)),
                       .slim_end = static_cast<std::uint32_t>(slim_end_),
                       .repairs_of = static_cast<std::uint32_t>(repairs) | (left_out_ ? kLeftOut : 0)};
  chunk_.entries.push_back(entry);
  note_hits();
  const bool unchanged = find_known(entry);
  if (unchanged) unchanged_.push_back(id_);
  if (deferring_ && !unchanged) end_deferral();
}

// Whether the record is as it was. Its place says where to go on.
bool MonthRecorder::find_known(const LogEntry& entry) {
  const auto place = known_ != nullptr ? known_->find(chunk_.kind, entry.id) : std::nullopt;
  if (!place) return false;
  cursor_ = known_->behind(*place);
  const LogEntry& old = known_->entry(*place);
  return old.hash == entry.hash && old.length == entry.length;
}

std::size_t MonthRecorder::known(std::string_view rest) {
  if (!cursor_ || !takes_over_) return 0;
  const LogEntry& entry = known_->entry(*cursor_);
  if (entry.length == 0 || entry.length > rest.size()) return 0;
  if (hash64(bytes_of(rest.substr(0, entry.length))) != entry.hash) return 0;
  const std::string_view slim = known_->chunk(*cursor_).slim_of(cursor_->record);
  const bool left_out = (entry.repairs_of & kLeftOut) != 0;
  if (!left_out && !deferring_ && !replayer_.replay(chunk_.kind, slim)) return 0;
  chunk_.slim.resize(slim_end_);
  chunk_.slim.append(slim);
  take_over(entry);
  return entry.length;
}

void MonthRecorder::take_over(const LogEntry& entry) {
  slim_end_ = chunk_.slim.size();
  chunk_.entries.push_back(entry);
  chunk_.entries.back().slim_end = static_cast<std::uint32_t>(slim_end_);
  known_repairs_ += entry.repairs_of & ~kLeftOut;
  unchanged_.push_back(entry.id);
  take_hits(*cursor_, static_cast<std::uint32_t>(chunk_.entries.size() - 1));
  cursor_ = known_->behind(*cursor_);
}

void MonthRecorder::take_hits(RecordPlace place, std::uint32_t record) {
  if (known_->chunk(place).hits.empty()) return;
  if (hits_chunk_ != place.chunk) {
    chunk_hits_ = hits_of(known_->chunk(place));
    hits_chunk_ = place.chunk;
  }
  const auto [begin, end] = std::ranges::equal_range(chunk_hits_, place.record, {}, &LoggedHit::record);
  for (auto hit = begin; hit != end; ++hit) chunk_.hits.push_back({record, hit->rule, hit->value});
}

std::unique_ptr<discogs::BatchResult> MonthWorker::process(const discogs::Batch& batch) {
  auto result = std::make_unique<MonthBatch>();
  recorder_.begin(batch.file->kind, static_cast<std::uint32_t>(batch.file - files_->data()));
  parser_.parse(batch, recorder_, recorder_, *result);
  recorder_.finish(*result);
  if (!result->deferred) extractor_.take(batch.file->kind, *result);
  return result;
}

Result<std::unique_ptr<MonthBatch>> replay_chunk(const ChunkView& chunk, std::int16_t last_year) {
  discogs::GraphExtractor extractor(last_year);
  SlimReplayer replayer(extractor);
  auto batch = std::make_unique<MonthBatch>();
  batch->kind = chunk.kind;
  batch->entries.assign(chunk.entries.begin(), chunk.entries.end());
  batch->hits = hits_of(chunk);
  if (!replay_records(chunk, replayer)) {
    return fail(Errc::corrupt, "expected a record of {}, found other bytes", discogs::root_name(chunk.kind));
  }
  extractor.take(chunk.kind, *batch);
  return batch;
}

}  // namespace wirespeed::months
