// One statement, from its text to its last row.
//
//   auto query = connection->query("SELECT name FROM artists WHERE id = $1");
//   auto plan = query->describe(stop);                // what it takes and gives; known already after the first time
//   query->execute(parameters);                       // nothing waits
//   while (*query->read(sink, stop)) {}               // rows where they were received
//
// A call that a stop ended can be made again, with the same arguments. After any other error the statement has ended,
// and the connection is ready for the next, unless it is closed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wirespeed/postgres_client/connection.hpp"

namespace wirespeed::postgres_client {

using postgres::CommandTag;

// A result of so many bytes is a long one: reads wait for large pieces.
inline constexpr std::size_t kLongResultBytes = std::size_t{1} << 20;

class RowSink {
 public:
  virtual ~RowSink() = default;
  // Uses whole row messages off the front of `received`, one at least; returns how many bytes.
  virtual Result<std::size_t> take(ByteView received) = 0;
};

class Query {
 public:
  enum class Protocol : std::uint8_t { extended, simple };

  Query(std::shared_ptr<Connection> connection, std::string sql, Protocol protocol);
  // With a plan that is known beforehand.
  Query(std::shared_ptr<Connection> connection, std::shared_ptr<Plan> plan);
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  // What is left of it is thrown away when the connection is next used.
  ~Query();

  // The server is asked anew, whatever it said of the same text before. REQUIRES: not described yet
  void forget_plan() { connection_->drop_plan(sql_); }
  // REQUIRES: the extended protocol
  Outcome<const Plan*> describe(const Stop& stop);
  // REQUIRES: described, where the protocol is extended
  Outcome<void> execute(Parameters parameters);
  // One run for each of the parameters, all or nothing; rows are thrown away. REQUIRES: as of execute()
  Outcome<void> execute_many(const Parameters& parameters);
  Outcome<bool> take_answers();
  // What was sent of them comes to nothing: the server meets an error before the Sync. REQUIRES: end_many() follows
  void undo_many();
  Outcome<void> end_many();
  // By the simple protocol.
  Outcome<void> execute_script(const Stop& stop);

  // Until there is a row, data of a COPY is wanted, or the end has come. The error of a statement comes here or later.
  Outcome<void> wait_for_rows(const Stop& stop);
  // Until a row is there whole: rows() begins with it. False: there are no more.
  Outcome<bool> wait_for_row(const Stop& stop);
  // The same, as far as what has been received says it; nothing when it does not.
  Outcome<std::optional<bool>> row_now();
  // Sends what the server takes at once, and does not look for its answer.
  Outcome<void> send_now();
  // DataRow messages (CopyData, of a COPY), the last perhaps cut, and what comes behind them.
  ByteView rows() const noexcept;
  void use_rows(std::size_t bytes);
  bool is_long() const noexcept { return row_bytes_ > kLongResultBytes; }
  // The same in one: gives some rows to the sink. False: there are no more.
  Outcome<bool> read(RowSink& sink, const Stop& stop);
  // Throws away the rows that are left.
  Outcome<void> finish(const Stop& stop);
  // Receives what is left and keeps it for read(). One that was described alone is as if it had not been asked about.
  Outcome<void> keep(const Stop& stop);

  // What a reader says of rows that it cannot take. Where one is not even made of values, nothing behind it can be
  // believed, and the connection ends with it.
  std::unexpected<Error> refused(wirespeed::Error error);
  // The types of its columns are asked for anew, for a value was not what its type says; rows that have come, and those
  // that still come, are kept meanwhile. False: that was done before, or cannot help.
  Outcome<bool> learn_anew(const Stop& stop);
  bool has_given_rows() const noexcept { return has_given_rows_; }
  // Whether it failed because what was known of it is no longer so, and did nothing: then another query of the same
  // text may succeed, with parameters that are written anew.
  bool may_begin_anew() const noexcept;

  // All of it, for one whose plan was given.
  Outcome<void> run(const Parameters& parameters, RowSink& sink, const Stop& stop);

