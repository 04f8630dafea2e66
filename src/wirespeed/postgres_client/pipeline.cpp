#include "wirespeed/postgres_client/pipeline.hpp"

#include <algorithm>
#include <tuple>

#include "wirespeed/postgres/request.hpp"
#include "wirespeed/postgres_client/failures.hpp"

namespace wirespeed::postgres_client {
namespace {

constexpr std::string_view kNoStatement = "a value of this pipeline was refused";  // and no name of any

std::unexpected<wirespeed::Error> unexpected_message(const Message& message, const char* expected) {
  return fail(Errc::malformed, "read the answers to a pipeline: expected {}, found a {} message", expected,
              to_string(message.type));
}

Error skipped(const Error& why) {
  return Error(
      {Errc::cancelled, fmt::format("pipeline: this statement was not run, for one before it failed: {}", why.message)},
      Error::Kind::skipped);
}

}  // namespace

Pipeline::~Pipeline() {
  at_ = std::min(at_, queries_.size());
  fail_rest(Error({Errc::cancelled, "pipeline: it was left before this statement's answer had come"}));
}

const Plan* Pipeline::plan(std::size_t i) const noexcept { return queries_[i]->plan_.get(); }

// --- what they take and give -----------------------------------------------------------------------------------------

Outcome<void> Pipeline::describe(const Stop& stop) {
  if (phase_ == Phase::fresh) {
    if (auto ok = connection_->begin(nullptr, stop); !ok) return ok;
    ask_all();
    phase_ = Phase::asking;
  }
  while (phase_ == Phase::asking && question_ < questions_.size()) {
    if (auto ok = next(stop); !ok) return ok;
  }
  if (phase_ == Phase::asking) phase_ = Phase::learning;
  if (phase_ == Phase::learning) {
    if (auto ok = learn_types(stop); !ok) return ok;
    if (auto ok = name_statements(stop); !ok) return ok;
    if (auto ok = connection_->begin(nullptr, stop); !ok) return ok;
    phase_ = Phase::ready;
  }
  return {};
}

// Each question ends with a Sync, so that one that fails hides no other; within a transaction, where it would end them
// all, they are undone.
void Pipeline::ask_all() {
  for (const auto& query : queries_) {
    if (auto known = connection_->plans().find(query->sql_)) {
      query->adopt(std::move(known));
    } else {
      asked_.try_emplace(query->sql_, query.get());
    }
  }
  if (asked_.empty() || connection_->transaction_status() == TransactionStatus::failed) return;
  const bool is_within = connection_->transaction_status() == TransactionStatus::in_transaction;
  if (is_within) ask_around("SAVEPOINT wirespeed_pipeline");
  for (const auto& query : queries_) {
    if (asked_.contains(query->sql_) && asked_[query->sql_] == query.get() && query->append_question()) {
      query->sync();
      questions_.push_back(query.get());
    }
  }
  if (is_within) ask_around("ROLLBACK TO wirespeed_pipeline; RELEASE wirespeed_pipeline");
}

void Pipeline::ask_around(const char* sql) {
  std::ignore = postgres::append_query(connection_->channel().output(), sql);
  connection_->expect_ready();
  questions_.push_back(nullptr);
}

Outcome<void> Pipeline::take_description(const Message& message) {
  Query* query = questions_[question_];
  if (message.type == MessageType::ready_for_query) {
    auto status = postgres::parse_ready_for_query(message.body);
    if (!status) return std::unexpected(std::move(status).error());
    connection_->ready(*status);
    ++question_;
    if (query != nullptr) query->phase_ = Query::Phase::fresh;
    return {};
  }
  if (query == nullptr) return {};
  auto taken = query->take(message);
  if (query->error_) query->is_described_ = false;
  query->error_.reset();
  return taken;
}

Outcome<void> Pipeline::learn_types(const Stop& stop) {
  std::vector<Oid> used;
  for (const Query* query : questions_) {
    if (query == nullptr || !query->is_described_) continue;
    const auto types = query->used_types();
    used.insert(used.end(), types.begin(), types.end());
  }
  if (auto ok = connection_->resolve(used, stop); !ok) return ok;
  for (Query* query : std::exchange(questions_, {})) {
    if (query == nullptr) continue;
    query->is_parsed_ = false;
    if (query->is_described_) query->make_plan();
  }
  share_plans();
  return {};
}

void Pipeline::share_plans() {
  for (const auto& query : queries_) {
    const auto asked = asked_.find(query->sql_);
    if (query->plan_ == nullptr && asked != asked_.end() && asked->second->plan_ != nullptr) {
      query->adopt(asked->second->plan_);
    }
  }
}

// Those that come again and again get a name, once.
Outcome<void> Pipeline::name_statements(const Stop& stop) {
  for (const auto& query : queries_) {
    if (query->plan_ == nullptr || named_.contains(query->plan_.get())) continue;
    if (auto ok = query->prepare_name(stop); !ok) return ok;
    if (!query->naming_.empty()) named_.emplace(query->plan_.get(), query->naming_);
  }
  return {};
}

Outcome<const Plan*> Pipeline::describe_next(std::size_t i, const Stop& stop) {
  Query& query = *queries_[i];
  if (!std::exchange(is_asking_next_, true)) {
    phase_ = Phase::running;
    if (auto ok = query.append_question(); !ok) return std::unexpected(std::move(ok).error());
    postgres::append_flush(connection_->channel().output());
  }
  while (!query.is_described_ && !has_failed_) {
    if (auto ok = next(stop); !ok) return std::unexpected(std::move(ok).error());
  }
  is_asking_next_ = false;
  if (has_failed_) return std::unexpected(query.error_.value_or(Error({Errc::cancelled, "pipeline: it has failed"})));
  if (!connection_->knows(query.used_types())) {
    return std::unexpected(
        Error({Errc::invalid_argument, fmt::format("pipeline: expected types that this session has met, found one that "
                                                   "an earlier statement made; sync() before \"{}\"",
                                                   query.sql_)}));
  }
  query.make_plan();
  unnamed_ = query.plan_.get();
  return query.plan_.get();
}

// --- their run -------------------------------------------------------------------------------------------------------

// What was parsed just before, or here under a name, need not be parsed again.
void Pipeline::reuse_statement(Query& query) {
  const Plan* plan = query.plan_.get();
  if (!plan->statement.empty()) return;
  if (const auto named = named_.find(plan); named != named_.end()) {
    query.is_parsed_ = query.naming_.empty();
    query.naming_ = named->second;
  } else {
    query.is_parsed_ = unnamed_ == plan;
    unnamed_ = plan;
  }
}

Outcome<void> Pipeline::run(std::size_t i, const Parameters& parameters) {
  Query& query = *queries_[i];
  phase_ = Phase::running;
  reuse_statement(query);
  if (auto ok = query.append_run(parameters); !ok) return ok;
  ++query.plan_->runs;
  query.phase_ = Query::Phase::running;
  sent_ = i + 1;
  return {};
}

void Pipeline::refuse(std::size_t i, const Error& why) {
  if (is_running()) {
    std::ignore = postgres::append_bind(connection_->channel().output(), {.statement = kNoStatement});
    is_undone_ = true;
  }
  for (std::size_t k = sent_; k < queries_.size(); ++k) {
    queries_[k]->error_ = k == i ? why : skipped(why);
    queries_[k]->phase_ = Query::Phase::ended;
  }
}

void Pipeline::sync() {
  phase_ = Phase::running;
  postgres::append_sync(connection_->channel().output());
  connection_->expect_ready();
}

Outcome<void> Pipeline::receive(const Stop& stop) {
  while (phase_ != Phase::ended) {
    auto more = next(stop);
    if (more || is_stop(more.error())) {
      if (!more) return more;
      continue;
    }
    phase_ = Phase::ended;
    fail_rest(more.error());
    return more;
  }
  return {};
}

Outcome<void> Pipeline::next(const Stop& stop) {
  auto message = connection_->next(stop);
  if (!message) return std::unexpected(std::move(message).error());
  if (!*message) return {};
  auto taken = phase_ == Phase::asking ? take_description(**message) : take(**message);
  if (!taken) return connection_->damaged(std::move(taken).error());
  return {};
}

Outcome<void> Pipeline::take(const Message& message) {
  if (message.type == MessageType::ready_for_query) return take_ready(message);
  if (message.type == MessageType::error_response && is_undone_ && at_ == sent_) return {};
  if (at_ == queries_.size() || has_failed_) return unexpected_message(message, "the server's readiness");
  Query& query = *queries_[at_];
  if (message.type != MessageType::data_row) return take_answer(message);
  const ByteView whole{message.body.data() - postgres::kMessageHeaderBytes,
                       message.body.size() + postgres::kMessageHeaderBytes};
  query.kept_.insert(query.kept_.end(), whole.begin(), whole.end());
  row_bytes_ += whole.size();
  if (row_bytes_ > kLongResultBytes) connection_->channel().set_bulk(true);
  return {};
}

Outcome<void> Pipeline::take_answer(const Message& message) {
  Query& query = *queries_[at_];
  if (auto taken = query.take(message); !taken) return taken;
  if (query.copy_ != Query::Copy::none) return unexpected_message(message, "no COPY, which has no place in it");
  if (query.error_) {
    std::ignore = query.failed();
    has_failed_ = true;
    ++at_;
    fail_rest(skipped(*query.error_));
    return {};
  }
  if (message.type == MessageType::row_description && !query.is_planned_) pass_on_columns();
  if (message.type == MessageType::command_complete || message.type == MessageType::empty_query_response) {
    query.phase_ = Query::Phase::ended;
    ++at_;
  }
  return {};
}

// Those that share its Parse are not described again.
void Pipeline::pass_on_columns() {
  const Query& told = *queries_[at_];
  for (std::size_t i = at_ + 1; i < queries_.size(); ++i) {
    Query& query = *queries_[i];
    if (query.plan_ != told.plan_ || !query.is_parsed_) continue;
    query.columns_ = told.columns_;
    query.is_planned_ = false;
    query.has_new_types_ = true;
  }
}

Outcome<void> Pipeline::take_ready(const Message& message) {
  auto status = postgres::parse_ready_for_query(message.body);
  if (!status) return std::unexpected(std::move(status).error());
  connection_->ready(*status);
  connection_->channel().set_bulk(false);
  if (!has_failed_ && !is_undone_ && at_ != sent_) return unexpected_message(message, "the answer to a statement");
  phase_ = Phase::ended;
  return {};
}

void Pipeline::fail_rest(const Error& error) {
  for (std::size_t i = at_; i < queries_.size(); ++i) {
    Query& query = *queries_[i];
    if (query.phase_ == Query::Phase::ended) continue;
    query.error_ = error;
    query.phase_ = Query::Phase::ended;
  }
}

}  // namespace wirespeed::postgres_client
