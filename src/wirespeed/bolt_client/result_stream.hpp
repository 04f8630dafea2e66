// One result on its way from the server: what RUN and its PULLs are answered with, and when the next PULL is sent.
//
// The next PULL goes out the moment the last one says that there is more, before the records ahead of it are handed on.
// While somebody else works on the same connection, records that come are kept, and no more are asked for than a batch.
// REQUIRES of all: the lease's lock.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "wirespeed/bolt/structures.hpp"
#include "wirespeed/bolt/summary.hpp"
#include "wirespeed/bolt_client/bookmarks.hpp"
#include "wirespeed/bolt_client/connection.hpp"

namespace wirespeed::bolt_client {

// RECORDs that came together. Each view is the PackStream of one record's list of values.
struct RecordBatchBytes {
  std::span<const ByteView> records;  // none: the result has ended
};

class ResultStream : public std::enable_shared_from_this<ResultStream> {
 public:
  ResultStream(Connection& connection, std::int64_t fetch_size) noexcept
      : connection_(connection), fetch_size_(fetch_size) {}
  ResultStream(const ResultStream&) = delete;
  ResultStream& operator=(const ResultStream&) = delete;

  // Asks: RUN and the first PULL, in one flush. `auto_commit` is nullptr within an explicit transaction.
  Outcome<void> start(std::string_view query, ByteView parameters, const bolt::TransactionConfig* auto_commit);

  Outcome<void> wait_for_fields(const Stop& stop);
  // Alive until the next call to anything on the same connection. The failure of a query comes after its last records.
  Outcome<RecordBatchBytes> next_batch(const Stop& stop);
  // Throws away what is left, and waits for the end.
  Outcome<void> consume(const Stop& stop);
  // Its reader wants no more: what is kept and what comes is thrown away.
  void forgo();
  // The connection is not touched any more. It has ended, with `error` unless it had before: then what has come can
  // still be read. next_batch() says `error` when records were thrown away that the reader had not forgone.
  void cut(const Error& error);

  bool has_ended() const noexcept { return state_ == State::ended; }
  const std::vector<std::string>& fields() const noexcept { return fields_; }
  const std::optional<Error>& error() const noexcept { return error_; }
  const Map& run_metadata() const noexcept { return run_metadata_; }
  const Map& end_metadata() const noexcept { return end_metadata_; }

 private:
  enum class State : std::uint8_t {
    asked,    // RUN and a PULL are under way
    pulling,  // a PULL is under way
    paused,   // there is more, and nothing was asked for
    ended,    // by success or failure
  };

  class RunHandler;
  class PullHandler;

  void ran(Map metadata);
  void failed(const Error& error);
  void take(std::span<const ByteView> records);
  void pulled(Map metadata);
  void drop();
  void keep(std::span<const ByteView> records);
  Outcome<void> ask_for_more();
  RecordBatchBytes kept_batch();

  Connection& connection_;
  const std::int64_t fetch_size_;
  State state_ = State::asked;
  bool is_reading_ = false;   // records go to views_
  bool is_dropping_ = false;  // records go nowhere
  bool is_forgone_ = false;   // and nobody minds
  bool has_dropped_ = false;  // records
  bool has_fields_ = false;
  std::int64_t result_id_ = bolt::kLastResult;
  std::vector<std::string> fields_;
  Map run_metadata_;
  Map end_metadata_;
  std::optional<Error> error_;
  std::optional<Error> lost_;  // why records cannot be had that were asked for
  std::vector<ByteView> views_;
  std::vector<std::uint8_t> kept_;  // records that came while nobody read
  std::vector<std::size_t> kept_ends_;
  std::vector<std::uint8_t> given_;  // what views_ shows of them
};

}  // namespace wirespeed::bolt_client
