// The worker's half of a month: records whose bytes are known are taken over, the others are parsed; either way the
// batch says what the graph needs, and its records are encoded for records.cache.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wirespeed/discogs/graph_batch.hpp"
#include "wirespeed/discogs/record_filter.hpp"
#include "wirespeed/discogs/record_parser.hpp"
#include "wirespeed/months/record_chunk.hpp"
#include "wirespeed/months/record_log.hpp"

namespace wirespeed::months {

using MakeFilter = std::function<std::unique_ptr<discogs::RecordFilter>()>;

struct MonthBatch : discogs::GraphBatch {
  discogs::Kind kind = discogs::Kind::artists;
  std::string encoded;            // the chunk for records.cache
  std::vector<LogEntry> entries;  // the same as in it
  std::vector<LoggedHit> hits;
  std::vector<std::uint32_t> unchanged;  // ids whose records are as they were
  bool deferred = false;  // all are; what they say about the graph is in `encoded` only: see replay_chunk()
  bool broken = false;    // what the month before wrote down is no record
};

// The month before, for comparing. Borrowed.
struct Earlier {
  const KnownRecords* known = nullptr;  // null where there is none
  bool takes_over = false;              // whether its slim records can be believed: the same rules made them
  // While it is true, nobody asks what batches say about the graph in which nothing differs. May be null.
  const std::atomic<bool>* defers = nullptr;
};

// Feeds slim records to an extractor. Not thread-safe.
class SlimReplayer {
 public:
  explicit SlimReplayer(discogs::GraphExtractor& extractor) : extractor_(&extractor) {}
  bool replay(discogs::Kind kind, std::string_view slim);  // false, and nothing done, if they are none

 private:
  discogs::GraphExtractor* extractor_;
  discogs::Artist artist_;
  discogs::Label label_;
  discogs::Master master_;
  discogs::Release release_;
};

// Stands between parser and extractor: filters, writes down, and remembers. Not thread-safe.
class MonthRecorder final : public discogs::RecordVisitor, public discogs::RecordMemory {
 public:
  MonthRecorder(discogs::GraphExtractor& extractor, const Earlier& earlier,
                std::unique_ptr<discogs::RecordFilter> filter)
      : extractor_(&extractor),
        replayer_(extractor),
        known_(earlier.known),
        takes_over_(earlier.takes_over),
        defers_(earlier.takes_over ? earlier.defers : nullptr),
        filter_(std::move(filter)) {}

  void begin(discogs::Kind kind, std::uint32_t file);
  // Moves the chunk's entries and hits, and what is its encoding, into `batch`.
  void finish(MonthBatch& batch);

  void on_artist(const discogs::Artist& record) override { visit(record); }
  void on_label(const discogs::Label& record) override { visit(record); }
  void on_master(const discogs::Master& record) override { visit(record); }
  void on_release(const discogs::Release& record) override { visit(record); }
  const char* refusal() override { return refused_ ? extractor_->refusal() : nullptr; }

  std::size_t known(std::string_view rest) override;
  void parsed(std::string_view record, std::uint64_t repairs) override;

 private:
  template <typename Record>
  void visit(const Record& record);
  bool find_known(const LogEntry& entry);
  void take_over(const LogEntry& entry);
  void take_hits(RecordPlace place, std::uint32_t record);
  void note_hits();
  void end_deferral();

  discogs::GraphExtractor* extractor_;
  SlimReplayer replayer_;
  const KnownRecords* known_;
  bool takes_over_;
  const std::atomic<bool>* defers_;                // may be null
  std::unique_ptr<discogs::RecordFilter> filter_;  // may be null
  std::optional<RecordPlace> cursor_;              // where the next record is if nothing was added, changed or removed
  RecordChunk chunk_;
  std::vector<std::uint32_t> unchanged_;
  std::uint64_t known_repairs_ = 0;  // of records that were taken over
  bool deferring_ = false;           // the extractor has none of the batch's records yet, for nothing differs
  bool broken_ = false;

  // Of the record at hand.
  std::uint32_t id_ = 0;
  bool left_out_ = false;
  bool refused_ = false;
  std::size_t slim_end_ = 0;  // of those before it
  std::vector<discogs::RuleHit> hits_;

  // Of known chunks: the hits of the one that was looked at last.
  std::uint32_t hits_chunk_ = UINT32_MAX;
  std::vector<LoggedHit> chunk_hits_;
};

// process() returns a MonthBatch.
class MonthWorker final : public discogs::BatchWorker {
 public:
  // `files` is where the batches' files lie; borrowed.
  MonthWorker(const std::vector<discogs::DumpFile>& files, std::int16_t last_year, const Earlier& earlier,
              const MakeFilter& make_filter)
      : files_(&files), extractor_(last_year), recorder_(extractor_, earlier, make_filter ? make_filter() : nullptr) {}

  std::unique_ptr<discogs::BatchResult> process(const discogs::Batch& batch) override;

 private:
  const std::vector<discogs::DumpFile>* files_;
  discogs::RecordParser parser_;
  discogs::GraphExtractor extractor_;
  MonthRecorder recorder_;
};

// The batch that a chunk was made from, but for what the graph does not need. An error if the chunk is none of ours.
Result<std::unique_ptr<MonthBatch>> replay_chunk(const ChunkView& chunk, std::int16_t last_year);

}  // namespace wirespeed::months
