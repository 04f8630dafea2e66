#include "wirespeed/postgres_client/query.hpp"

#include <algorithm>
#include <tuple>

#include "wirespeed/postgres/request.hpp"
#include "wirespeed/postgres_client/failures.hpp"

namespace wirespeed::postgres_client {
namespace {

using postgres::Bind;
using postgres::Target;

constexpr std::string_view kNoStatement = "a value of this run was refused";  // and no name of any

bool same_types(std::span<const ColumnDescription> a, std::span<const ColumnDescription> b) noexcept {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return x.type == y.type && x.name == y.name; });
}

}  // namespace

Query::Query(std::shared_ptr<Connection> connection, std::string sql, Protocol protocol)
    : connection_(std::move(connection)), sql_(std::move(sql)), protocol_(protocol) {}

Query::Query(std::shared_ptr<Connection> connection, std::shared_ptr<Plan> plan)
    : connection_(std::move(connection)), sql_(plan->sql), protocol_(Protocol::extended) {
  adopt(std::move(plan));
}

Query::~Query() {
  leave_unrun();
  if (phase_ == Phase::running && copy_ == Copy::in) std::ignore = fail_copy("its sender has gone");
  connection_->forget(this);
}

void Query::adopt(std::shared_ptr<Plan> plan) {
  plan_ = std::move(plan);
  is_known_ = true;
}

// Once another one's requests have gone out, a Sync would be taken for theirs.
void Query::leave_unrun() {
  if (phase_ != Phase::describing && phase_ != Phase::described) return;
  sync();
  phase_ = Phase::fresh;
  is_parsed_ = is_described_ = false;
}

void Query::sync() {
  postgres::append_sync(connection_->channel().output());
  connection_->expect_ready();
}

// Looks at what is there before it takes a message: rows stay where they are.
template <typename Until>
Outcome<void> Query::wait(const Stop& stop, Until until) {
  while (!until()) {
    const bool is_waiting = connection_->channel().received().empty();
    auto step = is_waiting ? connection_->channel().receive(stop) : take_next(stop);
    if (step) continue;
    if (is_stop(step.error())) return step;
    // After a FATAL comes the connection's end.
    if (!error_) error_ = std::move(step).error();
    return failed();
  }
  return {};
}

Outcome<void> Query::take_next(const Stop& stop) {
  auto message = connection_->next(stop);
  if (!message) return std::unexpected(std::move(message).error());
  if (!*message) return {};
  auto taken = take(**message);
  // What the answers behind it belong to, nobody knows.
  if (!taken) return connection_->damaged(std::move(taken).error());
  return {};
}

// --- what it takes and gives ----------------------------------------------------------------------------------------

Outcome<const Plan*> Query::describe(const Stop& stop) {
  if (phase_ == Phase::fresh) {
    if (auto ok = connection_->begin(this, stop); !ok) return std::unexpected(std::move(ok).error());
    if (plan_ == nullptr) {
      if (auto known = connection_->plans().find(sql_)) adopt(std::move(known));
    }
  }
  if (plan_ == nullptr) {
    if (auto ok = ask(stop); !ok) return std::unexpected(std::move(ok).error());
  }
  if (auto ok = prepare_name(stop); !ok) return std::unexpected(std::move(ok).error());
  return plan_.get();
}

Outcome<void> Query::ask(const Stop& stop) {
  if (phase_ == Phase::fresh) {
    if (auto ok = append_question(); !ok) return ok;
    postgres::append_flush(connection_->channel().output());
  }
  if (phase_ == Phase::describing) {
    if (auto ok = wait(stop, [&] { return is_described_ || error_; }); !ok) return ok;
    phase_ = Phase::described;
    if (error_) sync();
  }
  if (error_) {
    if (auto ok = wait(stop, [&] { return connection_->is_ready(); }); !ok) return ok;
    return failed();
  }
  return resolve_types(stop);
}

Outcome<void> Query::append_question() {
  auto& output = connection_->channel().output();
  if (auto ok = postgres::append_parse(output, {}, sql_); !ok) return ok;
  std::ignore = postgres::append_describe(output, Target::statement, {});
  phase_ = Phase::describing;
  return {};
}

std::vector<Oid> Query::used_types() const {
  std::vector<Oid> used = parameter_types_;
  for (const auto& column : columns_) used.push_back(column.type.oid);
  return used;
}

// REQUIRES: it was described, and its types are known
void Query::make_plan() {
  plan_ = std::make_shared<Plan>(sql_, parameter_types_, columns_);
  std::vector<Format> formats;
  formats.reserve(columns_.size());
  for (const auto& column : columns_) formats.push_back(connection_->format_of(column.type.oid));
  plan_->ask_for(formats);
  connection_->keep_plan(plan_);
}

