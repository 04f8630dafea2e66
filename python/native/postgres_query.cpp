#include "postgres_query.hpp"

#include "collector.hpp"
#include "postgres_parameters.hpp"
#include "wirespeed/postgres/request.hpp"
#include "wirespeed/postgres_client/failures.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using postgres::MessageType;
using postgres::Outcome;
using postgres_client::Plan;

constexpr std::chrono::seconds kCancelPatience{5};
constexpr std::size_t kSendAt = std::size_t{256} << 10;  // bytes of requests

postgres_client::Parameters encode_parameters(nb::handle values, std::span<const postgres::Oid> types,
                                              const postgres::TypeCatalog& catalog) {
  postgres_client::Parameters parameters;
  const Owned given(PySequence_Fast(values.ptr(), "params: expected a sequence of values"));
  if (!given) throw nb::python_error();
  const auto count = static_cast<std::size_t>(PySequence_Fast_GET_SIZE(given.get()));
  if (count != types.size()) {
    throw Exception({Errc::invalid_argument, fmt::format("params: expected {} values, for $1 to ${}, found {}",
                                                         types.size(), types.size(), count)});
  }
  parameters.formats.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    PyObject* value = PySequence_Fast_GET_ITEM(given.get(), static_cast<Py_ssize_t>(i));
    if (!append_parameter(value, static_cast<int>(i + 1), {types[i], postgres::kNoTypmod}, catalog, parameters.bytes,
                          parameters.formats[i])) {
      throw nb::python_error();
    }
  }
  return parameters;
}

std::shared_ptr<RowProgram> make_program(const postgres_client::Query& query, const postgres::TypeCatalog& types) {
  std::vector<RowProgram::Field> fields;
  for (const auto& column : query.columns()) fields.push_back({column.type, column.format});
  // A plan may drop it on a thread that is detached.
  return {new RowProgram(fields, types), [](RowProgram* program) {
            const nb::gil_scoped_acquire attached;
            delete program;
          }};
}

}  // namespace

void PostgresTurn::lock() {
  if (!mutex_.try_lock()) {
    const nb::gil_scoped_release release;
    mutex_.lock();
  }
  drop_dead();
}

bool PostgresTurn::try_lock() {
  if (!mutex_.try_lock()) return false;
  drop_dead();
  return true;
}

void PostgresTurn::drop(std::shared_ptr<postgres_client::Query> query) {
  {
    const std::lock_guard lock(dead_mutex_);
    dead_.push_back(std::move(query));
  }
  if (try_lock()) unlock();
}

void PostgresTurn::drop_dead() {
  const std::lock_guard lock(dead_mutex_);
  dead_.clear();
}

void PythonConnection::close() {
  if (!turn.try_lock()) {
    const nb::gil_scoped_release release;
    static_cast<void>(connection->cancel(Stop::after(kCancelPatience)));
  } else {
    turn.unlock();
  }
  const std::lock_guard lock(turn);
  connection->close();
}

void PythonConnection::interrupt() noexcept {
  const nb::gil_scoped_release release;
  if (!connection->cancel(Stop::after(kCancelPatience))) connection->close();
}

PythonQuery::PythonQuery(std::shared_ptr<PythonConnection> owner, std::shared_ptr<postgres_client::Query> query)
    : owner_(std::move(owner)), query_(std::move(query)) {}

PythonQuery::~PythonQuery() {
  if (query_ != nullptr) owner_->turn.drop(std::move(query_));
}

void PythonQuery::close(bool at_once) {
  const std::lock_guard turn(owner_->turn);
  if (query_ == nullptr) return;
  const bool is_running = is_sent_ && !query_->has_ended();
  const bool is_alone = owner_->connection->transaction_status() == postgres::TransactionStatus::idle;
  if (at_once && is_running && is_alone) owner_->interrupt();
  query_.reset();
}

void PythonQuery::check_open() const {
  if (query_ == nullptr)
    throw Exception({Errc::invalid_argument, "read a result: it was closed, or ended by an error"});
}

