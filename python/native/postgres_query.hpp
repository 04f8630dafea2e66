// A connection and its queries as Python holds them.
#pragma once

#include <nanobind/nanobind.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include "column_numpy.hpp"
#include "postgres_errors.hpp"
#include "postgres_values.hpp"
#include "run_native.hpp"
#include "wirespeed/column/arrow_request.hpp"
#include "wirespeed/postgres/row_columns.hpp"
#include "wirespeed/postgres_client/copy_in.hpp"

namespace wirespeed::python {

// How long a call may wait; or that it may not: then it takes what is there, and is made again when there is more.
struct Waiting {
  Limits limits;
  bool waits = true;
};

Waiting waiting_of(std::optional<double> timeout_s, nanobind::handle cancel, bool waits = true);

// One thread at a time uses a connection; others wait detached. Queries that die meanwhile are dropped by the next
// turn.
class PostgresTurn {
 public:
  void lock();
  bool try_lock();
  void unlock() { mutex_.unlock(); }
  // Never waits.
  void drop(std::shared_ptr<postgres_client::Query> query);

 private:
  void drop_dead();

  std::mutex mutex_;
  std::atomic<bool> has_dead_ = false;
  std::mutex dead_mutex_;
  std::vector<std::shared_ptr<postgres_client::Query>> dead_;
};

struct PythonConnection : std::enable_shared_from_this<PythonConnection> {
  std::shared_ptr<postgres_client::Connection> connection;
  PostgresTurn turn;

  explicit PythonConnection(std::shared_ptr<postgres_client::Connection> opened) : connection(std::move(opened)) {}
  PythonConnection(const PythonConnection&) = delete;
  PythonConnection& operator=(const PythonConnection&) = delete;
  ~PythonConnection() { close(); }

  // Ends what another thread does with it, and closes it. A network that has stalled holds it up for a second at most.
  void close();
  // As run_resumable(); ends soon when another thread closes the connection. REQUIRES: its turn
  template <typename Work>
  auto run(const Limits& limits, Work work);
  bool is_closing() const noexcept { return is_closing_; }
  // What was learnt of types that are not built in.
  void forget_types();
  // Ends what the session does, so that it can be used again; closes it when that cannot be had. REQUIRES: its turn
  void interrupt() noexcept;

 private:
  std::atomic<bool> is_closing_ = false;
};

template <typename Work>
auto PythonConnection::run(const Limits& limits, Work work) {
  bool is_first = true;
  return run_resumable(limits, [&](const Stop& stop) -> std::invoke_result_t<Work&, const Stop&> {
    if (!std::exchange(is_first, false) && is_closing_) {
      return std::unexpected(
          postgres::Error({Errc::cancelled, "wait for PostgreSQL: another thread closed the connection"}));
    }
    return work(stop);
  });
}

// Throws nanobind::python_error, or Exception, where they are not as many as the types, or one does not fit.
postgres_client::Parameters encode_parameters(nanobind::handle values, std::span<const postgres::Oid> types,
                                              const postgres::TypeCatalog& catalog);

// A statement and its rows. Methods that wait return an empty optional when they may not and would have to.
class PythonQuery {
 public:
  PythonQuery(std::shared_ptr<PythonConnection> owner, std::shared_ptr<postgres_client::Query> query);
  PythonQuery(const PythonQuery&) = delete;
  PythonQuery& operator=(const PythonQuery&) = delete;
  ~PythonQuery();

  // Sends it, and waits for the first row or the end.
  bool start(nanobind::handle parameters, const Waiting& waiting);
  // The same for an event loop, which calls go_on() whenever more has come, until it is true.
  void send(nanobind::object parameters);
  bool go_on() { return start(to_send_, {.limits = {}, .waits = false}); }
  bool start_script(const Waiting& waiting);
  // Only what the server says of it.
  bool describe(const Waiting& waiting);
  // Runs it once for each of `rows`, all or nothing.
  void start_many(nanobind::handle rows, const Waiting& waiting);

