// The rows of a query: as tuples, as columns, or counted.
#include <nanobind/stl/string.h>

#include <algorithm>

#include "collector.hpp"
#include "postgres_query_waits.hpp"

namespace nb = nanobind;

namespace wirespeed::python {

using postgres::MessageType;
using postgres::Outcome;
using postgres_client::Plan;

Result<void> expect_messages(const postgres_client::Query& query, MessageType expected) {
  if (static_cast<MessageType>(query.rows().front()) == expected) return {};
  const bool wants_rows = expected == MessageType::data_row;
  return fail(Errc::invalid_argument, "read a result: expected {}, found {}; {}",
              wants_rows ? "rows of a query" : "the data of a COPY",
              wants_rows ? "the data of a COPY" : "rows of a query",
              wants_rows ? "use copy_out()" : "run it by a query of its own");
}

namespace {

std::shared_ptr<RowProgram> make_program(const postgres_client::Query& query, const postgres::TypeCatalog& types,
                                         TextAs text) {
  std::vector<RowProgram::Field> fields;
  for (const auto& column : query.columns()) fields.push_back({column.type, column.format});
  // A plan may drop it on a thread that is detached.
  return {new RowProgram(fields, types, text), [](RowProgram* program) {
            const nb::gil_scoped_acquire attached;
            delete program;
          }};
}

}  // namespace

const RowProgram& PythonQuery::program(TextAs text) {
  if (program_ != nullptr && text_ == text) return *program_;
  text_ = text;
  Plan* plan = text == TextAs::str ? query_->plan() : nullptr;
  if (plan != nullptr && plan->attached != nullptr) {
    program_ = std::static_pointer_cast<RowProgram>(plan->attached);
    return *program_;
  }
  program_ = make_program(*query_, owner_->connection->types(), text);
  if (plan != nullptr) plan->attached = program_;
  return *program_;
}

namespace {

// What is wrong with a value, as Python tells it now; other errors are thrown.
std::string take_value_fault() {
  nb::python_error raised;
  if (raised.matches(PyExc_UnicodeDecodeError)) {
    const auto at = nb::cast<std::size_t>(raised.value().attr("start"));
    const auto byte = nb::cast<unsigned>(raised.value().attr("object")[nb::int_(at)]);
    return fmt::format("expected UTF-8, found byte 0x{:02x} at {}; read it with text=\"binary\", which gives bytes",
                       byte, at);
  }
  if (raised.matches(nb::module_::import_("wirespeed.errors").attr("MalformedError"))) {
    return nb::cast<std::string>(nb::str(raised.value()));
  }
  throw raised;  // NOLINT(*-by-value-catch-by-reference): it is thrown as it was caught
}

}  // namespace

void PythonQuery::refuse_row(std::size_t row, std::size_t column) {
  const std::string fault = take_value_fault();
  const auto& columns = query_->columns();
  const std::string where = column < columns.size()
                                ? fmt::format("row {}, column \"{}\"", row + 1, columns[column].name)
                                : fmt::format("row {}", row + 1);
  throw PostgresException(query_->refused({Errc::malformed, fmt::format("read {}: {}", where, fault)}).error());
}

// Tuples of the rows that are there whole. False: types have changed since they were learnt of; none was taken.
bool PythonQuery::append_rows(const nb::list& to, TextAs text) {
  value_or_throw(expect_messages(*query_, MessageType::data_row));
  const RowProgram& program = this->program(text);
  const auto& types = owner_->connection->types();
  const std::size_t before = nb::len(to);
  postgres::MessageReader reader(query_->rows());
  const CollectorPause pause;
  for (ByteView row; reader.next_of(MessageType::data_row, row);) {
    const Owned made(program.row(row));
    if (!made) refuse_row(rows_given_ + nb::len(to) - before, program.failed_at());
    if (PyList_Append(to.ptr(), made.get()) != 0) throw nb::python_error();
  }
  if (types.is_doubted() && !has_learned_anew_) {
    if (PyList_SetSlice(to.ptr(), static_cast<Py_ssize_t>(before), PY_SSIZE_T_MAX, nullptr) != 0) {
      throw nb::python_error();
    }
    return false;
  }
  rows_given_ += nb::len(to) - before;
  query_->use_rows(reader.used());
  return true;
}

// False: that would have to wait.
bool PythonQuery::learn_anew(const Waiting& waiting) {
  program_.reset();
  has_learned_anew_ = wait(waiting, [&](const Stop& stop) { return query_->learn_anew(stop); }).has_value();
  return has_learned_anew_;
}

std::optional<nb::list> PythonQuery::rows(bool all, TextAs text, const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  nb::list list = partial_rows_.is_valid() ? nb::borrow<nb::list>(partial_rows_) : nb::list();
  partial_rows_.reset();
  check_open();
  for (;;) {
    auto there = value_of(query_->row_now());  // of a short result all has come: no need to leave the interpreter
    if (!there) there = wait(waiting, [&](const Stop& stop) { return query_->wait_for_row(stop); });
    if (!there) {
      if (nb::len(list) != 0) partial_rows_ = list;
      return std::nullopt;
    }
    if (!*there) return list;
    if (!append_rows(list, text)) {
      if (learn_anew(waiting)) continue;
      partial_rows_ = list;
      return std::nullopt;
    }
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
    options_ = options;
    limits_ = limits;
    columns_ = value_or_throw(make_columns());
  }
  return *columns_;
}

Result<postgres::RowColumns> PythonQuery::make_columns() const {
  const auto each = options_of(query_->columns().size(), options_, requested_);
  return postgres::RowColumns::make(query_->columns(), owner_->connection->types(), each, limits_);
}

// Columns that refused a value are of no more use. If types have changed since they were learnt of, others begin at the
// first row again; false: that is not so.
Outcome<bool> PythonQuery::make_columns_anew(const Stop& stop) {
  if (query_->has_given_rows()) return false;
  auto learned = query_->learn_anew(stop);
  if (!learned || !*learned) return learned;
  auto made = make_columns();
  if (!made) return std::unexpected(std::move(made).error());
  columns_ = *std::move(made);
  refused_.reset();
  return true;
}

// True: a batch is full. False: there are no more rows.
Outcome<bool> PythonQuery::fill(const Stop& stop, bool waits) {
  for (;;) {
    auto filled = refused_ ? Outcome<bool>(true) : take_batch_rows(stop, waits);
    if (!refused_) return filled;
    auto anew = make_columns_anew(stop);
    if (!anew) return anew;
    if (!*anew) return query_->refused(*refused_);
  }
}

// The same; what a column refuses is kept in refused_.
Outcome<bool> PythonQuery::take_batch_rows(const Stop& stop, bool waits) {
  return take_all(stop, waits, [&]() -> Result<bool> {
    if (auto ok = expect_messages(*query_, MessageType::data_row); !ok) return std::unexpected(std::move(ok).error());
    const ByteView rows = query_->rows();
    auto used = columns_->take_rows(rows, static_cast<MessageType>(rows.front()));
    if (!used) {
      refused_ = std::move(used).error();
      return false;
    }
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

}  // namespace wirespeed::python
