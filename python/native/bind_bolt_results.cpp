// Results, transactions and tables of wirespeed.bolt.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "arrow_capsule.hpp"
#include "bolt_result.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using bolt_client::Transaction;

struct GatheredTable {
  std::shared_ptr<const column::Table> table;
};

// Says which Python transaction a result belongs to by sharing its turns.
struct PythonTransaction {
  Transaction transaction;
  Turn turn = std::make_shared<std::mutex>();

  explicit PythonTransaction(Transaction begun) : transaction(std::move(begun)) {}
  PythonTransaction(const PythonTransaction&) = delete;
  PythonTransaction& operator=(const PythonTransaction&) = delete;
  ~PythonTransaction() {
    const nb::gil_scoped_release release;
    transaction.close();
  }

  void close() {
    const nb::gil_scoped_release release;
    transaction.close();
  }

  template <typename Work>
  void wait(const Limits& limits, Work work) {
    const TurnLock lock(turn);
    try {
      auto outcome = run_resumable(limits, work);
      if (!outcome && (outcome.error().code == Errc::deadline || outcome.error().code == Errc::cancelled)) close();
      value_of(std::move(outcome));
    } catch (nb::python_error&) {
      close();
      throw;
    }
  }
};

std::shared_ptr<PythonResult> run_in(PythonTransaction& self, const std::string& query, nb::bytes parameters) {
  const TurnLock lock(self.turn);
  const ByteView packed(reinterpret_cast<const std::uint8_t*>(parameters.c_str()), parameters.size());
  auto result = [&] {
    const nb::gil_scoped_release release;
    return self.transaction.run(query, packed);
  }();
  return std::make_shared<PythonResult>(value_of(std::move(result)), self.turn);
}

bolt::ColumnOptions column_options(const nb::dict& said, packstream::Version version) {
  bolt::ColumnOptions options;
  options.version = version;
  if (said.contains("batch_rows")) options.batch_rows = nb::cast<std::size_t>(said["batch_rows"]);
  if (said.contains("mixed_as_text") && nb::cast<bool>(said["mixed_as_text"])) options.mixed = column::Mixed::text;
  if (said.contains("json_maps")) options.json_maps = nb::cast<bool>(said["json_maps"]);
  if (said.contains("json_graph")) options.json_graph = nb::cast<bool>(said["json_graph"]);
  if (said.contains("types")) {
    for (const auto [name, type] : nb::cast<nb::dict>(said["types"])) {
      auto field = value_or_throw(column::parse_type(nb::cast<std::string>(type)));
      field.name = nb::cast<std::string>(name);
      options.types.push_back(std::move(field));
    }
  }
  return options;
}

GatheredTable gather(PythonResult& self, const nb::dict& options, std::optional<double> timeout_s, nb::handle cancel) {
  return {self.gather(column_options(options, self.result().form().packstream), limits_of(timeout_s, cancel))};
}

nb::object stream(std::shared_ptr<PythonResult> self, const nb::dict& options, std::optional<double> timeout_s,
                  nb::object cancel) {
  const Limits limits = limits_of(timeout_s, cancel);
  auto native = column_options(options, self->result().form().packstream);
  return stream_capsule(stream_columns(std::move(self), std::move(native), limits, std::move(cancel)));
}

void bind_result(nb::module_& m) {
  nb::class_<PythonResult>(m, "Result")
      .def(
          "fields",
          [](PythonResult& self, std::optional<double> timeout_s, nb::handle cancel) {
            return self.fields(limits_of(timeout_s, cancel));
          },
          "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def(
          "next_records",
          [](PythonResult& self, nb::handle type, nb::handle hooks, std::optional<double> timeout_s,
             nb::handle cancel) { return self.next_records(type, hooks, limits_of(timeout_s, cancel)); },
          "type"_a, "hooks"_a.none(), "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def(
          "count",
          [](PythonResult& self, std::optional<double> timeout_s, nb::handle cancel) {
            return self.count(limits_of(timeout_s, cancel));
          },
          "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("gather", gather, "options"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("stream", stream, "options"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def(
          "summary",
          [](PythonResult& self, std::optional<double> timeout_s, nb::handle cancel) {
            return to_python(self.summary(limits_of(timeout_s, cancel)));
          },
          "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("cancel", &PythonResult::cancel)
      .def_prop_ro("utc", [](const PythonResult& self) { return self.result().form().structures.utc; })
      .def_prop_ro("has_element_ids",
                   [](const PythonResult& self) { return self.result().form().structures.has_element_ids(); })
      .def_prop_ro("has_ended", [](const PythonResult& self) { return self.result().has_ended(); });
}

void bind_transaction(nb::module_& m) {
  nb::class_<PythonTransaction>(m, "Transaction")
      .def("run", run_in, "query"_a, "parameters"_a)
      .def(
          "commit",
          [](PythonTransaction& self, std::optional<double> timeout_s, nb::handle cancel) {
            self.wait(limits_of(timeout_s, cancel), [&](const Stop& stop) { return self.transaction.commit(stop); });
          },
          "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def(
          "rollback",
          [](PythonTransaction& self, std::optional<double> timeout_s, nb::handle cancel) {
            self.wait(limits_of(timeout_s, cancel), [&](const Stop& stop) { return self.transaction.rollback(stop); });
          },
          "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("close", &PythonTransaction::close)
      .def_prop_ro("is_open", [](const PythonTransaction& self) { return self.transaction.is_open(); })
      .def_prop_ro("utc", [](const PythonTransaction& self) { return self.transaction.form().structures.utc; })
      .def_prop_ro("packstream",
                   [](const PythonTransaction& self) { return static_cast<int>(self.transaction.form().packstream); });
}

void bind_table(nb::module_& m) {
  nb::class_<GatheredTable>(m, "Table", "A result in columns. Arrow's readers take it by ``__arrow_c_stream__``.")
      .def_prop_ro("schema", [](const GatheredTable& self) { return PythonSchema{self.table->schema}; })
      .def("__arrow_c_schema__", [](const GatheredTable& self) { return schema_capsule(self.table->schema); })
      .def(
          "__arrow_c_stream__",
          [](const GatheredTable& self, const nb::object& /*requested_schema*/) {
            return stream_capsule(column::source_of(self.table));
          },
          "requested_schema"_a = nb::none(), "The rows as an Arrow C stream in a capsule, without a copy.")
      .def("__len__", [](const GatheredTable& self) { return self.table->rows(); })
      .def("__repr__", [](const GatheredTable& self) { return fmt::format("Table({} rows)", self.table->rows()); });
}

}  // namespace

void bind_bolt_results(nb::module_& m) {
  bind_result(m);
  bind_transaction(m);
  bind_table(m);
}

std::unique_ptr<PythonResult> new_result(bolt_client::QueryResult result) {
  return std::make_unique<PythonResult>(std::move(result), std::make_shared<std::mutex>());
}

nb::object new_transaction(bolt_client::Transaction transaction) {
  return nb::cast(new PythonTransaction(std::move(transaction)), nb::rv_policy::take_ownership);
}

}  // namespace wirespeed::python
