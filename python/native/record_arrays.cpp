#include "record_arrays.hpp"

#include <array>
#include <atomic>

#include "column_numpy.hpp"
#include "errors.hpp"
#include "record_arguments.hpp"
#include "record_source.hpp"
#include "run_native.hpp"
#include "wirespeed/record/gather.hpp"

namespace nb = nanobind;

namespace wirespeed::python {

using record::Kind;
using record::Records;

namespace {

// NumPy's dtypes of times, each made once and kept for ever. A new reference, or nullptr with an error set.
PyArray_Descr* time_dtype(const char* name, std::atomic<PyArray_Descr*>& kept) {
  PyArray_Descr* dtype = kept.load(std::memory_order_acquire);
  if (dtype == nullptr) {
    const Owned text(PyUnicode_FromString(name));
    if (!text || PyArray_DescrConverter(text.get(), &dtype) == 0) return nullptr;
    PyArray_Descr* expected = nullptr;
    if (!kept.compare_exchange_strong(expected, dtype)) {
      Py_DECREF(dtype);
      dtype = expected;
    }
  }
  Py_INCREF(dtype);
  return dtype;
}

// Of a new array for the values of a field of one width. A new reference, or nullptr with an error set.
PyArray_Descr* dtype_for(const record::FieldType& type) {
  static std::atomic<PyArray_Descr*> days;
  static std::atomic<PyArray_Descr*> moments;
  static std::atomic<PyArray_Descr*> spans;
  switch (type.kind) {
    case Kind::date:
      return time_dtype("M8[D]", days);
    case Kind::timestamp:
    case Kind::timestamp_utc:
      return time_dtype("M8[us]", moments);
    case Kind::duration:
      return time_dtype("m8[us]", spans);
    case Kind::fixed_text:
    case Kind::fixed_bytes: {
      PyArray_Descr* dtype = PyArray_DescrNewFromType(type.kind == Kind::fixed_text ? NPY_STRING : NPY_VOID);
      if (dtype != nullptr) PyDataType_SET_ELSIZE(dtype, static_cast<npy_intp>(type.width));
      return dtype;
    }
    default:
      return PyArray_DescrFromType(numpy_type_of(type.kind));
  }
}

PyObject* new_array_for(const record::FieldType& type, std::size_t n) {
  PyArray_Descr* dtype = dtype_for(type);
  auto size = static_cast<npy_intp>(n);
  return dtype == nullptr ? nullptr
                          : PyArray_NewFromDescr(&PyArray_Type, dtype, 1, &size, nullptr, nullptr, 0, nullptr);
}

// Arrays of one call, to be filled without the interpreter where there are many records.
class Columns {
 public:
  Columns(const RecordClass& cls, const RecordSource& source)
      : cls_(cls),
        source_(source),
        arrays_(cls.fields.size()),
        masks_(cls.fields.size()),
        missing_(cls.fields.size()) {}

  // A new reference to the dict, or nullptr with an error set.
  PyObject* run() {
    if (!make_arrays()) return nullptr;
    source_.is_large() ? run_native([&] { fill(); }) : fill();
    return to_dict();
  }

 private:
  static constexpr std::size_t kBlockRows = 128;

  bool make_arrays() {
    for (const RecordField& field : cls_.fields) {
      Owned& array = arrays_[field.index];
      if (is_fixed(*field.type)) {
        array = Owned(new_array_for(*field.type, source_.size()));
        if (field.is_optional)
          masks_[field.index] = Owned(new_array(NPY_BOOL, static_cast<std::int64_t>(source_.size())));
      } else {
        array = objects_of(field);
      }
      if (!array || (is_fixed(*field.type) && field.is_optional && !masks_[field.index])) return false;
    }
    return true;
  }

  Owned objects_of(const RecordField& field) {
    Owned array(new_array(NPY_OBJECT, static_cast<std::int64_t>(source_.size())));
    if (!array) return array;
    auto** items = items_of<PyObject*>(array.get());
    for (std::size_t i = 0; i < source_.size(); ++i) {
      const Owned one(shared_record(cls_, source_.owner(i), source_.record(i)));
      PyObject* value = one ? value_of_field(one.get(), field) : nullptr;
      if (value == nullptr) return Owned();
      Py_XSETREF(items[i], value);
    }
    return array;
  }