Outcome<void> Query::resolve_types(const Stop& stop) {
  const std::vector<Oid> used = used_types();
  if (!connection_->knows(used)) {
    // The question to the catalog is a statement of its own, whose answers are not to be taken here: this one is ended
    // before it, and parsed again behind it.
    if (std::exchange(is_parsed_, false)) sync();
    if (!is_resolving_) {
      if (auto ok = wait(stop, [&] { return connection_->is_ready(); }); !ok) return ok;
      is_resolving_ = true;
    }
    if (auto ok = connection_->resolve(used, stop); !ok) return ok;
    if (auto ok = connection_->begin(this, stop); !ok) return ok;
    phase_ = Phase::fresh;
  }
  make_plan();
  return {};
}

// A statement that comes again and again gets a name, so that the server need not parse it each time.
Outcome<void> Query::prepare_name(const Stop& stop) {
  const auto threshold = connection_->options().prepare_threshold;
  const bool is_due = threshold != 0 && plan_->runs >= threshold && plan_->statement.empty() && is_known_;
  if (!is_due || !naming_.empty() || connection_->transaction_status() == TransactionStatus::failed) return {};
  auto keeps = connection_->keeps_statements(stop);
  if (!keeps) return std::unexpected(std::move(keeps).error());
  if (auto ok = connection_->begin(this, stop); !ok) return ok;
  if (*keeps) naming_ = connection_->next_statement_name();
  return {};
}

// --- its run ---------------------------------------------------------------------------------------------------------

Outcome<void> Query::execute(Parameters parameters) {
  if (auto ok = append_run(parameters); !ok) return ok;
  parameters_ = std::move(parameters);
  return end_many();
}

Outcome<void> Query::execute_many(const Parameters& parameters) {
  if (auto ok = append_run(parameters); !ok) return ok;
  is_parsed_ = is_many_ = true;
  return {};
}

void Query::undo_many() {
  std::ignore = postgres::append_bind(connection_->channel().output(), {.statement = kNoStatement});
}

Outcome<void> Query::end_many() {
  ++plan_->runs;
  was_idle_ = connection_->transaction_status() == TransactionStatus::idle;
  sync();
  phase_ = Phase::running;
  return {};
}

Outcome<void> Query::append_run(const Parameters& parameters) {
  auto& output = connection_->channel().output();
  const std::string& name = naming_.empty() ? plan_->statement : naming_;
  const bool parses = plan_->statement.empty() && !is_parsed_;
  const std::size_t before = output.size();
  if (parses) {
    if (auto ok = postgres::append_parse(output, name, sql_, plan_->parameters); !ok) return ok;
  }
  const Bind bind{.portal = {},
                  .statement = name,
                  .parameter_formats = parameters.formats,
                  .parameters = plan_->parameters.size(),
                  .values = parameters.bytes,
                  .result_formats = plan_->formats};
  if (auto ok = postgres::append_bind(output, bind); !ok) {
    output.resize(before);
    return ok;
  }
  // A table may have changed since its plan was made.
  if (parses && is_known_) std::ignore = postgres::append_describe(output, Target::portal, {});
  return postgres::append_execute(output, {});
}

Outcome<void> Query::execute_script(const Stop& stop) {
  if (phase_ != Phase::fresh) return {};
  if (auto ok = connection_->begin(this, stop); !ok) return ok;
  if (auto ok = postgres::append_query(connection_->channel().output(), sql_); !ok) return ok;
  connection_->expect_ready();
  phase_ = Phase::running;
  return {};
}

bool Query::row_is_next() const noexcept {
  const ByteView received = connection_->channel().received();
  if (received.empty()) return false;
  const auto type = static_cast<MessageType>(received.front());
  return type == MessageType::data_row || (type == MessageType::copy_data && copy_ == Copy::out);
}

// The server takes no notice of the Sync that it reads as part of the data.
Outcome<void> Query::refuse_copy() {
  auto ok = fail_copy("data was not offered: use copy_in()");
  postgres::append_sync(connection_->channel().output());
  return ok;
}

Outcome<void> Query::wait_for_rows(const Stop& stop) {
  if (phase_ == Phase::ended && error_) return std::unexpected(*error_);
  if (phase_ != Phase::running) return learn_new_types(stop);
  auto ok = wait(stop, [&] { return phase_ == Phase::ended || copy_ == Copy::in || row_is_next(); });
  if (!ok) return ok;
  if (copy_ == Copy::in && protocol_ == Protocol::extended) {
    if (auto refused = refuse_copy(); !refused) return refused;
    return wait_for_rows(stop);
  }
  if (phase_ != Phase::ended || !error_) return learn_new_types(stop);
  if (!may_run_again()) return failed();
  if (auto again = run_again(); !again) return again;
  return wait_for_rows(stop);
}

