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

// Not thread-safe: one for each worker.
class RecordParser {
 public:
  RecordParser();
  ~RecordParser();

  // Visits the good records of `batch`; counts, repairs and rejects go to `result`.
  void parse(const Batch& batch, RecordVisitor& visitor, BatchResult& result);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wirespeed::discogs
