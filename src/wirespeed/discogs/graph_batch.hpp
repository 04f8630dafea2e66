// The worker's half of an ingest: records of one batch become a RecordBlock and its dictionaries.
//
// All texts are numbered within the batch; the merge (graph_input.hpp) numbers them over the dump. So workers share
// nothing, and the numbers depend on the order of the records alone.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "wirespeed/discogs/dump_reader.hpp"
#include "wirespeed/discogs/record_block.hpp"
#include "wirespeed/discogs/record_parser.hpp"

namespace wirespeed::discogs {

inline constexpr std::int16_t kFirstYear = 1860;

// What was written as a reference and could not be taken as one. Nothing is lost in silence: a report shows these.
struct Ignored {
  std::uint64_t no_id = 0;         // an id is needed, and there is none or it is 0
  std::uint64_t id_too_large = 0;  // above 2^32 - 1, or below 0
  std::uint64_t no_name = 0;       // a genre, a style, a credit or a format without a name

  Ignored& operator+=(const Ignored& other) noexcept;
};

// What references of a batch call the things they point to, each id once: a stub is named by the first.
struct NamedReferences {
  std::vector<std::uint32_t> ids;
  TextList names;

  void clear() noexcept {
    ids.clear();
    names.clear();
  }
};

struct GraphBatch : BatchResult {
  RecordBlock block;
  TextList genres, styles, formats, roles, people;  // by the codes in `block`
  std::vector<std::uint64_t> people_hashes, roles_hashes;
  NamedReferences artist_names, label_names;
  Ignored ignored;
};

// The year that a date as written begins with, if it is from kFirstYear to last_year; graph::kNull otherwise.
std::int16_t parse_year(Text date, std::int16_t last_year) noexcept;

// Collects what it visits; take() hands it out. Reused from batch to batch so that nothing grows anew.
class GraphExtractor final : public RecordVisitor {
 public:
  explicit GraphExtractor(std::int16_t last_year) : last_year_(last_year) {}

  void on_artist(const Artist& artist) override;
  void on_label(const Label& label) override;
  void on_master(const Master& master) override;
  void on_release(const Release& release) override;
  const char* refusal() override;

  // Moves everything visited since the last take() into `batch`, in exactly as much memory as it needs.
  void take(Kind kind, GraphBatch& batch);

 private:
  // Ids seen in the batch, so that a name is kept once.
  class SeenIds {
   public:
    bool insert(std::uint32_t id);  // true when new
    void clear();

   private:
    void grow();
    std::vector<std::uint32_t> slots_;  // 0: free
    std::size_t count_ = 0;
  };

  void clear();
  bool open_record(Id id, Text name);
  std::uint32_t reference(Id id) noexcept;  // kNoReference, counted, if the id can be none
  void refer(Lists& lists, Id id, Text name, SeenIds& seen, NamedReferences& names);
  void refer_all(Lists& lists, const std::vector<NamedId>& targets, SeenIds& seen, NamedReferences& names);
  void name_reference(std::uint32_t id, Text name, SeenIds& seen, NamedReferences& names);
  void add_codes(Lists& lists, const std::vector<Text>& texts, TextCodes& codes);
  void add_artists(const std::vector<Credit>& artists);
  void add_labels(const Release& release);
  void add_formats(const Release& release);
  void add_credits(const Release& release);

  std::int16_t last_year_;
  bool refused_ = false;  // the last record
  GraphBatch batch_;      // what is being filled, but for its dictionaries, which are codes until take()
  TextCodes genres_, styles_, formats_, roles_, people_;
  SeenIds seen_artists_, seen_labels_;
};

// Parses and extracts; process() returns a GraphBatch.
class GraphWorker final : public BatchWorker {
 public:
  explicit GraphWorker(std::int16_t last_year) : extractor_(last_year) {}
  std::unique_ptr<BatchResult> process(const Batch& batch) override;

 private:
  RecordParser parser_;
  GraphExtractor extractor_;
};

}  // namespace wirespeed::discogs
