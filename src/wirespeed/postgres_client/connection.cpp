#include "wirespeed/postgres_client/connection.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/postgres/catalog_query.hpp"
#include "wirespeed/postgres/request.hpp"
#include "wirespeed/postgres_client/failures.hpp"
#include "wirespeed/postgres_client/text_rows.hpp"

namespace wirespeed::postgres_client {

Outcome<std::shared_ptr<Connection>> Connection::open(const postgres::ConnectionInfo& info,
                                                      const ConnectionOptions& options, const Stop& stop) {
  auto opened = postgres_client::open(info, stop);
  if (!opened) return std::unexpected(std::move(opened).error());
  return std::make_shared<Connection>(*std::move(opened), options);
}

Connection::Connection(Opened opened, const ConnectionOptions& options)
    : channel_(std::move(opened.stream), opened.received),
      target_(std::move(opened.cancel)),
      host_(std::move(opened.host)),
      options_(options),
      parameters_(std::move(opened.parameters)),
      status_(opened.status),
      plans_(options.plans),
      notices_(std::make_move_iterator(opened.notices.begin()), std::make_move_iterator(opened.notices.end())) {}

Connection::~Connection() { close(); }

void Connection::close() noexcept {
  if (is_open() && of_this_process()) {
    postgres::append_terminate(channel_.output());
    std::ignore = channel_.flush_now();
  }
  channel_.close();
}

std::shared_ptr<Query> Connection::query(std::string sql) {
  return std::make_shared<Query>(shared_from_this(), std::move(sql), Query::Protocol::extended);
}

std::shared_ptr<Query> Connection::script(std::string sql) {
  return std::make_shared<Query>(shared_from_this(), std::move(sql), Query::Protocol::simple);
}

Outcome<void> Connection::cancel(const Stop& stop) const { return postgres_client::cancel(target_, stop); }

// --- whose turn it is ------------------------------------------------------------------------------------------------

Outcome<void> Connection::begin(Query* next, const Stop& stop) {
  if (channel_.failure()) return std::unexpected(*channel_.failure());
  if (active_ == next && next != nullptr) return {};
  if (active_ != nullptr) {
    if (auto ok = active_->keep(stop); !ok) return ok;
    active_ = nullptr;  // what still comes for it, nobody wants
  }
  if (auto ok = drain(stop); !ok) return ok;
  active_ = next;
  return {};
}

Outcome<void> Connection::drain(const Stop& stop) {
  while (!is_ready()) {
    auto message = next(stop);
    if (!message) return std::unexpected(std::move(message).error());
    if (!*message || (*message)->type != MessageType::ready_for_query) continue;
    auto status = postgres::parse_ready_for_query((*message)->body);
    if (!status) return damaged(std::move(status).error());
    ready(*status);
  }
  channel_.set_bulk(false);
  return {};
}

void Connection::ready(TransactionStatus status) noexcept {
  status_ = status;
  if (expected_ > 0) --expected_;
  if (is_ready()) active_ = nullptr;
}

void Connection::forget(const Query* gone) noexcept {
  if (active_ == gone) active_ = nullptr;
}

// --- what the server says by itself ----------------------------------------------------------------------------------

std::unexpected<Error> Connection::damaged(wirespeed::Error error) {
  channel_.close();
  return std::unexpected(Error(std::move(error), Error::Kind::unavailable));
}

Outcome<std::optional<Message>> Connection::next(const Stop& stop) {
  auto message = channel_.next(stop);
  if (!message) return std::unexpected(std::move(message).error());
  auto asynchronous = take_asynchronous(*message);
  if (!asynchronous) return std::unexpected(std::move(asynchronous).error());
  if (*asynchronous) return std::nullopt;
  return *message;
}

Outcome<bool> Connection::take_asynchronous(const Message& message) {
  switch (message.type) {
    case MessageType::notice_response: {
      auto notice = postgres::parse_notice(message.body);
      if (!notice) return damaged(std::move(notice).error());
      notices_.push_back(*std::move(notice));
      if (notices_.size() > kKept) notices_.pop_front();
      return true;
    }
    case MessageType::notification_response: {
      auto notification = postgres::parse_notification(message.body);
      if (!notification) return damaged(std::move(notification).error());
      notifications_.push_back(*std::move(notification));
      return true;
    }
    case MessageType::parameter_status: {
      auto status = postgres::parse_parameter_status(message.body);
      if (!status) return damaged(std::move(status).error());
      set_parameter(*std::move(status));
      return true;
    }
    default:
      return false;
  }
}

void Connection::set_parameter(postgres::ParameterStatus status) {
  const auto known = std::ranges::find(parameters_, status.name, &postgres::ParameterStatus::name);
  if (known == parameters_.end()) {
    parameters_.push_back(std::move(status));
  } else {
    known->value = std::move(status.value);
  }
}

const std::string* Connection::parameter(std::string_view name) const noexcept {
  const auto found = std::ranges::find(parameters_, name, &postgres::ParameterStatus::name);
  return found == parameters_.end() ? nullptr : &found->value;
}

bool Connection::sends_utf8() const noexcept {
  return std::ranges::all_of(std::array{"server_encoding", "client_encoding"}, [this](const char* name) {
    const std::string* encoding = parameter(name);
    return encoding != nullptr && *encoding == "UTF8";
  });
}

std::vector<Notice> Connection::take_notices() {
  std::vector<Notice> taken(std::make_move_iterator(notices_.begin()), std::make_move_iterator(notices_.end()));
  notices_.clear();
  return taken;
}

std::vector<Notification> Connection::take_notifications() {
  std::vector<Notification> taken(std::make_move_iterator(notifications_.begin()),
                                  std::make_move_iterator(notifications_.end()));
  notifications_.clear();
  return taken;
}

Outcome<void> Connection::listen(const Stop& stop) {
  if (auto ok = begin(nullptr, stop); !ok) return ok;
  while (notifications_.empty()) {
    auto message = next(stop);
    if (!message) return std::unexpected(std::move(message).error());
    if (*message) return surprised(**message);
  }
  return {};
}

// The server has something to say although nothing was asked: its end, as a rule.
std::unexpected<Error> Connection::surprised(const Message& message) {
  auto notice = postgres::parse_notice(message.body);
  channel_.close();
  if (message.type == MessageType::error_response && notice) return std::unexpected(Error(*std::move(notice)));
  return damaged(
      {Errc::malformed, fmt::format("listen: expected a notification, found a {} message", to_string(message.type))});
}

// --- statements and types --------------------------------------------------------------------------------------------

void Connection::keep_plan(const std::shared_ptr<Plan>& plan) { close_statement(plans_.put(plan)); }

void Connection::drop_plan(std::string_view sql) {
  close_statement(plans_.find(sql));
  plans_.drop(sql);
}

// The answer, CloseComplete, comes with those of the next run.
void Connection::close_statement(const std::shared_ptr<Plan>& plan) {
  if (plan == nullptr || plan->statement.empty()) return;
  std::ignore = postgres::append_close(channel_.output(), postgres::Target::statement, plan->statement);
  plan->statement.clear();
}

std::string Connection::next_statement_name() { return fmt::format("wirespeed_{}", ++names_); }

std::vector<Oid> Connection::missing(std::span<const Oid> oids) const {
  std::vector<Oid> all;
  for (const Oid oid : oids) {
    for (const Oid one : types_.missing(oid)) {
      if (std::ranges::find(unknown_, one) == unknown_.end()) all.push_back(one);
    }
  }
  std::ranges::sort(all);
  const auto repeated = std::ranges::unique(all);
  all.erase(repeated.begin(), repeated.end());
  return all;
}

bool Connection::knows(std::span<const Oid> oids) const { return missing(oids).empty(); }

// A question of our own: a stop may interrupt it, and it then goes on where it was.
Outcome<std::vector<TextRow>> Connection::ask(const std::string& sql, const Parameters& parameters, std::size_t columns,
                                              const Stop& stop) {
  if (nested_ == nullptr) {
    auto plan = std::make_shared<Plan>();
    plan->sql = sql;
    plan->parameters.resize(parameters.formats.size());
    plan->columns.resize(columns);  // as text
    nested_ = std::make_shared<Query>(shared_from_this(), std::move(plan));
    nested_rows_ = std::make_unique<TextRows>();
  }
  auto ended = nested_->run(parameters, *nested_rows_, stop);
  if (!ended && is_stop(ended.error())) return std::unexpected(std::move(ended).error());
  nested_ = nullptr;
  if (!ended) return std::unexpected(std::move(ended).error());
  return nested_rows_->rows();
}

namespace {

// As the server writes an array: {16385,16391}
Parameters array_of(std::span<const Oid> oids) {
  const std::string text = fmt::format("{{{}}}", fmt::join(oids, ","));
  Parameters parameters;
  parameters.formats = {Format::text};
  parameters.bytes.resize(sizeof(std::int32_t));
  store_be(parameters.bytes.data(), static_cast<std::int32_t>(text.size()));
  parameters.bytes.insert(parameters.bytes.end(), text.begin(), text.end());
  return parameters;
}

std::vector<postgres::Cell> cells_of(std::span<const TextRow> rows) {
  std::vector<postgres::Cell> cells;
  for (const TextRow& row : rows) {
    for (const auto& text : row) {
      cells.push_back(text ? postgres::Cell{bytes_of(*text).data(), static_cast<std::int32_t>(text->size())}
                           : postgres::Cell{});
    }
  }
  return cells;
}

}  // namespace

Outcome<void> Connection::resolve(std::span<const Oid> oids, const Stop& stop) {
  const auto unknown = missing(oids);
  if (unknown.empty()) return {};
  auto rows = ask(std::string(postgres::kCatalogQuery), array_of(unknown), postgres::kCatalogColumns, stop);
  if (!rows) return std::unexpected(std::move(rows).error());
  auto types = postgres::read_types(cells_of(*rows));
  if (!types) return damaged(std::move(types).error());
  for (auto& type : *types) types_.put(std::move(type));
  for (const Oid oid : missing(unknown)) unknown_.push_back(oid);
  return {};
}

void Connection::forget_types() {
  const auto stays = [this](Oid oid) { return !types_.can_change(oid); };
  const auto gone = plans_.keep_only([&](const Plan& plan) {
    return std::ranges::all_of(plan.parameters, stays) &&
           std::ranges::all_of(plan.columns, [&](const auto& column) { return stays(column.type.oid); });
  });
  for (const auto& plan : gone) close_statement(plan);
  types_.forget_resolved();
  unknown_.clear();
}

Format Connection::format_of(Oid oid) const { return types_.sends_binary(oid) ? Format::binary : Format::text; }

Outcome<bool> Connection::keeps_statements(const Stop& stop) {
  if (!keeps_statements_) {
    auto rows = ask("SELECT pg_backend_pid()", {}, 1, stop);
    if (!rows) return std::unexpected(std::move(rows).error());
    keeps_statements_ = rows->size() == 1 && rows->front().front() == std::to_string(process_id());
  }
  return *keeps_statements_;
}

}  // namespace wirespeed::postgres_client
