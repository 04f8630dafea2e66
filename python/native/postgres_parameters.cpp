#include "postgres_parameters.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "errors.hpp"
#include "known_objects.hpp"
#include "postgres_numeric.hpp"
#include "postgres_parameter_writer.hpp"
#include "time_objects.hpp"
#include "value_objects.hpp"

namespace wirespeed::python {

using postgres::Kind;
using postgres::Oid;
using postgres::Type;

namespace {

constexpr std::size_t kMaxParameterBytes = std::numeric_limits<std::int32_t>::max();
constexpr int kMaxDomainDepth = 64;

std::string_view type_name(PyObject* value) noexcept { return Py_TYPE(value)->tp_name; }

Owned text_of_object(PyObject* value) {
  return Owned(PyFloat_Check(value) ? PyObject_Repr(value) : PyObject_Str(value));
}

bool view_text(PyObject* text, std::string_view& out) {
  Py_ssize_t size = 0;
  const char* data = PyUnicode_AsUTF8AndSize(text, &size);
  if (data == nullptr) return false;
  out = {data, static_cast<std::size_t>(size)};
  return true;
}

}  // namespace

bool is_numpy_array(PyObject* value) noexcept { return type_name(value) == "numpy.ndarray"; }

bool is_sequence(PyObject* value) noexcept {
  if (PyList_Check(value) || PyTuple_Check(value)) return true;
  if (PyUnicode_Check(value) || PyBytes_Check(value) || PyByteArray_Check(value) || PyMemoryView_Check(value)) {
    return false;
  }
  return PyAnySet_Check(value) || (PySequence_Check(value) != 0 && !PyDict_Check(value));
}

const Type* ParameterWriter::base_of(Oid oid) const noexcept {
  const Type* type = catalog_.find(oid);
  for (int depth = 0; type != nullptr && type->kind == Kind::domain && depth < kMaxDomainDepth; ++depth) {
    type = catalog_.find(type->element.oid);
  }
  return type;
}

std::string ParameterWriter::where() const {
  return item_ < 0 ? fmt::format("parameter ${}", number_) : fmt::format("parameter ${}, item {}", number_, item_);
}

Written ParameterWriter::refuse_value(const std::string& message) {
  set_python_error({Errc::invalid_argument, fmt::format("{}: {}", where(), message)});
  return Written::failed;
}

Written ParameterWriter::refuse(const char* expected, const Type& type, PyObject* found) {
  return refuse_value(fmt::format("expected {} for {}, found {}", expected, type.name, type_name(found)));
}

Written ParameterWriter::sized(PyObject* given, Oid oid) {
  const Owned plain = plain_of(given);
  if (!plain) return Written::failed;
  const Type* type = base_of(oid);
  SizeMark mark(out_);
  const bool is_null = plain.get() == Py_None;
  if (is_null && (type == nullptr || type->receives_binary)) return Written::yes;
  const Written written = is_null ? Written::needs_text : value(plain.get(), type);
  if (written != Written::yes) {
    mark.undo();
  } else if (out_.size() > kMaxParameterBytes) {
    return refuse_value("expected less than 2 GiB, found more");
  } else {
    mark.close();
  }
  return written;
}

Written ParameterWriter::value(PyObject* value, const Type* type) {
  static const Type kUnknown{.name = "a type that is not known"};
  const Type& of = type == nullptr ? kUnknown : *type;
  if (!of.receives_binary) return Written::needs_text;
  if (PyUnicode_Check(value)) return of_text(value, of);
  if (PyBytes_Check(value) || PyByteArray_Check(value) || PyMemoryView_Check(value)) return of_bytes(value, of);
  return scalar(value, of);
}

Written ParameterWriter::of_text(PyObject* text, const Type& type) {
  const bool is_versioned = type.kind == Kind::versioned_text;
  if (type.kind != Kind::text && type.kind != Kind::enumeration && !is_versioned) return Written::needs_text;
  std::string_view utf8;
  if (!view_text(text, utf8)) return Written::failed;
  if (is_versioned) out_.push_back(1);
  append_bytes(out_, utf8);
  return Written::yes;
}

Written ParameterWriter::of_bytes(PyObject* bytes, const Type& type) {
  constexpr Oid kJson = 114;
  if (type.kind != Kind::bytes && type.kind != Kind::opaque && type.oid != kJson) {
    return refuse("another type than bytes", type, bytes);
  }
  Py_buffer buffer;
  if (PyObject_GetBuffer(bytes, &buffer, PyBUF_SIMPLE) != 0) return Written::failed;
  append_bytes(out_, ByteView(static_cast<const std::uint8_t*>(buffer.buf), static_cast<std::size_t>(buffer.len)));
  PyBuffer_Release(&buffer);
  return Written::yes;
}

bool ParameterWriter::take_integer(PyObject* value, const Type& type, std::int64_t least, std::int64_t most,
                                   std::int64_t& out) {
  if (PyIndex_Check(value) == 0) {
    refuse("int", type, value);
    return false;
  }
  const Owned index(PyNumber_Index(value));
  if (!index) return false;
  int overflow = 0;
  out = PyLong_AsLongLongAndOverflow(index.get(), &overflow);
  if (overflow == 0 && out >= least && out <= most) return true;
  refuse_value(fmt::format("expected {} to {} for {}, found an int beyond them", least, most, type.name));
  return false;
}

Written ParameterWriter::unsigned64(PyObject* value, const Type& type) {
  if (PyIndex_Check(value) == 0) return refuse("int", type, value);
  const Owned index(PyNumber_Index(value));
  const unsigned long long number = index ? PyLong_AsUnsignedLongLong(index.get()) : 0;
  if (PyErr_Occurred() != nullptr) {
    if (PyErr_ExceptionMatches(PyExc_OverflowError) == 0) return Written::failed;
    PyErr_Clear();
    return refuse_value(fmt::format("expected 0 to 2^64 - 1 for {}, found an int beyond them", type.name));
  }
  append_be(out_, static_cast<std::uint64_t>(number));
  return Written::yes;
}

Written ParameterWriter::floating(PyObject* value, const Type& type) {
  const double number = PyFloat_AsDouble(value);
  if (number == -1.0 && PyErr_Occurred() != nullptr) {
    if (PyErr_ExceptionMatches(PyExc_TypeError) == 0) return Written::failed;
    PyErr_Clear();
    return refuse("float", type, value);
  }
  if (type.kind == Kind::float64) {
    append_be(out_, number);
    return Written::yes;
  }
  const auto narrow = static_cast<float>(number);
  if (std::isinf(narrow) && !std::isinf(number)) {
    return refuse_value(fmt::format("expected a float of 32 bits for {}, found one beyond them", type.name));
  }
  append_be(out_, narrow);
  return Written::yes;
}

Written ParameterWriter::numeric(PyObject* value, const Type& type) {
  const int is_decimal = is_known(value, Known::decimal);
  if (is_decimal < 0) return Written::failed;
  Owned number(is_decimal != 0 || PyFloat_Check(value) ? Py_NewRef(value) : nullptr);
  if (!number && PyIndex_Check(value) != 0) number = Owned(PyNumber_Index(value));
  if (!number) return PyErr_Occurred() != nullptr ? Written::failed : refuse("Decimal, int or float", type, value);
  const Owned text = text_of_object(number.get());
  std::string_view utf8;
  if (!text || !view_text(text.get(), utf8)) return Written::failed;
  switch (append_numeric(utf8, out_)) {
    case NumericForm::good:
      return Written::yes;
    case NumericForm::too_large:
      return refuse_value("expected at most 131072 digits before the point and 16383 behind it, found more");
    case NumericForm::no_number:
      break;
  }
  return refuse("a number", type, value);
}

Written ParameterWriter::uuid(PyObject* value, const Type& type) {
  const int is_uuid = is_known(value, Known::uuid);
  if (is_uuid < 0) return Written::failed;
  if (is_uuid == 0) return refuse("uuid.UUID", type, value);
  std::uint8_t bytes[16];
  if (!bytes_of_uuid(value, bytes)) return Written::failed;
  append_bytes(out_, ByteView(bytes));
  return Written::yes;
}

Written ParameterWriter::address(PyObject* value, const Type& type) {
  for (auto which = Known::ipv4_address; which <= Known::ipv6_network;
       which = static_cast<Known>(static_cast<int>(which) + 1)) {
    const int is_one = is_known(value, which);
    if (is_one != 0) return is_one < 0 ? Written::failed : Written::needs_text;
  }
  return refuse("an address of ipaddress", type, value);
}

// Text, and types that nobody knows.
Written ParameterWriter::as_text(PyObject* value, const Type& type) {
  std::string text;
  if (!plain_text(value, &type, text)) return Written::failed;
  if (type.kind != Kind::text) return Written::needs_text;
  append_bytes(out_, text);
  return Written::yes;
}

Written ParameterWriter::scalar(PyObject* value, const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      if (!PyBool_Check(value)) return refuse("bool", type, value);
      out_.push_back(value == Py_True ? 1 : 0);
      return Written::yes;
    case Kind::int16:
      return integer<std::int16_t>(value, type);
    case Kind::int32:
      return integer<std::int32_t>(value, type);
    case Kind::int64:
    case Kind::money:
      return integer<std::int64_t>(value, type);
    case Kind::uint32:
      return integer<std::uint32_t>(value, type);
    case Kind::uint64:
      return unsigned64(value, type);
    case Kind::float32:
    case Kind::float64:
      return floating(value, type);
    case Kind::numeric:
      return numeric(value, type);
    case Kind::uuid:
      return uuid(value, type);
    case Kind::inet:
      return address(value, type);
    case Kind::bytes:
      return refuse("bytes", type, value);
    default:
      return nested(value, type);
  }
}