// An error of the statement is left to wait_for_row().
Outcome<std::optional<bool>> Query::row_now() {
  if (kept_used_ < kept_.size()) return true;
  const Channel& channel = connection_->channel();
  const auto is_waiting = [&] { return row_is_next() || !channel.has_message(); };
  auto ok = wait({}, [&] { return phase_ != Phase::running || copy_ == Copy::in || error_ || is_waiting(); });
  if (!ok) return std::unexpected(std::move(ok).error());
  if (error_ || copy_ == Copy::in) return std::nullopt;
  if (phase_ == Phase::ended) return false;
  return channel.has_message() ? std::optional(true) : std::nullopt;
}

Outcome<void> Query::send_now() {
  auto sent = connection_->channel().flush_now();
  if (sent) return {};
  error_ = std::move(sent).error();
  return failed();
}

ByteView Query::rows() const noexcept {
  const bool has_kept = kept_used_ < kept_.size();
  return has_kept ? ByteView(kept_).subspan(kept_used_) : connection_->channel().received();
}

void Query::use_rows(std::size_t bytes) {
  has_rows_ = has_given_rows_ = true;
  if (kept_used_ < kept_.size()) {
    kept_used_ += bytes;
    return;
  }
  connection_->channel().use(bytes);
  row_bytes_ += bytes;
  if (is_long()) connection_->channel().set_bulk(true);
}

Outcome<bool> Query::wait_for_row(const Stop& stop) {
  if (kept_used_ < kept_.size()) return true;
  for (;;) {
    if (auto ok = wait_for_rows(stop); !ok) return std::unexpected(std::move(ok).error());
    if (phase_ != Phase::running || copy_ == Copy::in) return false;
    Channel& channel = connection_->channel();
    postgres::MessageReader reader(channel.received());
    if (Message row; reader.next(row)) return true;
    auto more = reader.is_broken() ? Outcome<void>(connection_->damaged(reader.error())) : channel.receive(stop);
    if (more) continue;
    if (!is_stop(more.error())) phase_ = Phase::ended;
    return std::unexpected(std::move(more).error());
  }
}

Outcome<bool> Query::read(RowSink& sink, const Stop& stop) {
  auto there = wait_for_row(stop);
  if (!there || !*there) return there;
  auto used = sink.take(rows());
  if (!used) return refused(std::move(used).error());
  if (*used == 0) return std::unexpected(Error({Errc::malformed, "read rows: expected rows, found none that fits"}));
  use_rows(*used);
  return true;
}

// The answers to what was sent so far. False: one of them is an error, and the rest is passed over.
Outcome<bool> Query::take_answers() {
  const Stop now = Stop::after(std::chrono::seconds(0));
  auto ok = wait(now, [&] { return error_.has_value(); });
  if (!ok && !is_stop(ok.error())) return std::unexpected(std::move(ok).error());
  return !error_;
}

namespace {

// Whole row messages off the front, one by one.
template <typename Use>
Result<std::size_t> each_row(ByteView received, Use use) {
  postgres::MessageReader reader(received);
  if (received.empty()) return std::size_t{0};
  const auto type = static_cast<MessageType>(received.front());
  for (ByteView body; reader.next_of(type, body);) use(body);
  if (reader.is_broken()) return std::unexpected(static_cast<const wirespeed::Error&>(reader.error()));
  return reader.used();
}

class Discard final : public RowSink {
 public:
  Result<std::size_t> take(ByteView received) override {
    return each_row(received, [](ByteView) {});
  }
};

class Keep final : public RowSink {
 public:
  explicit Keep(std::vector<std::uint8_t>& kept) : kept_(kept) {}
  Result<std::size_t> take(ByteView received) override {
    auto used = each_row(received, [](ByteView) {});
    if (used) kept_.insert(kept_.end(), received.begin(), received.begin() + static_cast<std::ptrdiff_t>(*used));
    return used;
  }

 private:
  std::vector<std::uint8_t>& kept_;
};

}  // namespace

Outcome<void> Query::finish(const Stop& stop) {
  kept_used_ = kept_.size();
  Discard discard;
  for (;;) {
    auto more = read(discard, stop);
    if (!more) return std::unexpected(std::move(more).error());
    if (!*more) return {};
  }
}