template <typename Work>
auto PythonQuery::wait(const Waiting& waiting, Work work) {
  using Value = typename std::invoke_result_t<Work&, const Stop&>::value_type;
  check_open();
  if (!waiting.waits) {
    auto outcome = [&] {
      const nb::gil_scoped_release release;
      return work(Stop::after(std::chrono::seconds(0)));
    }();
    if (!outcome && outcome.error().code == Errc::deadline) return std::optional<Value>();
    return std::optional<Value>(value_of(std::move(outcome)));
  }
  const auto leave = [&] {
    owner_->interrupt();
    query_.reset();
  };
  try {
    auto outcome = run_resumable(waiting.limits, work);
    if (!outcome && postgres_client::is_stop(outcome.error())) leave();
    return std::optional<Value>(value_of(std::move(outcome)));
  } catch (nb::python_error&) {
    leave();
    throw;
  }
}

// --- its start -------------------------------------------------------------------------------------------------------

bool PythonQuery::describe(const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  if (!std::exchange(asks_anew_, true)) query_->forget_plan();
  return wait(waiting, [&](const Stop& stop) { return query_->describe(stop); }).has_value();
}

bool PythonQuery::start(nb::handle parameters, const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  check_open();
  if (!is_sent_) {
    // What is known already takes no time.
    auto plan = query_->describe(Stop::after(std::chrono::seconds(0)));
    if (!plan && plan.error().code == Errc::deadline) {
      const auto described = wait(waiting, [&](const Stop& stop) { return query_->describe(stop); });
      if (!described) return false;
      plan = *described;
    }
    const Plan& known = *value_of(std::move(plan));
    value_of(query_->execute(encode_parameters(parameters, known.parameters, owner_->connection->types())));
    is_sent_ = true;
  }
  return wait(waiting,
              [&](const Stop& stop) -> Outcome<bool> {
                auto ok = query_->wait_for_rows(stop);
                if (!ok) return std::unexpected(std::move(ok).error());
                return true;
              })
      .has_value();
}

bool PythonQuery::start_script(const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  is_sent_ = true;
  return wait(waiting,
              [&](const Stop& stop) -> Outcome<bool> {
                if (auto ok = query_->execute_script(stop); !ok) return std::unexpected(std::move(ok).error());
                if (auto ok = query_->wait_for_rows(stop); !ok) return std::unexpected(std::move(ok).error());
                return true;
              })
      .has_value();
}

// A value that is refused here undoes the runs before it.
postgres_client::Parameters PythonQuery::encode_run(nb::handle values, const Plan& plan) {
  try {
    return encode_parameters(values, plan.parameters, owner_->connection->types());
  } catch (...) {
    query_->undo_many();
    value_of(query_->end_many());
    throw;
  }
}

void PythonQuery::start_many(nb::handle rows, const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  const Plan& plan = **wait(waiting, [&](const Stop& stop) { return query_->describe(stop); });
  auto& channel = owner_->connection->channel();
  bool goes_on = true;
  for (const nb::handle row : nb::iter(rows)) {
    value_of(query_->execute_many(encode_run(row, plan)));
    if (channel.unsent() < kSendAt) continue;
    goes_on = *wait(waiting, [&](const Stop& stop) -> Outcome<bool> {
      if (auto ok = channel.flush(stop); !ok) return std::unexpected(std::move(ok).error());
      return query_->take_answers();
    });
    if (!goes_on) break;
  }
  value_of(query_->end_many());
  is_sent_ = true;
  wait(waiting, [&](const Stop& stop) -> Outcome<bool> {
    auto ok = query_->finish(stop);
    if (!ok) return std::unexpected(std::move(ok).error());
    return true;
  });
}

// --- its rows --------------------------------------------------------------------------------------------------------

const RowProgram& PythonQuery::program() {
  if (program_ != nullptr) return *program_;
  Plan* plan = query_->plan();
  if (plan != nullptr && plan->attached != nullptr) {
    program_ = std::static_pointer_cast<RowProgram>(plan->attached);
    return *program_;
  }
  program_ = make_program(*query_, owner_->connection->types());
  if (plan != nullptr) plan->attached = program_;
  return *program_;
}