Written ParameterWriter::nested(PyObject* value, const Type& type) {
  constexpr Oid kJson = 114;
  constexpr Oid kJsonb = 3802;
  if (type.oid == kJson || type.oid == kJsonb) return json(value, type);
  switch (type.kind) {
    case Kind::date:
    case Kind::time:
    case Kind::timetz:
    case Kind::timestamp:
    case Kind::timestamptz:
    case Kind::interval:
      return time_like(value, type);
    case Kind::array:
      return array(value, type);
    case Kind::composite:
      return composite(value, type);
    case Kind::range:
      return range(value, type);
    case Kind::multirange:
      return multirange(value, type);
    case Kind::hstore:
      return hstore(value, type);
    case Kind::vector:
    case Kind::halfvec:
    case Kind::sparsevec:
      return vector(value, type);
    case Kind::tid:
      return tid(value, type);
    case Kind::text:
    case Kind::opaque:
      return as_text(value, type);
    case Kind::char1:
    case Kind::versioned_text:
    case Kind::bit:
    case Kind::macaddr:
    case Kind::tsvector:
    case Kind::enumeration:
    case Kind::record:
    case Kind::nothing:
      return refuse("str", type, value);
    default:
      return geometry(value, type);
  }
}

bool append_parameter(PyObject* value, int number, postgres::TypeRef type, const postgres::TypeCatalog& catalog,
                      Bytes& out, postgres::Format& format) {
  ParameterWriter writer(number, catalog, out);
  format = postgres::Format::binary;
  const Written written = writer.sized(value, type.oid);
  if (written != Written::needs_text) return written == Written::yes;
  format = postgres::Format::text;
  SizeMark mark(out);
  const Owned plain = plain_of(value);
  if (!plain || plain.get() == Py_None) return static_cast<bool>(plain);
  std::string text;
  if (!writer.text(plain.get(), type.oid, text)) return false;
  append_bytes(out, text);
  mark.close();
  return true;
}