  // Tuples; `all` that are left, or those that have come, none at the end.
  std::optional<nanobind::list> rows(bool all, TextAs text, const Waiting& waiting);
  // All that are left, as one batch.
  std::optional<SharedTable> gather(const postgres::ColumnOptions& options, const Waiting& waiting);
  // The next batch within the limits, which must be the same in each call; a null table at the end.
  std::optional<SharedTable> next_batch(const postgres::ColumnOptions& options, postgres::BatchLimits limits,
                                        const Waiting& waiting);
  // What the reader of its columns would like. Heeded when there is one for each, and none was read yet.
  void request(std::vector<column::RequestedColumn> columns) { requested_ = std::move(columns); }
  // The schema with the types of the first batch, which is read for it.
  column::Schema schema_of(const postgres::ColumnOptions& options, postgres::BatchLimits limits,
                           const Waiting& waiting);
  // Throws the rest away.
  bool finish(const Waiting& waiting);
  std::optional<std::int64_t> count(const Waiting& waiting);
  // The next bytes of a COPY to here; none at the end.
  std::optional<nanobind::bytes> copied(const Waiting& waiting);
  void send_copy(ByteView bytes, const Waiting& waiting);
  void send_columns(postgres::CopyWriter& writer, const Waiting& waiting);
  bool end_copy(const Waiting& waiting);
  void fail_copy(const std::string& reason);

  // Throws what it failed by, if that is known.
  void check();

  // Its reader wants no more. `at_once`: the server shall not send it either.
  void close(bool at_once);

  // Throws when it was closed.
  postgres_client::Query& query() {
    check_open();
    return *query_;
  }
  const std::shared_ptr<postgres_client::Query>& shared_query() const noexcept { return query_; }
  bool is_long() const noexcept { return query_ != nullptr && query_->is_long(); }
  bool has_ended() const noexcept { return query_ == nullptr || query_->has_ended(); }
  const std::shared_ptr<PythonConnection>& owner() const noexcept { return owner_; }

 private:
  using Batches = std::vector<std::shared_ptr<const column::Batch>>;

  void send_now();
  template <typename Work>
  auto wait(const Waiting& waiting, Work work);
  template <typename Take>
  postgres::Outcome<bool> take_all(const Stop& stop, bool waits, Take take);
  bool send_run(nanobind::handle parameters, const Waiting& waiting);
  void begin_anew();
  bool learn_anew(const Waiting& waiting);
  postgres_client::Parameters encode_run(nanobind::handle values, const postgres_client::Plan& plan);
  const RowProgram& program(TextAs text);
  bool append_rows(const nanobind::list& to, TextAs text);
  [[noreturn]] void refuse_row(std::size_t row, std::size_t column);
  postgres::RowColumns& columns(const postgres::ColumnOptions& options, postgres::BatchLimits limits);
  Result<postgres::RowColumns> make_columns() const;
  postgres::Outcome<bool> make_columns_anew(const Stop& stop);
  postgres::Outcome<bool> take_batch_rows(const Stop& stop, bool waits);
  postgres::Outcome<bool> fill(const Stop& stop, bool waits);
  SharedTable table_of(column::Batch batch) const;
  void check_open() const;

  std::shared_ptr<PythonConnection> owner_;
  std::shared_ptr<postgres_client::Query> query_;
  bool asks_anew_ = false;                       // what the server says now, not what it said before
  nanobind::object to_send_ = nanobind::none();  // parameters, until they are sent
  bool is_sent_ = false;
  bool has_begun_anew_ = false;    // because types had changed
  bool has_learned_anew_ = false;  // the types of its columns
  std::shared_ptr<RowProgram> program_;
  TextAs text_ = TextAs::str;  // of program_
  std::size_t rows_given_ = 0;
  nanobind::object partial_rows_;
  std::vector<column::RequestedColumn> requested_;
  std::optional<postgres::RowColumns> columns_;
  postgres::ColumnOptions options_;  // of columns_
  postgres::BatchLimits limits_;
  std::optional<Error> refused_;  // by columns_, which are of no more use
  Batches gathered_;
  std::int64_t counted_ = 0;
  SharedTable first_;
  bool has_ended_ = false;
};

}  // namespace wirespeed::python