namespace {

// What is there may be of another kind than its reader takes: a COPY is no query, and a script may have both.
Result<void> expect_messages(const postgres_client::Query& query, MessageType expected) {
  if (static_cast<MessageType>(query.rows().front()) == expected) return {};
  const bool wants_rows = expected == MessageType::data_row;
  return fail(Errc::invalid_argument, "read a result: expected {}, found {}; {}",
              wants_rows ? "rows of a query" : "the data of a COPY",
              wants_rows ? "the data of a COPY" : "rows of a query",
              wants_rows ? "use copy_out()" : "run it by a query of its own");
}

// Tuples of the rows that are there whole.
void append_rows(const nb::list& to, postgres_client::Query& query, const RowProgram& program) {
  value_or_throw(expect_messages(query, MessageType::data_row));
  postgres::MessageReader reader(query.rows());
  const CollectorPause pause;
  for (ByteView row; reader.next_of(MessageType::data_row, row);) {
    const Owned made(program.row(row));
    if (!made || PyList_Append(to.ptr(), made.get()) != 0) throw nb::python_error();
  }
  query.use_rows(reader.used());
}

}  // namespace

std::optional<nb::list> PythonQuery::rows(bool all, const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  nb::list list = partial_rows_.is_valid() ? nb::borrow<nb::list>(partial_rows_) : nb::list();
  partial_rows_.reset();
  for (;;) {
    const auto there = wait(waiting, [&](const Stop& stop) { return query_->wait_for_row(stop); });
    if (!there) {
      if (nb::len(list) != 0) partial_rows_ = list;
      return std::nullopt;
    }
    if (!*there) return list;
    append_rows(list, *query_, program());
    if (!all) return list;
    if (!waiting.waits && query_->is_long()) {
      partial_rows_ = list;
      return std::nullopt;
    }
  }
}

namespace {

// The options of each column, with the layout that its reader asked for.
std::vector<postgres::ColumnOptions> options_of(std::size_t columns, const postgres::ColumnOptions& options,
                                                const std::vector<column::RequestedColumn>& requested) {
  std::vector<postgres::ColumnOptions> each(columns, options);
  for (std::size_t i = 0; i < columns && columns == requested.size(); ++i) {
    if (requested[i].text == column::Type::utf8) each[i].text = postgres::TextLayout::utf8;
    if (requested[i].text == column::Type::large_utf8) each[i].text = postgres::TextLayout::large_utf8;
    if (requested[i].text == column::Type::utf8_view) each[i].text = postgres::TextLayout::utf8_view;
    if (requested[i].dictionary) each[i].dictionary = postgres::DictionaryText::always;
  }
  return each;
}

}  // namespace

postgres::RowColumns& PythonQuery::columns(const postgres::ColumnOptions& options, postgres::BatchLimits limits) {
  if (!columns_) {
    check_open();
    const auto each = options_of(query_->columns().size(), options, requested_);
    columns_ = value_or_throw(postgres::RowColumns::make(query_->columns(), owner_->connection->types(), each, limits));
  }
  return *columns_;
}

// Calls `take` for rows that have come, until it is false or there are no more (then: false). A call that must not wait
// ends, as if by its deadline, once the result turns out to be a long one.
template <typename Take>
Outcome<bool> PythonQuery::take_all(const Stop& stop, bool waits, Take take) {
  for (;;) {
    auto there = query_->wait_for_row(stop);
    if (!there || !*there) return there;
    auto goes_on = take();
    if (!goes_on) return std::unexpected(std::move(goes_on).error());
    if (!*goes_on) return true;
    if (!waits && query_->is_long()) return std::unexpected(postgres::Error({Errc::deadline, "a long result"}));
    if (!waits) continue;
    if (auto ok = stop.check("read a result"); !ok) return std::unexpected(std::move(ok).error());
  }
}

// True: a batch is full. False: there are no more rows.
Outcome<bool> PythonQuery::fill(const Stop& stop, bool waits) {
  return take_all(stop, waits, [&]() -> Result<bool> {
    if (auto ok = expect_messages(*query_, MessageType::data_row); !ok) return std::unexpected(std::move(ok).error());
    const ByteView rows = query_->rows();
    auto used = columns_->take_rows(rows, static_cast<MessageType>(rows.front()));
    if (!used) return std::unexpected(std::move(used).error());
    query_->use_rows(*used);
    return !columns_->full();
  });
}

SharedTable PythonQuery::table_of(column::Batch batch) const {
  Batches batches{std::make_shared<const column::Batch>(std::move(batch))};
  return std::make_shared<const column::Table>(columns_->schema(), std::move(batches));
}

