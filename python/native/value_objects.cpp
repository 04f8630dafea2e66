#include "value_objects.hpp"

#include <fmt/format.h>

#include "known_objects.hpp"
#include "owned.hpp"
#include "packstream_objects.hpp"
#include "time_objects.hpp"

namespace wirespeed::python {
namespace {

// What object.__setattr__ does: a UUID refuses its own.
bool set_slot(PyObject* object, PyObject* name, PyObject* value) {
  return name != nullptr && value != nullptr && PyObject_GenericSetAttr(object, name, value) == 0;
}

PyObject* integer_of(const std::uint8_t* big_endian, std::size_t n) {
#if PY_VERSION_HEX >= 0x030D0000
  return PyLong_FromUnsignedNativeBytes(big_endian, n, Py_ASNATIVEBYTES_BIG_ENDIAN);
#else
  return _PyLong_FromByteArray(big_endian, n, 0 /*big endian*/, 0 /*unsigned*/);
#endif
}

}  // namespace

PyObject* new_decimal(std::string_view text) {
  PyObject* type = known(Known::decimal);
  const Owned argument(type == nullptr ? nullptr : new_text(text));
  return argument ? PyObject_CallOneArg(type, argument.get()) : nullptr;
}

PyObject* new_decimal(const std::uint8_t* little_endian, std::int32_t scale) {
  __extension__ using Wide = __int128;
  const auto value = load_le<Wide>(little_endian);
  fmt::memory_buffer text;
  fmt::format_to(std::back_inserter(text), "{}E{}", value, -scale);
  return new_decimal(std::string_view(text.data(), text.size()));
}

PyObject* new_uuid(const std::uint8_t* bytes) {
  static PyObject* const int_name = PyUnicode_InternFromString("int");
  static PyObject* const safety_name = PyUnicode_InternFromString("is_safe");
  PyObject* safety = known(Known::uuid_safety);
  auto* type = safety == nullptr ? nullptr : reinterpret_cast<PyTypeObject*>(known(Known::uuid));
  if (type == nullptr) return nullptr;
  Owned made(type->tp_alloc(type, 0));
  const Owned number(integer_of(bytes, 16));
  const bool ok = made && set_slot(made.get(), int_name, number.get()) && set_slot(made.get(), safety_name, safety);
  return ok ? made.release() : nullptr;
}

bool bytes_of_uuid(PyObject* uuid, std::uint8_t* out) {
  const Owned bytes(PyObject_GetAttrString(uuid, "bytes"));
  if (!bytes) return false;
  if (!PyBytes_Check(bytes.get()) || PyBytes_GET_SIZE(bytes.get()) != 16) {
    PyErr_SetString(PyExc_TypeError, "uuid: expected an object whose attribute `bytes` has 16 bytes");
    return false;
  }
  std::memcpy(out, PyBytes_AS_STRING(bytes.get()), 16);
  return true;
}

PyObject* new_interval(std::int32_t months, std::int32_t days, std::int64_t us) {
  if (months == 0) {
    PyObject* delta = new_timedelta(days, us);
    if (delta != nullptr || PyErr_ExceptionMatches(PyExc_OverflowError) == 0) return delta;
    PyErr_Clear();
  }
  PyObject* type = known(Known::interval);
  return type == nullptr ? nullptr : PyObject_CallFunction(type, "iiL", months, days, static_cast<long long>(us));
}

PyObject* new_bytes(ByteView bytes) {
  return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(bytes.data()), static_cast<Py_ssize_t>(bytes.size()));
}

}  // namespace wirespeed::python
