// wirespeed._native._json: tables as JSON, for python/wirespeed/record/_json.py.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <deque>
#include <optional>

#include "errors.hpp"
#include "kernels_arrays.hpp"
#include "owned.hpp"
#include "record_json.hpp"
#include "run_native.hpp"
#include "wirespeed/base/cpu.hpp"
#include "wirespeed/record/json_arrow.hpp"
#include "wirespeed/record/json_writer.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using record::JsonArrow;
using record::JsonColumn;
using record::JsonOptions;
using record::JsonTable;
using record::Meaning;
using record::Orient;

constexpr const char* kOperation = "to_json";
// Text that takes long enough for Ctrl-C to matter.
constexpr std::size_t kLongBytes = 32 << 20;

[[noreturn]] void refuse(std::string message) {
  throw Exception({Errc::invalid_argument, fmt::format("{}: {}", kOperation, message)});
}

// --- what is asked for ------------------------------------------------------------------------------------------

template <typename Value>
struct Choice {
  std::string_view name;
  Value value;
};

template <typename Value, std::size_t n>
Value chosen(const char* option, std::string_view name, const Choice<Value> (&choices)[n]) {
  std::string known;
  for (const Choice<Value>& choice : choices) {
    if (choice.name == name) return choice.value;
    known += fmt::format("{}\"{}\"", known.empty() ? "" : ", ", choice.name);
  }
  refuse(fmt::format("expected {} to be one of {}, found \"{}\"", option, known, name));
}

Orient orient_of(std::string_view name) {
  return chosen<Orient>("orient", name,
                        {{"records", Orient::records}, {"columns", Orient::columns}, {"lines", Orient::lines}});
}

struct Wanted {
  std::string orient;
  std::string date_format;
  std::string date_unit;
  std::string nonfinite;
  std::string binary;
  std::string decimals;
};

Wanted wanted_of(const nb::tuple& options) {
  return {nb::cast<std::string>(options[0]), nb::cast<std::string>(options[1]), nb::cast<std::string>(options[2]),
          nb::cast<std::string>(options[3]), nb::cast<std::string>(options[4]), nb::cast<std::string>(options[5])};
}

