// Finds the records of a batch and parses each into the structs of records.hpp.
#pragma once

#include "wirespeed/discogs/dump_reader.hpp"
#include "wirespeed/discogs/records.hpp"

namespace wirespeed::discogs {

// Gets each good record once, in order. Overload what is wanted; the views die when the call returns.
class RecordVisitor {
 public:
  virtual ~RecordVisitor() = default;
  virtual void on_artist(const Artist&) {}
  virtual void on_label(const Label&) {}
  virtual void on_master(const Master&) {}
  virtual void on_release(const Release&) {}

  // Asked after each visit: why the visitor cannot take this record, null if it can. A refused record is a reject.
  virtual const char* refusal() { return nullptr; }
};

// Who knows records from elsewhere, by their bytes.
class RecordMemory {
 public:
  virtual ~RecordMemory() = default;
  // Where a record begins: how many bytes it has if they are known, to the last one, as a good record that needs no
  // visit; else 0. `rest` goes on to the end of the batch.
  virtual std::size_t known(std::string_view rest) = 0;
  // A record that was visited and not refused.
  virtual void parsed(std::string_view record, std::uint64_t repairs) = 0;
};

// Not thread-safe: one for each worker.
class RecordParser {
 public:
  RecordParser();
  ~RecordParser();

  // Visits the good records of `batch`; counts, repairs and rejects go to `result`.
  void parse(const Batch& batch, RecordVisitor& visitor, BatchResult& result);

  // The same but for the records that `memory` knows, which are counted and not visited.
  void parse(const Batch& batch, RecordVisitor& visitor, RecordMemory& memory, BatchResult& result);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wirespeed::discogs
