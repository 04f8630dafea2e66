// The result of a query, read while it comes.
//
//   auto result = client->query("MATCH (p:Person) RETURN p.name", parameters, {}, stop);
//   for (auto batch = result->next_batch(stop); batch && !batch->records.empty(); batch = result->next_batch(stop)) ...
//   auto summary = result->summary(stop);
//
// Memory is bounded by what the socket gives at a time. A call that a stop has ended may be made again; cancel(), or
// the end of the last QueryResult, puts an end to a query that still runs: its records are thrown away on the server
// (RESET) or with the connection. Thread-safe as all on one connection is: calls wait for each other. Views are for one
// reader at a time.
#pragma once

#include "wirespeed/bolt_client/pool.hpp"
#include "wirespeed/bolt_client/result_stream.hpp"

namespace wirespeed::bolt_client {

// How to read its records.
struct RecordForm {
  bolt::StructureForm structures;
  packstream::Version packstream = packstream::Version::v1;
};

// What an auto-commit result does when its transaction has ended.
struct BookmarkUse {
  std::shared_ptr<BookmarkManager> manager;
  std::vector<std::string> used;
};

class QueryResult {
 public:
  // Not for callers: clients and transactions make results.
  QueryResult(std::shared_ptr<Lease> lease, std::shared_ptr<ResultStream> stream,
              std::optional<BookmarkUse> auto_commit);
  QueryResult(QueryResult&&) noexcept = default;
  QueryResult& operator=(QueryResult&&) noexcept;
  ~QueryResult() { cancel(); }

  // The names of the columns. Waits until the server has taken the query: here its errors show.
  Outcome<std::vector<std::string>> fields(const Stop& stop);
  // What has come, at least one record; none at the end. Alive until the next call on this result or its transaction.
  Outcome<RecordBatchBytes> next_batch(const Stop& stop);
  // Throws away what is left, and says how it ended.
  Outcome<bolt::Summary> summary(const Stop& stop);
  // Ends it now, whatever is left. An auto-commit query is interrupted; one in a transaction is only not read on.
  void cancel() noexcept;

  const RecordForm& form() const noexcept { return form_; }
  bool has_ended() const noexcept;  // and given its connection back

 private:
  // After the end: keeps the bookmark, gives the connection back. Views must not be alive.
  void finish();
  template <typename Work>
  auto locked(Work work);

  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
  std::shared_ptr<Lease> lease_;  // until the end
  std::shared_ptr<ResultStream> stream_;
  std::optional<BookmarkUse> auto_commit_;
  RecordForm form_;
};

}  // namespace wirespeed::bolt_client