JsonOptions options_of(const Wanted& wanted) {
  using record::Binary;
  using record::Dates;
  using record::Decimals;
  using record::NonFinite;
  return {
      .non_finite =
          chosen<NonFinite>("nonfinite", wanted.nonfinite, {{"null", NonFinite::null}, {"error", NonFinite::error}}),
      .binary = chosen<Binary>("binary", wanted.binary,
                               {{"base64", Binary::base64}, {"utf8", Binary::text}, {"error", Binary::error}}),
      .decimals =
          chosen<Decimals>("decimals", wanted.decimals, {{"number", Decimals::number}, {"str", Decimals::text}}),
      .dates = chosen<Dates>("date_format", wanted.date_format,
                             {{"iso", Dates::iso}, {"iso_z", Dates::iso_z}, {"epoch", Dates::epoch}}),
      .epoch_per_second = chosen<std::int64_t>("date_unit", wanted.date_unit,
                                               {{"s", 1}, {"ms", 1000}, {"us", 1'000'000}, {"ns", 1'000'000'000}}),
  };
}

// --- columns ----------------------------------------------------------------------------------------------------

struct Ticks {
  Meaning meaning = Meaning::value;
  std::int64_t per_second = 0;
};

// As _json.py says it: "" for values, "D" for days, "M8[us]", "M8[us, UTC]", "m8[us]".
Ticks ticks_of(const std::string& meaning) {
  if (meaning.empty()) return {};
  if (meaning == "D") return {Meaning::days, 0};
  const char unit = meaning[3];
  const std::int64_t per_second = unit == 's' ? 1 : unit == 'm' ? 1000 : unit == 'u' ? 1'000'000 : 1'000'000'000;
  if (meaning[0] == 'm') return {Meaning::duration, per_second};
  return {meaning.ends_with("UTC]") ? Meaning::instant : Meaning::moment, per_second};
}

// One column of the caller's and all that keeps it: of NumPy, of objects, or of Arrow.
class Column {
 public:
  Column(std::string name, const JsonOptions& options) : name_(std::move(name)), options_(options) {}

  // What NumPy holds, and where it is null: a mask of bytes.
  void take_array(PyObject* values, const std::string& meaning, PyObject* mask) {
    if (!array_.take(values, fmt::format("{}: column '{}'", kOperation, name_).c_str())) throw nb::python_error();
    view_ = array_.view();
    ticks_ = ticks_of(meaning);
    if (mask != Py_None) take_mask(mask);
  }

  void take_objects(PyObject* items) {
    objects_.emplace(options_);
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items); ++i) {
      if (i % kSignalRows == 0 && PyErr_CheckSignals() != 0) throw nb::python_error();
      if (objects_->add(PyTuple_GET_ITEM(items, i))) continue;
      if (PyErr_Occurred() != nullptr) throw nb::python_error();
      refuse(fmt::format("column '{}', row {}: {}", name_, i, objects_->fault()));
    }
    view_ = objects_->view();
    ticks_ = {Meaning::json, 0};
  }

  void take_arrow(JsonArrow arrow) { arrow_.emplace(std::move(arrow)); }

  // Codes of values that are a column themselves.
  void take_dictionary(std::unique_ptr<Column> values) { values_ = std::move(values); }

  record::JsonChunks chunks() const {
    record::JsonChunks out{name_, {}};
    if (arrow_) {
      out.chunks = arrow_->columns().front().chunks;
    } else {
      out.chunks.push_back(json());
    }
    return out;
  }

 private:
  static constexpr Py_ssize_t kSignalRows = 4096;

  JsonColumn json() const {
    column::ArrayView view = view_;
    column::ArrayView values;
    Ticks ticks = ticks_;
    if (values_) {
      values = values_->view_;
      ticks = values_->ticks_;
      view.dictionary = &values;
    }
    return value_or_throw(record::json_column(name_, view, options_, ticks.meaning, ticks.per_second));
  }

  void take_mask(PyObject* mask) {
    if (!mask_.take(mask, kOperation)) throw nb::python_error();
    const column::ArrayView& bytes = mask_.view();
    if (bytes.item != column::Item::boolean || bytes.length != view_.length) refuse("expected a mask of booleans");
    const auto n = static_cast<std::size_t>(bytes.length);
    bits_.assign((n + 7) / 8, 0);
    for (std::size_t i = 0; i < n; ++i) {
      const bool is_there = bytes.data[static_cast<std::int64_t>(i) * bytes.stride] == 0;
      bits_[i / 8] |= static_cast<std::uint8_t>((is_there ? 1U : 0U) << (i % 8));
    }
    view_.validity = bits_.data();
  }

  std::string name_;
  JsonOptions options_;
  InputArray array_;
  InputArray mask_;
  std::vector<std::uint8_t> bits_;
  std::optional<JsonObjects> objects_;
  std::optional<JsonArrow> arrow_;
  std::unique_ptr<Column> values_;
  column::ArrayView view_;
  Ticks ticks_;
};

template <typename Struct>
Struct* in_capsule(nb::handle capsule, const char* name) {
  auto* held = static_cast<Struct*>(PyCapsule_GetPointer(capsule.ptr(), name));
  if (held == nullptr) throw nb::python_error();
  return held;
}

// A capsule of a stream, or the pair of a schema and an array.
JsonArrow arrow_of(nb::handle arrow, const JsonOptions& options, JsonArrow::Structs structs) {
  if (nb::isinstance<nb::tuple>(arrow)) {
    auto* schema = in_capsule<ArrowSchema>(arrow[0], "arrow_schema");
    auto* array = in_capsule<ArrowArray>(arrow[1], "arrow_array");
    return value_or_throw(JsonArrow::take(schema, array, options, structs));
  }
  auto* stream = in_capsule<ArrowArrayStream>(arrow, "arrow_array_stream");
  return run_native([&] { return JsonArrow::take(stream, options, structs); });
}

// As _json.py describes a column: (name, form, values, meaning, mask or the values of codes).
std::unique_ptr<Column> column_of(nb::handle described, const JsonOptions& options) {
  auto column = std::make_unique<Column>(nb::cast<std::string>(described[0]), options);
  const auto form = nb::cast<std::string>(described[1]);
  const nb::object values = described[2];
  if (form == "objects") {
    column->take_objects(values.ptr());
  } else if (form == "arrow") {
    column->take_arrow(arrow_of(values, options, JsonArrow::Structs::columns));
  } else {
    const bool is_coded = form == "codes";
    column->take_array(values.ptr(), nb::cast<std::string>(described[3]), nb::object(described[4]).ptr());
    if (is_coded) column->take_dictionary(column_of(described[5], options));
  }
  return column;
}

// --- text -------------------------------------------------------------------------------------------------------

nb::bytes text_of(const JsonTable& table, Orient orient) {
  const std::size_t expected = record::expected_bytes(table, orient);
  JsonBytes memory(expected);
  const unsigned threads = expected < record::kParallelBytes ? 1 : available_cores();
  const auto write = [&](const Stop& stop) { return record::write_json(table, orient, memory, threads, stop); };
  const std::size_t size = expected < kLongBytes ? run_native([&] { return write(Stop{}); }) : run_job(Limits{}, write);
  PyObject* bytes = memory.finish(size);
  if (bytes == nullptr) throw nb::python_error();
  return nb::steal<nb::bytes>(bytes);
}

nb::bytes columns_text(const nb::list& described, const nb::tuple& options) {
  const Wanted wanted = wanted_of(options);
  const Orient orient = orient_of(wanted.orient);
  const JsonOptions json_options = options_of(wanted);
  std::deque<std::unique_ptr<Column>> columns;
  JsonTable table;
  table.reserve(described.size());
  for (const nb::handle one : described) {
    columns.push_back(column_of(one, json_options));
    table.push_back(columns.back()->chunks());
  }
  return text_of(table, orient);
}

nb::bytes table_text(nb::handle arrow, const nb::tuple& options) {
  const Wanted wanted = wanted_of(options);
  const Orient orient = orient_of(wanted.orient);
  const JsonArrow table = arrow_of(arrow, options_of(wanted), JsonArrow::Structs::tables);
  if (!table.is_table()) refuse("expected a table or a dict of columns, found one column; give it a name in a dict");
  return text_of(table.columns(), orient);
}

}  // namespace

void bind_record_json(nb::module_& m) {
  nb::module_ own = m.def_submodule("_json", "Tables as JSON; import wirespeed.record instead.");
  own.def("columns_text", columns_text, "columns"_a, "options"_a);
  own.def("table_text", table_text, "arrow"_a, "options"_a);
}

}  // namespace wirespeed::python
