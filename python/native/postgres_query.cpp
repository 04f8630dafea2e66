#include "postgres_query.hpp"

#include <algorithm>
#include <tuple>

#include "postgres_parameters.hpp"
#include "postgres_query_waits.hpp"
#include "steady.hpp"
#include "wirespeed/postgres/request.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using postgres::MessageType;
using postgres::Outcome;
using postgres_client::Plan;

constexpr std::chrono::seconds kCancelPatience{5};
constexpr std::chrono::seconds kClosePatience{1};
constexpr std::size_t kSendAt = std::size_t{256} << 10;  // bytes of requests

// Whether what is known of one of these types may be out of date.
bool can_change(std::span<const postgres::Oid> types, const postgres::TypeCatalog& catalog) {
  return std::ranges::any_of(types, [&](postgres::Oid oid) { return catalog.can_change(oid); });
}

}  // namespace

postgres_client::Parameters encode_parameters(nb::handle values, std::span<const postgres::Oid> types,
                                              const postgres::TypeCatalog& catalog) {
  postgres_client::Parameters parameters;
  const Owned given = steady_sequence(values.ptr(), "params: expected a sequence of values");
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

Waiting waiting_of(std::optional<double> timeout_s, nb::handle cancel, bool waits) {
  return {limits_of(timeout_s, cancel), waits};
}

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
  if (try_lock()) {
    query.reset();
    unlock();
    return;
  }
  {
    const std::lock_guard lock(dead_mutex_);
    dead_.push_back(std::move(query));
    has_dead_ = true;
  }
  if (try_lock()) unlock();  // whoever had it may have looked before
}

void PostgresTurn::drop_dead() {
  if (!has_dead_) return;
  const std::lock_guard lock(dead_mutex_);
  dead_.clear();
  has_dead_ = false;
}

void PythonConnection::close() {
  is_closing_ = true;
  if (!turn.try_lock()) {
    const nb::gil_scoped_release release;
    std::ignore = connection->cancel(Stop::after(kClosePatience));
  } else {
    turn.unlock();
  }
  const std::lock_guard lock(turn);
  connection->close();
}

void PythonConnection::forget_types() {
  const std::lock_guard guard(turn);
  connection->forget_types();
}

void PythonConnection::interrupt() noexcept {
  if (is_closing_) return;
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

void PythonQuery::check() {
  const std::lock_guard turn(owner_->turn);
  if (const auto& failure = query().failure()) throw PostgresException(*failure);
}

void PythonQuery::check_open() const {
  if (query_ == nullptr)
    throw Exception({Errc::invalid_argument, "read a result: it was closed, or ended by an error"});
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
  for (;;) {
    if (!is_sent_) {
      if (!send_run(parameters, waiting)) return false;
      if (!waiting.waits) {  // no answer can be there yet
        send_now();
        return false;
      }
    }
    const auto started = wait(waiting, [&](const Stop& stop) -> Outcome<bool> {
      auto ok = query_->wait_for_rows(stop);
      if (!ok && !has_begun_anew_ && query_->may_begin_anew()) return false;
      if (!ok) return std::unexpected(std::move(ok).error());
      return true;
    });
    if (!started) return false;
    if (*started) break;
    begin_anew();
  }
  to_send_ = nb::none();
  return true;
}

// What is known of its types was out of date, and is forgotten.
void PythonQuery::begin_anew() {
  has_begun_anew_ = true;
  is_sent_ = false;
  query_ = owner_->connection->query(query_->sql());
}

// False: it is not described yet.
bool PythonQuery::send_run(nb::handle parameters, const Waiting& waiting) {
  // What is known already takes no time.
  auto plan = query_->describe(Stop::after(std::chrono::seconds(0)));
  if (!plan && plan.error().code == Errc::deadline) {
    const auto described = wait(waiting, [&](const Stop& stop) { return query_->describe(stop); });
    if (!described) return false;
    plan = *described;
  }
  const Plan& known = *value_of(std::move(plan));
  const auto& types = owner_->connection->types();
  try {
    value_of(query_->execute(encode_parameters(parameters, known.parameters, types)));
  } catch (nb::python_error&) {
    if (has_begun_anew_ || !can_change(known.parameters, types)) throw;
    owner_->connection->forget_types();
    begin_anew();
    return send_run(parameters, waiting);
  }
  is_sent_ = true;
  return true;
}

void PythonQuery::send(nb::object parameters) {
  to_send_ = std::move(parameters);
  go_on();
}

void PythonQuery::send_now() {
  auto sent = [&] {
    const nb::gil_scoped_release release;
    return query_->send_now();
  }();
  value_of(std::move(sent));
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
    if (can_change(plan.parameters, owner_->connection->types())) owner_->connection->forget_types();
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