  bool has_ended() const noexcept { return phase_ == Phase::ended && kept_used_ == kept_.size(); }
  bool is_copying_in() const noexcept { return copy_ == Copy::in; }
  bool is_copying_out() const noexcept { return copy_ == Copy::out; }
  const std::string& sql() const noexcept { return sql_; }
  // How it failed, once that is known.
  const std::optional<Error>& failure() const noexcept { return error_; }
  const std::vector<ColumnDescription>& columns() const noexcept {
    return plan() != nullptr ? plan_->columns : columns_;
  }
  // Null when its columns turned out not to be those of the plan.
  Plan* plan() const noexcept { return is_planned_ ? plan_.get() : nullptr; }
  // Of each command that has ended; of many runs one, which counts the rows of all.
  const std::vector<CommandTag>& tags() const noexcept { return tags_; }
  std::uint64_t rows_touched() const noexcept { return rows_touched_; }
  Connection& connection() noexcept { return *connection_; }

  // Of a COPY from here: appends to the connection's output with begin_data() ... Ends it, for good or for bad.
  Outcome<void> end_copy();
  Outcome<void> fail_copy(std::string_view reason);

 private:
  friend class Pipeline;  // which sends for its queries, and gives them their answers

  enum class Phase : std::uint8_t {
    fresh,       // nothing was sent
    describing,  // Parse and Describe were, with a Flush
    described,   // and answered; the server waits for more
    running,     // all is sent, up to a Sync
    ended,
  };
  enum class Copy : std::uint8_t { none, in, out };

  Outcome<void> ask(const Stop& stop);
  Outcome<void> append_question();
  Outcome<void> resolve_types(const Stop& stop);
  std::vector<Oid> used_types() const;
  void make_plan();
  void adopt(std::shared_ptr<Plan> plan);
  Outcome<void> prepare_name(const Stop& stop);
  Outcome<void> append_run(const Parameters& parameters);
  void leave_unrun();
  void sync();
  Outcome<void> take(const Message& message);
  Outcome<void> take_description(const Message& message);
  Outcome<void> take_end(const Message& message);
  template <typename Until>
  Outcome<void> wait(const Stop& stop, Until until);
  Outcome<void> take_next(const Stop& stop);
  Outcome<void> failed();
  void learn_from_failure();
  bool may_run_again() const noexcept;
  Outcome<void> run_again();
  bool ask_in_text();
  void say_what_to_do(std::string_view hint);
  Outcome<void> learn_new_types(const Stop& stop);
  std::vector<Oid> column_types() const;
  Outcome<void> refuse_copy();
  bool row_is_next() const noexcept;

  std::shared_ptr<Connection> connection_;
  std::string sql_;
  Protocol protocol_;
  Phase phase_ = Phase::fresh;
  Copy copy_ = Copy::none;
  std::shared_ptr<Plan> plan_;
  std::vector<Oid> parameter_types_;
  std::vector<ColumnDescription> columns_;  // while there is no plan, or when it turned out not to be theirs
  std::string naming_;                      // the name that this run gives the statement
  bool is_described_ = false;               // as far as the server's answer goes
  bool is_parsed_ = false;                  // the unnamed statement is ours
  bool is_resolving_ = false;               // the answers that come are the catalog's
  bool is_many_ = false;                    // runs, up to one Sync
  bool is_known_ = false;                   // the plan was there before
  bool is_planned_ = true;                  // the plan's columns are those that come
  bool has_new_types_ = false;              // they came with the rows
  bool is_learning_ = false;                // types anew
  bool has_learned_ = false;
  bool has_rows_ = false;  // that came, so that no other run can take its place
  bool has_given_rows_ = false;
  bool was_idle_ = false;  // no transaction was open
  std::size_t row_bytes_ = 0;
  Parameters parameters_;  // for another try
  std::vector<CommandTag> tags_;
  std::uint64_t rows_touched_ = 0;
  std::optional<Error> error_;
  std::vector<std::uint8_t> kept_;  // DataRow messages
  std::size_t kept_used_ = 0;
};

}  // namespace wirespeed::postgres_client
