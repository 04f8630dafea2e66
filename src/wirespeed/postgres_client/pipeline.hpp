// Statements that go out one behind the other before the first answer is read: several round trips in one.
//
//   Pipeline pipeline(connection);
//   pipeline.add(connection->query("INSERT ..."));
//   pipeline.add(connection->query("SELECT ..."));
//   pipeline.describe(stop);                         // what they take and give, where it is not known
//   for (std::size_t i = 0; i < pipeline.size(); ++i) pipeline.run(i, parameters of plan(i));
//   pipeline.sync();
//   pipeline.receive(stop);                          // then each query has ended, and its rows are kept
//
// Up to its Sync it is one transaction, unless the caller has one or makes one. The first statement that fails ends it:
// those behind it are not run, and their queries fail as Error::Kind::skipped.
//
// A call that a stop ended can be made again. One thread at a time; no other query meanwhile, or what was not received
// is thrown away.
#pragma once

#include <string_view>
#include <unordered_map>

#include "wirespeed/postgres_client/query.hpp"

namespace wirespeed::postgres_client {

class Pipeline {
 public:
  explicit Pipeline(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;
  // Queries that have not ended fail.
  ~Pipeline();

  // REQUIRES: a query that nothing was done with; describe() was not called
  void add(std::shared_ptr<Query> query) { queries_.push_back(std::move(query)); }
  std::size_t size() const noexcept { return queries_.size(); }

  // Asks for what is not known of them, of all in one round trip. What cannot be told now, for an earlier one makes
  // the table perhaps, is left for describe_next().
  Outcome<void> describe(const Stop& stop);
  // Null: see describe_next().
  const Plan* plan(std::size_t i) const noexcept;
  // Asks for what the i-th takes and gives, behind those before it, and waits. REQUIRES: run() of all before it
  Outcome<const Plan*> describe_next(std::size_t i, const Stop& stop);

  // Nothing waits. REQUIRES: in their order; a plan
  Outcome<void> run(std::size_t i, const Parameters& parameters);
  // The i-th is not run, and those behind it are not; what was run comes to nothing: the server meets an error before
  // the Sync. REQUIRES: run() of all before it, or of none
  void refuse(std::size_t i, const Error& why);
  // Whether anything was sent, so that sync() and receive() are due.
  bool is_running() const noexcept { return phase_ == Phase::running; }
  void sync();
  // Until all are answered. REQUIRES: sync()
  Outcome<void> receive(const Stop& stop);

 private:
  enum class Phase : std::uint8_t { fresh, asking, learning, ready, running, ended };

  void ask_all();
  void ask_around(const char* sql);
  Outcome<void> next(const Stop& stop);
  Outcome<void> take(const Message& message);
  Outcome<void> take_description(const Message& message);
  Outcome<void> take_answer(const Message& message);
  Outcome<void> take_ready(const Message& message);
  Outcome<void> learn_types(const Stop& stop);
  Outcome<void> name_statements(const Stop& stop);
  void share_plans();
  void reuse_statement(Query& query);
  void pass_on_columns();
  void fail_rest(const Error& error);

  std::shared_ptr<Connection> connection_;
  std::vector<std::shared_ptr<Query>> queries_;
  Phase phase_ = Phase::fresh;
  std::unordered_map<std::string_view, Query*> asked_;  // by their SQL
  std::vector<Query*> questions_;                       // in their order; null: a statement around them
  std::size_t question_ = 0;                            // whose answers come
  std::size_t sent_ = 0;                                // queries that were run
  std::size_t at_ = 0;                                  // whose answers come
  bool is_asking_next_ = false;
  bool has_failed_ = false;
  bool is_undone_ = false;
  std::size_t row_bytes_ = 0;
  const Plan* unnamed_ = nullptr;  // whose the unnamed statement is, once all is done that was sent
  std::unordered_map<const Plan*, std::string> named_;  // here
};

}  // namespace wirespeed::postgres_client
