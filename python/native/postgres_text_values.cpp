// Values in text format: of types that have no binary form, and of what was asked for as text.
#include "known_objects.hpp"
#include "packstream_objects.hpp"
#include "postgres_value_readers.hpp"
#include "value_objects.hpp"

namespace wirespeed::python {
namespace {

PyObject* read_bool_text(const ValueReader& reader, ByteView bytes) {
  const std::string_view text = text_of(bytes);
  return text == "t" || text == "f" ? PyBool_FromLong(text == "t") : refuse(reader, "t or f", bytes.size());
}

PyObject* read_integer_text(const ValueReader& /*reader*/, ByteView bytes) {
  const std::string text(text_of(bytes));
  return PyLong_FromString(text.c_str(), nullptr, 10);
}

PyObject* read_float_text(const ValueReader& reader, ByteView bytes) {
  const Owned text(read_text(reader, bytes));
  return text ? PyFloat_FromString(text.get()) : nullptr;
}

PyObject* read_numeric_text(const ValueReader& /*reader*/, ByteView bytes) { return new_decimal(text_of(bytes)); }

// "\x6162"; the older form with backslashes is not written unless a server is told to.
PyObject* read_bytes_text(const ValueReader& reader, ByteView bytes) {
  const std::string_view text = text_of(bytes);
  if (!text.starts_with("\\x")) return refuse(reader, "\\x and digits", bytes.size());
  const Owned digits(new_text(text.substr(2)));
  auto* type = reinterpret_cast<PyObject*>(&PyBytes_Type);
  return digits ? PyObject_CallMethod(type, "fromhex", "O", digits.get()) : nullptr;
}

PyObject* read_uuid_text(const ValueReader& reader, ByteView bytes) {
  PyObject* type = known(Known::uuid);
  const Owned text(type == nullptr ? nullptr : read_text(reader, bytes));
  return text ? PyObject_CallOneArg(type, text.get()) : nullptr;
}

PyObject* read_nothing_text(const ValueReader& /*reader*/, ByteView /*bytes*/) { Py_RETURN_NONE; }

}  // namespace

ValueReader::Read text_form_reader(const postgres::Type& type) noexcept {
  using postgres::Kind;
  if (type.oid == kJson || type.oid == kJsonb) return read_json;
  switch (type.kind) {
    case Kind::boolean:
      return read_bool_text;
    case Kind::int16:
    case Kind::int32:
    case Kind::int64:
      return read_integer_text;
    case Kind::float32:
    case Kind::float64:
      return read_float_text;
    case Kind::numeric:
      return read_numeric_text;
    case Kind::bytes:
      return read_bytes_text;
    case Kind::uuid:
      return read_uuid_text;
    case Kind::nothing:
      return read_nothing_text;
    default:
      return read_text;
  }
}

}  // namespace wirespeed::python
