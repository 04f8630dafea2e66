// Dumps as tables. python/wirespeed/discogs.py is the door that users take.
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>

#include "arrow_capsule.hpp"
#include "discogs_pass.hpp"
#include "wirespeed/discogs/tables_run.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using discogs::DumpFile;
using discogs::Kind;

// A table in memory.
struct CollectedTable {
  std::string name;
  std::shared_ptr<const column::Table> table;
};

// How the dumps are to be read, as Python says it.
struct DumpOptions {
  std::optional<unsigned> threads;
  std::optional<std::uint64_t> max_errors;

  discogs::TableOptions native() const {
    discogs::TableOptions options;
    options.read.threads = threads.value_or(0);
    options.read.max_errors = max_errors.value_or(UINT64_MAX);
    return options;
  }
};

std::vector<DumpFile> find_dumps(const std::vector<std::filesystem::path>& paths) {
  return run_native([&] { return discogs::find_dumps(paths); });
}

std::vector<std::string> tables_of(const std::vector<DumpFile>& files) {
  std::vector<std::string> names;
  for (const discogs::TableInfo& table : discogs::all_tables()) {
    const bool has_file = std::ranges::find(files, table.kind, &DumpFile::kind) != files.end();
    if (has_file) names.push_back(table.name);
  }
  return names;
}

std::shared_ptr<TablePass> open_table(std::vector<DumpFile> files, const std::string& name, const DumpOptions& options,
                                      nb::object progress, std::optional<double> timeout_s, nb::object cancel) {
  const std::string_view names[] = {name};
  const auto plan = value_or_throw(discogs::plan_tables(files, names));
  const Limits limits = limits_of(timeout_s, cancel);
  stop_of(limits);  // throws for a timeout that cannot be: now, not in the consumer's hands
  return std::make_shared<TablePass>(std::move(files), discogs::all_tables()[plan.tables.front()], options.native(),
                                     limits, std::make_unique<KeptObjects>(std::move(progress), std::move(cancel)));
}

nb::object stream_of(std::shared_ptr<TablePass> pass, const nb::object& /*requested_schema*/) {
  value_or_throw(pass->check_unused());
  return stream_capsule(source_of(std::move(pass)));
}

nb::object stream_of_collected(const CollectedTable& table, const nb::object& /*requested_schema*/) {
  return stream_capsule(column::source_of(table.table));
}

using Collected = std::pair<std::vector<CollectedTable>, discogs::TableReport>;

Collected collect_tables(const std::vector<DumpFile>& files, const std::vector<std::string>& names,
                         const DumpOptions& options, nb::object callback, std::optional<double> timeout_s,
                         const nb::object& cancel) {
  const Limits limits = limits_of(timeout_s, cancel);
  value_or_throw(stop_of(limits).check("collect tables"));
  discogs::Progress progress;
  const KeptObjects kept(std::move(callback), cancel);
  int ticks = 0;
  const auto tick = [&] {
    if (kept.has_progress() && ++ticks % 4 == 0) kept.call_progress(progress);
  };
  const auto work = [&](const Stop& stop) {
    discogs::TableOptions native = options.native();
    native.read.stop = stop;
    return discogs::collect_tables(files, names, native, &progress);
  };
  discogs::CollectedTables collected = run_job(limits, work, tick);
  if (kept.has_progress()) kept.call_progress(progress);
  std::vector<CollectedTable> tables;
  for (std::size_t i = 0; i < names.size(); ++i) tables.push_back({names[i], std::move(collected.tables[i])});
  return {std::move(tables), std::move(collected.report)};
}

nb::object records_of(const discogs::TableReport& report) {
  nb::dict records;
  for (int kind = 0; kind < discogs::kKindCount; ++kind) {
    records[discogs::root_name(static_cast<Kind>(kind))] = report.read.records[kind];
  }
  return records;
}

// Reasons and bytes may quote what is no UTF-8.
nb::object text_of(const std::string& text) {
  PyObject* decoded = PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "backslashreplace");
  if (decoded == nullptr) throw nb::python_error();
  return nb::steal(decoded);
}

void bind_files(nb::module_& m) {
  nb::class_<DumpFile>(m, "DumpFile", "A dump that was looked into.")
      .def_ro("path", &DumpFile::path)
      .def_prop_ro(
          "kind", [](const DumpFile& self) { return discogs::root_name(self.kind); },
          "``artists``, ``labels``, ``masters`` or ``releases``, told from its content.")
      .def_ro("bytes", &DumpFile::bytes, "Its size on disk.")
      .def("__repr__", [](const DumpFile& self) {
        return fmt::format("DumpFile({}, {})", discogs::root_name(self.kind), self.path.string());
      });
  nb::class_<DumpOptions>(m, "DumpOptions")
      .def(nb::init<std::optional<unsigned>, std::optional<std::uint64_t>>(), "threads"_a = nb::none(),
           "max_errors"_a = nb::none());
}

