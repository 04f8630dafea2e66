// Several queries of which all or none take effect.
#pragma once

#include "wirespeed/bolt_client/query_result.hpp"

namespace wirespeed::bolt_client {

// Ends with commit(), rollback(), or without either: then it is rolled back. Its results are read before; what is left
// of them is thrown away with its end. Thread-safe as QueryResult is.
class Transaction {
 public:
  // Not for callers: a client begins transactions. BEGIN goes out with the first query.
  static Outcome<Transaction> begin(std::shared_ptr<Lease> lease, const bolt::TransactionConfig& config,
                                    BookmarkUse bookmarks, std::int64_t fetch_size);

  Transaction(Transaction&&) noexcept = default;
  Transaction& operator=(Transaction&&) noexcept;
  ~Transaction() { close(); }

  // Asks; the answer is waited for by the result. `parameters` is a map in PackStream.
  Outcome<QueryResult> run(std::string_view query, ByteView parameters);

  // Sends what the socket has not taken yet, as it may be with large parameters. Whoever waits for an answer does so
  // too.
  Outcome<void> flush(const Stop& stop);

  // Both may be called again after a stop has ended them. When the connection is lost while COMMIT is under way, nobody
  // knows whether it happened: an error of kind incomplete_commit.
  Outcome<void> commit(const Stop& stop);
  Outcome<void> rollback(const Stop& stop);
  // Rolls back without waiting, unless it has ended.
  void close() noexcept;

  bool is_open() const noexcept;
  const RecordForm& form() const noexcept { return form_; }

 private:
  Transaction(std::shared_ptr<Lease> lease, BookmarkUse bookmarks, std::int64_t fetch_size);

  Outcome<void> check_open(const char* operation) const;
  Error failure() const;  // why it has failed
  Outcome<void> consume_results(const Stop& stop);
  // Sends the request once, and waits for its answer.
  Outcome<Map> end_with(Outcome<void> (bolt::Dialogue::*request)(), const Stop& stop);
  void finish(const Error& for_results);
  template <typename Work>
  auto locked(Work work);

  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
  std::shared_ptr<Lease> lease_;  // until the end
  BookmarkUse bookmarks_;
  std::int64_t fetch_size_;
  RecordForm form_;
  std::vector<std::shared_ptr<ResultStream>> results_;
  std::shared_ptr<Reply> begin_;
  std::shared_ptr<Reply> end_;  // of COMMIT or ROLLBACK, once it is under way
};

}  // namespace wirespeed::bolt_client