  // All fields of some records, then those of the next: they are read from memory once.
  void fill() {
    const auto places = source_.places();
    for (std::size_t row = 0; row < places.size(); row += kBlockRows) {
      const Records records = records_of(places.subspan(row, std::min(kBlockRows, places.size() - row)));
      for (const RecordField& field : cls_.fields) {
        if (is_fixed(*field.type)) missing_[field.index] += fill_field(records, field, row);
      }
    }
  }

  Records records_of(std::span<const std::uint8_t* const> places) const noexcept {
    return source_.are_plain() ? Records(*cls_.schema, places, true) : Records(*cls_.schema, places);
  }

  // How many values are missing.
  std::size_t fill_field(const Records& records, const RecordField& field, std::size_t row) {
    auto* mask = masks_[field.index] ? items_of<std::uint8_t>(masks_[field.index].get()) + row : nullptr;
    if (field.type->kind == Kind::date) return fill_days(records, field, row, mask);
    auto* values = items_of<std::uint8_t>(arrays_[field.index].get()) + row * record::width_of(*field.type);
    return gather_values(records, field.index, values, mask);
  }

  // NumPy counts days in 64 bits.
  std::size_t fill_days(const Records& records, const RecordField& field, std::size_t row, std::uint8_t* mask) {
    std::array<std::int32_t, kBlockRows> days;
    const std::size_t missing = gather_values(records, field.index, reinterpret_cast<std::uint8_t*>(days.data()), mask);
    std::copy_n(days.begin(), records.items.size(), items_of<std::int64_t>(arrays_[field.index].get()) + row);
    return missing;
  }

  PyObject* to_dict() {
    for (const RecordField& field : cls_.fields) {
      if (missing_[field.index] == 0) masks_[field.index] = Owned();
    }
    Owned dict(PyDict_New());
    for (const RecordField& field : cls_.fields) {
      Owned& array = arrays_[field.index];
      if (dict && masks_[field.index]) array = masked(array.get(), masks_[field.index].get());
      if (!dict || !array || PyDict_SetItem(dict.get(), field.name.get(), array.get()) != 0) return nullptr;
    }
    return dict.release();
  }

  static Owned masked(PyObject* array, PyObject* mask) {
    const Owned module(PyImport_ImportModule("numpy.ma"));
    return Owned(module ? PyObject_CallMethod(module.get(), "MaskedArray", "OO", array, mask) : nullptr);
  }

  const RecordClass& cls_;
  const RecordSource& source_;
  std::vector<Owned> arrays_;
  std::vector<Owned> masks_;
  std::vector<std::size_t> missing_;  // values, of each field
};

const RecordClass& class_in(nb::handle cls) {
  if (is_record_type(cls.ptr())) return class_of(reinterpret_cast<PyTypeObject*>(cls.ptr()));
  throw nb::type_error("expected a class under @wirespeed.record.record");
}

}  // namespace

PyObject* record_arrays(PyObject* cls, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  SourceArguments arguments;
  RecordSource source;
  if (!has_numpy() || !arguments.take("to_columns", cls, args, n, names) ||
      !source.take(*arguments.cls, arguments.source, arguments.trusted, "to_columns")) {
    return nullptr;
  }
  return Columns(*arguments.cls, source).run();
}

nb::object record_table(nb::handle type, nb::handle object, bool is_trusted) {
  const RecordClass& cls = class_in(type);
  RecordSource source;
  if (!source.take(cls, object.ptr(), is_trusted, "records to columns")) throw nb::python_error();
  auto table = std::make_shared<column::Table>();
  table->schema = record::column_schema(*cls.schema);
  const auto gather = [&]() -> Result<column::Batch> { return gather_batch(Records(*cls.schema, source.places())); };
  table->batches.push_back(
      std::make_shared<column::Batch>(source.is_large() ? run_native(gather) : value_or_throw(gather())));
  return column_table(std::move(table));
}

}  // namespace wirespeed::python
