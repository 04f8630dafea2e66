#include "wirespeed/adbc_postgres/query_results.hpp"

#include <algorithm>

namespace wirespeed::adbc_postgres {
namespace {

using SharedBatch = std::shared_ptr<const column::Batch>;

Result<postgres::RowColumns> columns_of(Session& session,
                                        const std::vector<postgres_client::ColumnDescription>& columns,
                                        const ReadOptions& options) {
  postgres::ColumnOptions made = options.columns;
  made.server_is_utf8 = session.connection().sends_utf8();
  return postgres::RowColumns::make(columns, session.types(), made, options.limits);
}

// Whether no batch can change it any more.
bool is_final(const column::Schema& fields, const ReadOptions& options) {
  const postgres::ColumnOptions& columns = options.columns;
  if (columns.dictionary == postgres::DictionaryText::adaptive) return false;
  if (columns.arrays != postgres::ArraysAs::adaptive) return true;
  return std::ranges::all_of(fields, [&](const column::Field& field) {
    return !column::is_list(field.type) && is_final(field.children, options);
  });
}

class QueryResults final : public ResultSource {
 public:
  QueryResults(std::shared_ptr<Session> session, std::unique_ptr<Execution> execution, const ReadOptions& options,
               std::function<void()> at_end)
      : session_(std::move(session)), execution_(std::move(execution)), options_(options), at_end_(std::move(at_end)) {}
  ~QueryResults() override {
    const std::lock_guard turn(session_->turn());
    end();
  }

  // Where a type is only known with the first batch, that is read for it.
  Answer<column::Schema> schema() override {
    const std::lock_guard turn(session_->turn());
    if (auto ok = make_columns(); !ok) return std::unexpected(std::move(ok).error());
    if (!is_settled_ && !is_final(columns_->schema(), options_)) {
      auto first = read();
      if (!first) return std::unexpected(std::move(first).error());
      first_ = *std::move(first);
    }
    return columns_->schema();
  }

  Answer<SharedBatch> next() override {
    const std::lock_guard turn(session_->turn());
    if (first_ != nullptr) return std::exchange(first_, nullptr);
    return read();
  }

 private:
  void end() {
    execution_.reset();
    if (at_end_) std::exchange(at_end_, {})();
  }

  Answer<void> make_columns() {
    if (columns_ != nullptr) return {};
    auto made = answer_of(columns_of(*session_, execution_->columns(), options_));
    if (!made) return std::unexpected(std::move(made).error());
    columns_ = std::make_unique<postgres::RowColumns>(*std::move(made));
    return {};
  }

  Answer<SharedBatch> read() {
    if (execution_ == nullptr) return nullptr;
    if (auto ok = make_columns(); !ok) return std::unexpected(std::move(ok).error());
    is_settled_ = true;
    auto more = fill();
    if (!more || !*more) end();
    if (!more) return std::unexpected(std::move(more).error());
    if (!*more && columns_->rows() == 0) return nullptr;
    auto batch = answer_of(columns_->take_batch());
    if (!batch) return std::unexpected(std::move(batch).error());
    return std::make_shared<const column::Batch>(*std::move(batch));
  }

  // True: a batch is full. False: there are no more rows.
  Answer<bool> fill() {
    while (!columns_->full()) {
      auto there = execution_->wait_for_row();
      if (!there || !*there) return there;
      const ByteView rows = execution_->rows();
      auto used = columns_->take_rows(rows);
      if (!used) {
        if (auto anew = make_columns_anew(std::move(used).error()); !anew) return anew;
        continue;
      }
      execution_->use_rows(*used);
    }
    return true;
  }

  // Types may have changed since they were learnt of; else `refusal` stands.
  Answer<bool> make_columns_anew(wirespeed::Error refusal) {
    auto learned = execution_->learn_anew();
    if (!learned) return learned;
    if (!*learned) return std::unexpected(failure_of(execution_->refused(std::move(refusal)).error()));
    columns_ = nullptr;
    if (auto ok = make_columns(); !ok) return std::unexpected(std::move(ok).error());
    return true;
  }

  std::shared_ptr<Session> session_;
  std::unique_ptr<Execution> execution_;
  ReadOptions options_;
  std::function<void()> at_end_;
  std::unique_ptr<postgres::RowColumns> columns_;
  SharedBatch first_;
  bool is_settled_ = false;  // a batch was read
};

}  // namespace

std::unique_ptr<ResultSource> results_of(std::shared_ptr<Session> session, std::unique_ptr<Execution> execution,
                                         const ReadOptions& options, std::function<void()> at_end) {
  return std::make_unique<QueryResults>(std::move(session), std::move(execution), options, std::move(at_end));
}

Answer<column::Schema> schema_of(Session& session, const std::vector<postgres_client::ColumnDescription>& columns,
                                 const ReadOptions& options) {
  auto made = answer_of(columns_of(session, columns, options));
  if (!made) return std::unexpected(std::move(made).error());
  return made->schema();
}

}  // namespace wirespeed::adbc_postgres