namespace {

std::int64_t guess_time(PyObject* value) {
  switch (time_kind_of(value)) {
    case TimeKind::date:
      return 1082;
    case TimeKind::datetime:
    case TimeKind::time: {
      const bool is_time = time_kind_of(value) == TimeKind::time;
      const Offset offset = offset_of(value);
      if (offset.failed) return -1;
      if (is_time) return offset.is_aware ? 1266 : 1083;
      return offset.is_aware ? 1184 : 1114;
    }
    case TimeKind::timedelta:
      return 1186;
    case TimeKind::none:
      break;
  }
  const int is_decimal = is_known(value, Known::decimal);
  if (is_decimal != 0) return is_decimal < 0 ? -1 : 1700;
  const int is_uuid = is_known(value, Known::uuid);
  return is_uuid < 0 ? -1 : is_uuid * 2950;
}

}  // namespace

std::int64_t guess_type(PyObject* given) {
  const Owned plain = plain_of(given);
  if (!plain) return -1;
  PyObject* value = plain.get();
  if (value == Py_None || PyUnicode_Check(value)) return 0;
  if (PyBool_Check(value)) return 16;
  if (PyFloat_Check(value)) return 701;
  if (PyBytes_Check(value) || PyByteArray_Check(value) || PyMemoryView_Check(value)) return 17;
  if (PyDict_Check(value)) return 3802;
  if (!PyLong_Check(value)) return is_sequence(value) || is_numpy_array(value) ? 0 : guess_time(value);
  int overflow = 0;
  PyLong_AsLongLongAndOverflow(value, &overflow);
  return overflow == 0 ? 20 : 1700;
}

}  // namespace wirespeed::python