std::optional<SharedTable> PythonQuery::gather(const postgres::ColumnOptions& options, const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  columns(options, {});
  for (bool more = true; more;) {
    const auto filled = wait(waiting, [&](const Stop& stop) { return fill(stop, waiting.waits); });
    if (!filled) return std::nullopt;
    more = *filled;
    gathered_.push_back(std::make_shared<const column::Batch>(value_or_throw(columns_->take_batch())));
  }
  return std::make_shared<const column::Table>(columns_->schema(), std::exchange(gathered_, {}));
}

std::optional<SharedTable> PythonQuery::next_batch(const postgres::ColumnOptions& options, postgres::BatchLimits limits,
                                                   const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  if (first_ != nullptr) return std::exchange(first_, nullptr);
  if (has_ended_) return SharedTable();
  columns(options, limits);
  const auto more = wait(waiting, [&](const Stop& stop) { return fill(stop, waiting.waits); });
  if (!more) return std::nullopt;
  has_ended_ = !*more;
  if (has_ended_ && columns_->rows() == 0) return SharedTable();
  return table_of(value_or_throw(columns_->take_batch()));
}

column::Schema PythonQuery::schema_of(const postgres::ColumnOptions& options, postgres::BatchLimits limits,
                                      const Waiting& waiting) {
  if (first_ == nullptr) first_ = *next_batch(options, limits, waiting);
  return columns(options, limits).schema();
}

bool PythonQuery::finish(const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  return wait(waiting,
              [&](const Stop& stop) -> Outcome<bool> {
                auto ok = query_->finish(stop);
                if (!ok) return std::unexpected(std::move(ok).error());
                return true;
              })
      .has_value();
}

std::optional<std::int64_t> PythonQuery::count(const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  const auto ended = wait(waiting, [&](const Stop& stop) {
    return take_all(stop, waiting.waits, [&]() -> Result<bool> {
      if (auto ok = expect_messages(*query_, MessageType::data_row); !ok) return std::unexpected(std::move(ok).error());
      postgres::MessageReader reader(query_->rows());
      for (ByteView row; reader.next_of(MessageType::data_row, row);) ++counted_;
      query_->use_rows(reader.used());
      return true;
    });
  });
  if (!ended) return std::nullopt;
  return counted_;
}

// --- COPY ------------------------------------------------------------------------------------------------------------

std::optional<nb::bytes> PythonQuery::copied(const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  std::vector<std::uint8_t> bytes;
  const auto more = wait(waiting, [&](const Stop& stop) {
    return take_all(stop, waiting.waits, [&]() -> Result<bool> {
      if (auto ok = expect_messages(*query_, MessageType::copy_data); !ok)
        return std::unexpected(std::move(ok).error());
      postgres::MessageReader reader(query_->rows());
      for (ByteView data; reader.next_of(MessageType::copy_data, data);) {
        bytes.insert(bytes.end(), data.begin(), data.end());
      }
      query_->use_rows(reader.used());
      return bytes.empty();
    });
  });
  if (!more) return std::nullopt;
  return nb::bytes(bytes.data(), bytes.size());
}

void PythonQuery::send_copy(ByteView bytes, const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  check_open();
  auto& channel = owner_->connection->channel();
  value_or_throw(postgres::append_copy_data(channel.output(), bytes));
  if (channel.unsent() < kSendAt) return;
  wait(waiting, [&](const Stop& stop) -> Outcome<bool> {
    if (auto ok = channel.flush(stop); !ok) return std::unexpected(std::move(ok).error());
    return query_->take_answers();
  });
}

void PythonQuery::send_columns(postgres::CopyWriter& writer, const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  check_open();
  postgres_client::CopyIn copy(*query_, writer);
  wait(waiting, [&](const Stop& stop) -> Outcome<bool> {
    auto ok = copy.send(stop);
    if (!ok) return std::unexpected(std::move(ok).error());
    return true;
  });
}

bool PythonQuery::end_copy(const Waiting& waiting) {
  {
    const std::lock_guard turn(owner_->turn);
    check_open();
    if (query_->is_copying_in()) value_of(query_->end_copy());
  }
  return finish(waiting);
}

void PythonQuery::fail_copy(const std::string& reason) {
  const std::lock_guard turn(owner_->turn);
  check_open();
  if (query_->is_copying_in()) value_of(query_->fail_copy(reason));
}

}  // namespace wirespeed::python
