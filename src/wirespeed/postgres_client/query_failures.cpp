// What a query does about its failures, and what is learnt from them.
#include <algorithm>

#include "wirespeed/postgres/row_tile.hpp"
#include "wirespeed/postgres_client/failures.hpp"
#include "wirespeed/postgres_client/query.hpp"

namespace wirespeed::postgres_client {
namespace {

constexpr std::string_view kNoSuchStatement = "26000";
constexpr std::string_view kFeatureNotSupported = "0A000";  // "cached plan must not change result type"
constexpr std::string_view kNoSuchFunction = "42883";
constexpr std::string_view kNotInEncoding = "22021";

// "no binary output function available for type ...": its text is translated, the names of the server's own functions
// are not.
bool lacks_binary_output(const Error& error) noexcept {
  if (error.sqlstate() != kNoSuchFunction) return false;
  const std::string& where = error.notice->routine;
  return where == "getTypeBinaryOutputInfo" || where == "array_send" || where == "get_range_io_data";
}

// A type that a plan names by its OID has gone; a value that we wrote is not what its type now is.
bool tells_of_other_types(const Error& error) noexcept {
  const auto state = error.sqlstate();
  if (state == "42704" || state == "42804" || state == "22P03") return true;
  return state == "XX000" && error.notice->message.starts_with("cache lookup failed for type");
}

// The columns are not as many as were asked for.
bool tells_of_other_columns(const Error& error) noexcept {
  return error.sqlstate() == "08P01" && error.notice->routine == "PortalSetResultFormat";
}

}  // namespace

// The statement's own error, once the server is ready again.
Outcome<void> Query::failed() {
  phase_ = Phase::ended;
  connection_->channel().set_bulk(false);
  if (error_->notice != nullptr) learn_from_failure();
  return std::unexpected(*error_);
}

// What the statement names has changed or gone; a name on the server is kept with its plan.
void Query::learn_from_failure() {
  const auto state = error_->sqlstate();
  if (state == kNotInEncoding && error_->notice->hint.empty()) {
    say_what_to_do("for bytes as they are, connect with client_encoding=SQL_ASCII and read text as \"binary\"");
  }
  if (plan_ == nullptr) return;
  if (lacks_binary_output(*error_)) {
    if (ask_in_text()) {
      say_what_to_do(
          "outside of a transaction it would have been run again for text, as it will be from now on; or cast what has "
          "this type to text");
    }
    return;
  }
  if (tells_of_other_types(*error_)) connection_->forget_types();
  if (state == kNoSuchStatement) connection_->plans().forget_names();
  const bool is_stale = state.starts_with("42") || state.starts_with("0A") || state.starts_with("XX");
  if (tells_of_other_types(*error_) || tells_of_other_columns(*error_) || (is_stale && plan_->statement.empty())) {
    connection_->drop_plan(sql_);
  }
}

void Query::say_what_to_do(std::string_view hint) {
  Notice said = *error_->notice;
  said.hint = hint;
  error_ = Error(std::move(said));
}

bool Query::may_begin_anew() const noexcept {
  if (!error_ || error_->notice == nullptr || !is_known_ || !was_idle_ || has_rows_ || is_many_) return false;
  return tells_of_other_types(*error_) || tells_of_other_columns(*error_);
}

// A statement that lost its name (DISCARD ALL, a pooler), whose table changed, or whose values cannot be sent in binary
// may be run anew, unless a transaction has failed by it.
bool Query::may_run_again() const noexcept {
  if (!was_idle_ || has_rows_ || is_many_ || plan_ == nullptr) return false;
  if (lacks_binary_output(*error_)) {
    return std::ranges::any_of(plan_->columns, [](const auto& column) { return column.format == Format::binary; });
  }
  const auto state = error_->sqlstate();
  return is_known_ && !plan_->statement.empty() && (state == kNoSuchStatement || state == kFeatureNotSupported);
}

Outcome<void> Query::run_again() {
  if (!lacks_binary_output(*error_) || !ask_in_text()) {
    connection_->plans().forget_names();
    plan_->statement.clear();
    naming_.clear();
  }
  is_parsed_ = false;
  error_.reset();
  if (auto ok = connection_->begin(this, Stop::after(std::chrono::seconds(0))); !ok) return ok;
  return execute(std::exchange(parameters_, {}));
}

// What has no binary form lies in a record, as a rule, of which only the values tell. False: nothing was in binary.
bool Query::ask_in_text() {
  std::vector<Format> formats;
  formats.reserve(plan_->columns.size());
  for (const auto& column : plan_->columns) formats.push_back(column.format);
  const std::vector<Format> before = formats;
  for (const bool all : {false, true}) {
    for (std::size_t i = 0; i < formats.size(); ++i) {
      if (all || connection_->types().is_unforeseen(plan_->columns[i].type.oid)) formats[i] = Format::text;
    }
    if (formats != before) break;
  }
  plan_->ask_for(formats);
  plan_->attached.reset();
  return formats != before;
}

// --- what its columns are --------------------------------------------------------------------------------------------

std::vector<Oid> Query::column_types() const {
  std::vector<Oid> types;
  types.reserve(columns().size());
  for (const auto& column : columns()) types.push_back(column.type.oid);
  return types;
}

// The table is another than when the plan was made, perhaps with types that were not heard of before.
Outcome<void> Query::learn_new_types(const Stop& stop) {
  // The question keeps what is left of this query, which comes here again.
  if (!std::exchange(has_new_types_, false)) return {};
  auto learned = connection_->resolve(column_types(), stop);
  if (learned || !is_stop(learned.error())) return {};
  has_new_types_ = true;
  return learned;
}

Outcome<bool> Query::learn_anew(const Stop& stop) {
  const auto types = column_types();
  const auto can_change = [&](Oid oid) { return connection_->types().can_change(oid); };
  if (has_learned_ || (!is_learning_ && std::ranges::none_of(types, can_change))) return false;
  if (!std::exchange(is_learning_, true)) {
    connection_->forget_types();
    if (plan_ != nullptr) plan_->attached.reset();
  }
  auto learned = connection_->resolve(types, stop);
  if (!learned && is_stop(learned.error())) return std::unexpected(std::move(learned).error());
  has_learned_ = true;
  return learned.has_value();
}

std::unexpected<Error> Query::refused(wirespeed::Error error) {
  if (postgres::rows_are_sound(rows(), columns().size())) return std::unexpected(Error(std::move(error)));
  phase_ = Phase::ended;
  error.message += "; the connection is closed, for what follows cannot be believed either";
  return connection_->damaged(std::move(error));
}

}  // namespace wirespeed::postgres_client