void bind_reports(nb::module_& m) {
  using discogs::Reject;
  using discogs::TableReport;
  nb::class_<Reject>(m, "Reject", "A record that could not be read.")
      .def_ro("file", &Reject::file)
      .def_ro("offset", &Reject::offset, "Of its first byte in the inflated file.")
      .def_prop_ro(
          "reason", [](const Reject& self) { return text_of(self.reason); }, nb::sig("def reason(self) -> str"))
      .def_prop_ro(
          "bytes", [](const Reject& self) { return nb::bytes(self.bytes.data(), self.bytes.size()); },
          "As they stood in the file.")
      .def("__repr__", [](const Reject& self) {
        return fmt::format("Reject({}, offset {}: {})", self.file.string(), self.offset, self.reason);
      });
  nb::class_<TableReport>(m, "DumpReport", "What a pass over dumps met; complete when the pass has ended.")
      .def(nb::init<>(), "Of a pass that met nothing.")
      .def_prop_ro("records", records_of, nb::sig("def records(self) -> dict[str, int]"),
                   "Good records of each kind of file.")
      .def_prop_ro(
          "rejected", [](const TableReport& self) { return self.read.rejects; }, "How many records were bad.")
      .def_ro("rejects", &TableReport::rejects, "The bad records; the first 16 MiB of them.")
      .def_prop_ro(
          "repairs", [](const TableReport& self) { return self.read.repairs; },
          "Characters mended in good records: forbidden by XML, wrong UTF-8, a bare ``&``.")
      .def_prop_ro(
          "bytes_in", [](const TableReport& self) { return self.read.bytes_in; }, "Read from disk.")
      .def_prop_ro(
          "bytes_xml", [](const TableReport& self) { return self.read.bytes_xml; }, "After inflating.")
      .def_prop_ro("seconds", [](const TableReport& self) { return self.read.seconds; });
  nb::class_<DumpProgress>(m, "DumpProgress", "How far a pass is: what a ``progress`` function gets.")
      .def_ro("bytes_in", &DumpProgress::bytes_in, "Read from disk so far.")
      .def_ro("bytes_total", &DumpProgress::bytes_total, "What ``bytes_in`` will be at the end.")
      .def_ro("bytes_xml", &DumpProgress::bytes_xml, "Inflated so far.")
      .def_ro("records", &DumpProgress::records)
      .def_ro("rejects", &DumpProgress::rejects);
}

int traverse_table(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  return nb::inst_ready(self) ? nb::inst_ptr<TablePass>(self)->kept().traverse(visit, arg) : 0;
}

int clear_table(PyObject* self) {
  nb::inst_ptr<TablePass>(self)->kept().clear();
  return 0;
}

// A stream holds its table, so the collector takes none for garbage that is still read.
PyType_Slot kTableSlots[] = {{Py_tp_traverse, reinterpret_cast<void*>(traverse_table)},
                             {Py_tp_clear, reinterpret_cast<void*>(clear_table)},
                             {0, nullptr}};

void bind_tables(nb::module_& m) {
  nb::class_<TablePass>(m, "DumpTable", nb::type_slots(kTableSlots),
                        "A table of a dump, to be read once: a stream. Reading starts when a consumer pulls the first\n"
                        "batch, on threads of its own, with bounded memory; it ends when the consumer lets go.")
      .def_prop_ro("name", [](const TablePass& self) { return self.table().name; })
      .def_prop_ro("schema", [](const TablePass& self) { return PythonSchema{self.table().schema}; })
      .def("__arrow_c_schema__", [](const TablePass& self) { return schema_capsule(self.table().schema); })
      .def("__arrow_c_stream__", stream_of, "requested_schema"_a = nb::none(),
           "The rows as an Arrow C stream in a capsule. ``requested_schema`` is not followed, as the\n"
           "interface allows.")
      .def("report", &TablePass::report, "What this pass has met so far.")
      .def("__repr__", [](const TablePass& self) { return fmt::format("DumpTable({})", self.table().name); });
  nb::class_<CollectedTable>(m, "CollectedTable", "A table in memory, to be read as often as wanted.")
      .def_ro("name", &CollectedTable::name)
      .def_prop_ro("schema", [](const CollectedTable& self) { return PythonSchema{self.table->schema}; })
      .def("__arrow_c_schema__", [](const CollectedTable& self) { return schema_capsule(self.table->schema); })
      .def("__arrow_c_stream__", stream_of_collected, "requested_schema"_a = nb::none(),
           "The rows as an Arrow C stream in a capsule, without a copy.")
      .def("__len__", [](const CollectedTable& self) { return self.table->rows(); })
      .def("__repr__", [](const CollectedTable& self) {
        return fmt::format("CollectedTable({}, {} rows)", self.name, self.table->rows());
      });
}

}  // namespace

void bind_discogs(nb::module_& m) {
  bind_files(m);
  bind_reports(m);
  bind_tables(m);
  m.def("find_dumps", find_dumps, "paths"_a,
        nb::sig("def find_dumps(paths: collections.abc.Sequence[str | os.PathLike[str]]) -> list[DumpFile]"),
        "The dump files among files and directories, recognised by content.");
  m.def("tables_of", tables_of, "files"_a, "The names of the tables that these files can give.");
  m.def("open_table", open_table, "files"_a, "name"_a, "options"_a, "progress"_a = nb::none(), "timeout"_a = nb::none(),
        "cancel"_a = nb::none());
  m.def("collect_tables", collect_tables, "files"_a, "names"_a, "options"_a, "progress"_a = nb::none(),
        "timeout"_a = nb::none(), "cancel"_a = nb::none());
}

}  // namespace wirespeed::python
