#include "kernels_arrays.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <string_view>

#include "errors.hpp"
#include "kernels_encoded.hpp"
#include "wirespeed/kernels/raw_vector.hpp"

namespace wirespeed::python {

using column::Item;

// The text of each object, and the objects themselves: an array may be given others while it is read.
struct InputArray::Texts {
  explicit Texts(std::size_t n) : slices(n) { objects.reserve(n); }
  Texts(const Texts&) = delete;
  Texts& operator=(const Texts&) = delete;
  ~Texts() {
    for (PyObject* object : objects) Py_DECREF(object);
  }

  kernels::RawVector<std::string_view> slices;
  std::vector<PyObject*> objects;
};

void InputArray::FreeTexts::operator()(Texts* texts) const noexcept { delete texts; }

InputArray::~InputArray() = default;

namespace {

constexpr const char* kExpected = "an array of booleans, numbers, times or text";

// By NumPy's number of the type; Item::bit: none.
constexpr std::array<Item, NPY_HALF + 1> kItems = [] {
  std::array<Item, NPY_HALF + 1> items{};
  items.fill(Item::bit);
  items[NPY_BOOL] = Item::boolean;
  items[NPY_BYTE] = Item::int8;
  items[NPY_SHORT] = Item::int16;
  items[NPY_INT] = Item::int32;
  items[NPY_LONG] = items[NPY_LONGLONG] = Item::int64;
  items[NPY_UBYTE] = Item::uint8;
  items[NPY_USHORT] = Item::uint16;
  items[NPY_UINT] = Item::uint32;
  items[NPY_ULONG] = items[NPY_ULONGLONG] = Item::uint64;
  items[NPY_FLOAT] = Item::float32;
  items[NPY_DOUBLE] = Item::float64;
  items[NPY_DATETIME] = items[NPY_TIMEDELTA] = Item::ticks;
  items[NPY_STRING] = Item::bytes;
  items[NPY_LONGDOUBLE] = Item::bytes;  // to be moved alone
  items[NPY_UNICODE] = Item::ucs4;
  items[NPY_OBJECT] = Item::slices;
  return items;
}();
static_assert(sizeof(long) == 8, "NumPy's long is taken for int64");

Item item_of(int type) noexcept {
  return type >= 0 && static_cast<std::size_t>(type) < kItems.size() ? kItems[static_cast<std::size_t>(type)]
                                                                     : Item::bit;
}

// A steal of both; nullptr with an error set.
PyObject* cast(PyObject* array, PyArray_Descr* type) {
  return type == nullptr ? nullptr : PyArray_FromArray(as_array(array), type, NPY_ARRAY_DEFAULT | NPY_ARRAY_FORCECAST);
}

// Long floats as float64, which no kernel reads more of: each must be one. Null with an error set.
Owned doubles_of(PyObject* array, const char* operation) {
  const Owned native(PyArray_FromAny(array, PyArray_DescrFromType(NPY_LONGDOUBLE), 1, 1, NPY_ARRAY_CARRAY_RO, nullptr));
  if (!native) return {};
  const std::int64_t n = PyArray_DIM(as_array(native.get()), 0);
  Owned made(new_array(NPY_DOUBLE, n));
  const auto* from = items_of<const long double>(native.get());
  for (std::int64_t i = 0; made && i < n; ++i) {
    auto& to = items_of<double>(made.get())[i];
    to = static_cast<double>(from[i]);
    if (to == from[i] || std::isnan(from[i])) continue;
    PyErr_Format(PyExc_ValueError,
                 "%s: expected long floats that float64 holds exactly, found another in row %lld; round them by "
                 "astype('f8')",
                 operation, static_cast<long long>(i));
    return {};
  }
  return made;
}

// The array in a form whose items lie as we read them: itself if it is so already.
Owned readable(Owned array, const char* operation, Use use) {
  PyArrayObject* given = as_array(array.get());
  if (PyArray_TYPE(given) == NPY_LONGDOUBLE && use == Use::values) return doubles_of(array.get(), operation);
  if (PyArray_TYPE(given) == NPY_HALF) return Owned(cast(array.get(), PyArray_DescrFromType(NPY_FLOAT)));
  if (PyArray_TYPE(given) == NPY_VSTRING) return Owned(cast(array.get(), PyArray_DescrFromType(NPY_OBJECT)));
  if (PyArray_ISNOTSWAPPED(given) && PyArray_ISALIGNED(given)) return array;
  return Owned(cast(array.get(), PyArray_DescrNewByteorder(PyArray_DESCR(given), NPY_NATIVE)));
}

bool refuse_dtype(PyObject* array, const char* operation) {
  PyErr_Format(PyExc_TypeError, "%s: expected %s, found dtype %S", operation, kExpected,
               PyArray_DESCR(as_array(array)));
  return false;
}

bool ends_with(const char* name, std::string_view end) { return std::string_view(name).ends_with(end); }

// None, NaN, pandas' NA and NaT.
bool is_missing(PyObject* object) {
  if (object == nullptr || object == Py_None) return true;
  if (PyFloat_Check(object)) return std::isnan(PyFloat_AS_DOUBLE(object));
  const char* name = Py_TYPE(object)->tp_name;
  return ends_with(name, "NAType") || ends_with(name, "NaTType");
}

enum class TextKind : std::uint8_t { none, text, bytes, other, failed };

TextKind text_of(PyObject* object, std::string_view& out) {
  if (PyUnicode_Check(object)) {
    Py_ssize_t size = 0;
    const char* text = PyUnicode_AsUTF8AndSize(object, &size);
    if (text == nullptr) return TextKind::failed;
    out = {text, static_cast<std::size_t>(size)};
    return TextKind::text;
  }
  if (PyBytes_Check(object)) {
    out = {PyBytes_AS_STRING(object), static_cast<std::size_t>(PyBytes_GET_SIZE(object))};
    return TextKind::bytes;
  }
  out = {};
  return is_missing(object) ? TextKind::none : TextKind::other;
}

bool refuse_object(const char* operation, PyObject* object, Py_ssize_t at, bool is_mixed) {
  if (is_mixed) {
    PyErr_Format(PyExc_TypeError, "%s: expected str alone or bytes alone in an array of objects, found %s at %zd",
                 operation, Py_TYPE(object)->tp_name, at);
  } else {
    PyErr_Format(PyExc_TypeError,
                 "%s: expected str, bytes or None in an array of objects, found %s at %zd; give numbers a dtype of "
                 "their own",
                 operation, Py_TYPE(object)->tp_name, at);
  }
  return false;
}

}  // namespace

bool InputArray::take_texts(const char* operation) {
  const std::int64_t n = view_.length;
  texts_.reset(new Texts(static_cast<std::size_t>(n)));
  TextKind kind = TextKind::none;
  for (std::int64_t i = 0; i < n; ++i) {
    PyObject* object = nullptr;
    std::memcpy(static_cast<void*>(&object), view_.data + i * view_.stride, sizeof object);
    if (object == nullptr) object = Py_None;
    texts_->objects.push_back(Py_NewRef(object));
    const TextKind found = text_of(object, texts_->slices[static_cast<std::size_t>(i)]);
    if (found == TextKind::failed) return false;
    const bool is_mixed = found != TextKind::none && kind != TextKind::none && found != kind;
    if (found == TextKind::other || is_mixed) return refuse_object(operation, object, i, found != TextKind::other);
    if (found != TextKind::none) kind = found;
  }
  view_.data = reinterpret_cast<const std::uint8_t*>(texts_->slices.data());
  view_.stride = view_.width = sizeof(std::string_view);
  return true;
}

bool InputArray::take_ndarray(PyObject* array, const char* operation, Use use) {
  if (PyArray_NDIM(as_array(array)) != 1) {
    PyErr_Format(PyExc_ValueError, "%s: expected one dimension, found %d", operation, PyArray_NDIM(as_array(array)));
    return false;
  }
  array_ = readable(Owned(Py_NewRef(array)), operation, use);
  if (!array_) return false;
  PyArrayObject* given = as_array(array_.get());
  view_.item = item_of(PyArray_TYPE(given));
  if (view_.item == Item::bit) return refuse_dtype(array, operation);
  view_.length = PyArray_DIM(given, 0);
  view_.data = static_cast<const std::uint8_t*>(PyArray_DATA(given));
  view_.stride = PyArray_STRIDE(given, 0);
  view_.width = PyArray_ITEMSIZE(given);
  return view_.item != Item::slices || take_texts(operation);
}

bool InputArray::take_column(std::shared_ptr<const ArrowColumn> column) {
  column_ = std::move(column);
  view_ = column_->view;
  return true;
}

bool InputArray::take_encoded(PyObject* object) {
  encoded_ = Owned(Py_NewRef(object));
  const EncodedObject& encoded = as_encoded(object);
  view_ = encoded.codes->view();
  view_.item = Item::int32;
  view_.dictionary = &encoded.values->view();
  return true;
}

std::span<const std::uint32_t> InputArray::first_rows() const noexcept {
  return encoded_ ? std::span<const std::uint32_t>(as_encoded(encoded_.get()).first) : std::span<const std::uint32_t>();
}

const InputArray* InputArray::values() const noexcept {
  return encoded_ ? as_encoded(encoded_.get()).values.get() : nullptr;
}

bool InputArray::take(PyObject* object, const char* operation, Use use) {
  if (!has_numpy()) return false;
  if (PyArray_CheckExact(object)) return take_ndarray(object, operation, use);
  if (const auto* column = column_of(object)) {
    if (!(*column)->is_nested()) return take_column(*column);
    PyErr_Format(PyExc_TypeError, "%s: expected %s, found lists or structs", operation, kExpected);
    return false;
  }
  if (is_encoded(object)) return take_encoded(object);
  return take_other(object, operation, use);
}

namespace {

// Names that nearly every call looks up: Python finds a type's attribute soonest by a str that it has interned.
PyObject* array_method = nullptr;
PyObject* stream_method = nullptr;

bool has(PyObject* object, PyObject* name) {
  return PyObject_HasAttr(reinterpret_cast<PyObject*>(Py_TYPE(object)), name) != 0;
}

bool has(PyObject* object, const char* name) {
  return PyObject_HasAttrString(reinterpret_cast<PyObject*>(Py_TYPE(object)), name) != 0;
}

bool has_numpy_dtype(PyObject* object) {
  const Owned type(has(object, "to_numpy") ? PyObject_GetAttrString(object, "dtype") : nullptr);
  if (!type) PyErr_Clear();
  return type && PyArray_DescrCheck(type.get());
}

using Column = std::shared_ptr<const ArrowColumn>;

// Null with an error set.
Column checked(Result<Column> column, const char* operation) {
  if (column) return std::move(*column);
  if (column.error().code == Errc::unsupported) {
    PyErr_Format(PyExc_TypeError, "%s: %s", operation, column.error().message.c_str());
  } else {
    set_python_error({column.error().code, fmt::format("{}: {}", operation, column.error().message)});
  }
  return nullptr;
}

template <typename Struct>
Struct* in_capsule(PyObject* capsule, const char* name) {
  return static_cast<Struct*>(PyCapsule_GetPointer(capsule, name));
}

Column column_in(PyObject* pair, const char* operation) {
  if (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2) {
    PyErr_Format(PyExc_TypeError, "%s: expected two capsules of __arrow_c_array__(), found %R", operation, pair);
    return nullptr;
  }
  const auto* schema = in_capsule<ArrowSchema>(PyTuple_GET_ITEM(pair, 0), "arrow_schema");
  auto* array = schema == nullptr ? nullptr : in_capsule<ArrowArray>(PyTuple_GET_ITEM(pair, 1), "arrow_array");
  return array == nullptr ? nullptr : checked(import_column(*schema, array), operation);
}

Column column_in_stream(PyObject* capsule, const char* operation) {
  auto* stream = in_capsule<ArrowArrayStream>(capsule, "arrow_array_stream");
  return stream == nullptr ? nullptr : checked(import_chunks(stream), operation);
}

bool refuse_masked(const char* operation) {
  PyErr_Format(PyExc_TypeError,
               "%s: expected %s, found a masked array; give its filled() values, or an Arrow array with nulls",
               operation, kExpected);
  return false;
}

}  // namespace

bool prepare_inputs() {
  array_method = PyUnicode_InternFromString("__arrow_c_array__");
  stream_method = PyUnicode_InternFromString("__arrow_c_stream__");
  return array_method != nullptr && stream_method != nullptr;
}

// By an interface of Arrow, where the object has the method and it works.
bool InputArray::take_interface(PyObject* object, PyObject* method, const char* operation, bool& is_done) {
  if (!has(object, method)) return true;
  const Owned made(PyObject_CallMethodNoArgs(object, method));
  if (!made && PyErr_ExceptionMatches(PyExc_ImportError)) {  // pandas without pyarrow
    PyErr_Clear();
    return true;
  }
  Column column = !made                       ? nullptr
                  : PyTuple_Check(made.get()) ? column_in(made.get(), operation)
                                              : column_in_stream(made.get(), operation);
  is_done = column != nullptr;
  return is_done && take_column(std::move(column));
}

// What looks like an array to NumPy, or is a pandas.Index of something else.
bool InputArray::take_last(PyObject* object, const char* operation, Use use) {
  if (has(object, "array") && !PyArray_Check(object)) {
    const Owned inner(PyObject_GetAttrString(object, "array"));
    if (inner && has(inner.get(), "__arrow_array__")) {
      const Owned arrow(PyObject_CallMethod(inner.get(), "__arrow_array__", nullptr));
      return arrow && take(arrow.get(), operation, use);
    }
    PyErr_Clear();
  }
  if (PyUnicode_Check(object) || PyBytes_Check(object) || PyDict_Check(object) || PyAnySet_Check(object)) {
    PyErr_Format(PyExc_TypeError, "%s: expected %s, found %s", operation, kExpected, Py_TYPE(object)->tp_name);
    return false;
  }
  const Owned array(PyArray_FromAny(object, nullptr, 0, 0, NPY_ARRAY_ENSUREARRAY, nullptr));
  return array && take_ndarray(array.get(), operation, use);
}

// In the order of what a question costs: to ask for what is not there takes longest.
bool InputArray::take_other(PyObject* object, const char* operation, Use use) {
  bool is_done = false;
  if (!take_interface(object, array_method, operation, is_done) || is_done) return is_done;
  if (PyArray_Check(object) && PyObject_HasAttrString(object, "mask") != 0) return refuse_masked(operation);
  if (has_numpy_dtype(object)) {
    const Owned values(PyObject_CallMethod(object, "to_numpy", nullptr));
    const Owned array(values ? PyArray_FromAny(values.get(), nullptr, 0, 0, NPY_ARRAY_ENSUREARRAY, nullptr) : nullptr);
    return array && take_ndarray(array.get(), operation, use);
  }
  if (!take_interface(object, stream_method, operation, is_done) || is_done) return is_done;
  return take_last(object, operation, use);
}

}  // namespace wirespeed::python