Outcome<void> Query::run(const Parameters& parameters, RowSink& sink, const Stop& stop) {
  if (phase_ == Phase::fresh) {
    if (auto plan = describe(stop); !plan) return std::unexpected(std::move(plan).error());
    if (auto ok = execute(parameters); !ok) return ok;
  }
  Outcome<bool> more = true;
  while (more && *more) more = read(sink, stop);
  if (!more) return std::unexpected(std::move(more).error());
  return {};
}

Outcome<void> Query::keep(const Stop& stop) {
  leave_unrun();
  if (phase_ != Phase::running) return {};
  std::vector<std::uint8_t> earlier = std::exchange(kept_, {});
  const std::size_t earlier_used = std::exchange(kept_used_, 0);
  const bool had_given_rows = has_given_rows_;
  Keep keep(earlier);
  Outcome<bool> more = true;
  while (more && *more) more = read(keep, stop);
  has_given_rows_ = had_given_rows;
  kept_ = std::move(earlier);
  kept_used_ = earlier_used;
  if (!more && is_stop(more.error())) return std::unexpected(std::move(more).error());
  return {};
}

// --- COPY from here --------------------------------------------------------------------------------------------------

Outcome<void> Query::end_copy() {
  postgres::append_copy_done(connection_->channel().output());
  copy_ = Copy::none;
  return {};
}

Outcome<void> Query::fail_copy(std::string_view reason) {
  copy_ = Copy::none;
  return postgres::append_copy_fail(connection_->channel().output(), reason);
}

// --- what the server says --------------------------------------------------------------------------------------------

Outcome<void> Query::take(const Message& message) {
  switch (message.type) {
    case MessageType::parse_complete:
      is_parsed_ = true;
      if (!naming_.empty()) plan_->statement = naming_;
      return {};
    case MessageType::bind_complete:
    case MessageType::close_complete:
    case MessageType::copy_done:
    case MessageType::portal_suspended:
    case MessageType::data_row:
    case MessageType::copy_data:
      return {};
    case MessageType::parameter_description:
    case MessageType::row_description:
    case MessageType::no_data:
      return take_description(message);
    case MessageType::copy_in_response:
    case MessageType::copy_out_response: {
      if (auto response = postgres::parse_copy_response(message.body); !response) {
        return std::unexpected(std::move(response).error());
      }
      copy_ = message.type == MessageType::copy_in_response ? Copy::in : Copy::out;
      return {};
    }
    default:
      return take_end(message);
  }
}

Outcome<void> Query::take_description(const Message& message) {
  if (message.type == MessageType::parameter_description) {
    auto types = postgres::parse_parameter_description(message.body);
    if (!types) return std::unexpected(std::move(types).error());
    parameter_types_ = *std::move(types);
    return {};
  }
  std::vector<ColumnDescription> columns;
  if (message.type == MessageType::row_description) {
    auto parsed = postgres::parse_row_description(message.body);
    if (!parsed) return std::unexpected(std::move(parsed).error());
    columns = *std::move(parsed);
  }
  is_described_ = true;
  if (plan_ != nullptr && same_types(columns, this->columns())) return {};
  if (plan_ != nullptr) {
    connection_->drop_plan(sql_);
    is_planned_ = false;
    has_new_types_ = true;
  }
  columns_ = std::move(columns);
  return {};
}

Outcome<void> Query::take_end(const Message& message) {
  switch (message.type) {
    case MessageType::command_complete: {
      auto tag = postgres::parse_command_complete(message.body);
      if (!tag) return std::unexpected(std::move(tag).error());
      rows_touched_ += tag->rows.value_or(0);
      if (is_many_ && !tags_.empty()) {
        tags_.back().rows = rows_touched_;
      } else {
        tags_.push_back(*std::move(tag));
      }
      return {};
    }
    case MessageType::empty_query_response:
      return {};
    case MessageType::error_response: {
      auto notice = postgres::parse_notice(message.body);
      if (!notice) return std::unexpected(std::move(notice).error());
      error_ = Error(*std::move(notice));
      copy_ = Copy::none;
      return {};
    }
    case MessageType::ready_for_query: {
      auto status = postgres::parse_ready_for_query(message.body);
      if (!status) return std::unexpected(std::move(status).error());
      connection_->ready(*status);
      if (phase_ == Phase::running) phase_ = Phase::ended;
      if (phase_ == Phase::ended) connection_->channel().set_bulk(false);
      return {};
    }
    default:
      return std::unexpected(Error(
          {Errc::malformed, fmt::format("read the answer to a query: expected rows or their end, found a {} message",
                                        to_string(message.type))}));
  }
}

}  // namespace wirespeed::postgres_client
