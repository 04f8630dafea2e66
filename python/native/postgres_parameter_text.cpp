// Parameters as text, for values that only the server can read: what its own input functions take.
#include <fmt/format.h>

#include "known_objects.hpp"
#include "postgres_parameter_writer.hpp"
#include "steady.hpp"
#include "time_objects.hpp"

namespace wirespeed::python {

using postgres::Kind;
using postgres::Oid;

namespace {

bool append_object_text(PyObject* text, std::string& out) {
  Py_ssize_t size = 0;
  const char* data = text == nullptr ? nullptr : PyUnicode_AsUTF8AndSize(text, &size);
  if (data == nullptr) return false;
  out.append(data, static_cast<std::size_t>(size));
  return true;
}

bool append_hex(PyObject* bytes, std::string& out) {
  Py_buffer buffer;
  if (PyObject_GetBuffer(bytes, &buffer, PyBUF_SIMPLE) != 0) return false;
  const auto* data = static_cast<const std::uint8_t*>(buffer.buf);
  out += "\\x";
  for (Py_ssize_t i = 0; i < buffer.len; ++i) out += fmt::format("{:02x}", data[i]);
  PyBuffer_Release(&buffer);
  return true;
}

// In double quotes when the text holds what would end it, or would be taken for NULL or for nothing.
void append_quoted(std::string& out, std::string_view text, std::string_view special) {
  const bool is_null_word = text.size() == 4 && (text[0] | 0x20) == 'n' && (text[1] | 0x20) == 'u';
  if (!text.empty() && !is_null_word && text.find_first_of(special) == std::string_view::npos) {
    out += text;
    return;
  }
  out.push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  out.push_back('"');
}

constexpr std::string_view kSpecialInArray = "{},;\"\\ \t\n\r\v\f";
constexpr std::string_view kSpecialInRow = "(),\"\\ \t\n\r\v\f";
constexpr std::string_view kSpecialInRange = "()[],\"\\ \t\n\r\v\f";

std::string interval_text(PyObject* timedelta) {
  const Delta delta = delta_of(timedelta);
  return fmt::format("{} days {} microseconds", delta.days, delta.us);
}

}  // namespace

bool ParameterWriter::text(PyObject* given, Oid oid, std::string& out) {
  const Owned plain = plain_of(given);
  if (!plain) return false;
  const Type* type = base_of(oid);
  if (type == nullptr || PyUnicode_Check(plain.get())) return plain_text(plain.get(), type, out);
  switch (type->kind) {
    case Kind::array:
      return list_text(plain.get(), *type, out);
    case Kind::composite:
      return composite_text(plain.get(), *type, out);
    case Kind::range:
      return range_text(plain.get(), *type, out);
    case Kind::halfvec:
    case Kind::sparsevec:
      return vector_text(plain.get(), *type, out);
    default:
      return plain_text(plain.get(), type, out);
  }
}

// One value that may be NULL, inside of another.
bool ParameterWriter::item_text(PyObject* value, Oid oid, std::string_view special, std::string& out) {
  const Owned plain = plain_of(value);
  std::string item;
  if (!plain || (plain.get() != Py_None && !text(plain.get(), oid, item))) return false;
  if (plain.get() != Py_None) {
    append_quoted(out, item, special);
  } else if (special == kSpecialInArray) {
    out += "NULL";
  }
  return true;
}

bool ParameterWriter::list_text(PyObject* list, const Type& type, std::string& out) {
  constexpr Oid kBox = 603;
  const char delimiter = type.element.oid == kBox ? ';' : ',';
  const Owned items(is_numpy_array(list) ? PyObject_CallMethod(list, "tolist", nullptr) : Py_NewRef(list));
  const Owned fast = items ? steady_sequence(items.get()) : Owned();
  if (!fast || Py_EnterRecursiveCall(" in a list of lists") != 0) return false;
  bool ok = true;
  out.push_back('{');
  for (Py_ssize_t i = 0; ok && i < PySequence_Fast_GET_SIZE(fast.get()); ++i) {
    if (i != 0) out.push_back(delimiter);
    PyObject* item = PySequence_Fast_GET_ITEM(fast.get(), i);
    const bool is_list = PyList_Check(item) || is_numpy_array(item);
    ok = is_list ? list_text(item, type, out) : item_text(item, type.element.oid, kSpecialInArray, out);
  }
  out.push_back('}');
  Py_LeaveRecursiveCall();
  return ok;
}

bool ParameterWriter::composite_text(PyObject* value, const Type& type, std::string& out) {
  out.push_back('(');
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    if (i != 0) out.push_back(',');
    const Owned field = PyDict_Check(value) ? dict_item(value, type.fields[i].name.c_str())
                                            : Owned(PySequence_GetItem(value, static_cast<Py_ssize_t>(i)));
    if (!field && PyErr_Occurred() != nullptr) return false;
    if (field && !item_text(field.get(), type.fields[i].type.oid, kSpecialInRow, out)) return false;
  }
  out.push_back(')');
  return true;
}

bool ParameterWriter::range_text(PyObject* value, const Type& type, std::string& out) {
  const bool is_pair = PyTuple_CheckExact(value) || PyList_CheckExact(value);
  const auto part = [&](const char* name, Py_ssize_t i) {
    return Owned(is_pair ? PySequence_GetItem(value, i) : PyObject_GetAttrString(value, name));
  };
  const auto has = [&](const char* name) {
    const Owned flag(PyObject_GetAttrString(value, name));
    return flag && PyObject_IsTrue(flag.get()) == 1;
  };
  if (!is_pair && has("isempty")) {
    out += "empty";
    return true;
  }
  const Owned lower = part("lower", 0);
  const Owned upper = part("upper", 1);
  if (!lower || !upper) return false;
  out.push_back(is_pair || has("lower_inc") ? '[' : '(');
  if (!item_text(lower.get(), type.element.oid, kSpecialInRange, out)) return false;
  out.push_back(',');
  if (!item_text(upper.get(), type.element.oid, kSpecialInRange, out)) return false;
  out.push_back(!is_pair && has("upper_inc") ? ']' : ')');
  return true;
}

// halfvec: "[1,2.5]"; sparsevec, which counts from 1 in text: "{1:2.5,7:1}/9"
bool ParameterWriter::vector_text(PyObject* value, const Type& type, std::string& out) {
  if (type.kind == Kind::halfvec) {
    const Owned list(is_numpy_array(value) ? PyObject_CallMethod(value, "tolist", nullptr) : PySequence_List(value));
    return list && append_object_text(Owned(PyObject_Str(list.get())).get(), out);
  }
  const int is_sparse = is_known(value, Known::sparse_vector);
  if (is_sparse <= 0) {
    if (is_sparse == 0) refuse("wirespeed.postgres.SparseVector", type, value);
    return false;
  }
  int dimensions = 0;
  PyObject* indices = nullptr;
  PyObject* numbers = nullptr;
  if (PyArg_ParseTuple(value, "iO!O!", &dimensions, &PyList_Type, &indices, &PyList_Type, &numbers) == 0) return false;
  const Owned at(PyList_AsTuple(indices));
  const Owned values(at ? PyList_AsTuple(numbers) : nullptr);
  if (!values) return false;
  out.push_back('{');
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(at.get()) && i < PyTuple_GET_SIZE(values.get()); ++i) {
    const long index = PyLong_AsLong(PyTuple_GET_ITEM(at.get(), i));
    const double number = PyFloat_AsDouble(PyTuple_GET_ITEM(values.get(), i));
    if (PyErr_Occurred() != nullptr) return false;
    out += fmt::format("{}{}:{}", i == 0 ? "" : ",", index + 1, number);
  }
  out += fmt::format("}}/{}", dimensions);
  return true;
}

bool ParameterWriter::plain_text(PyObject* value, const Type* type, std::string& out) {
  static const Type kUnknown{.name = "a type that is not known"};
  if (PyUnicode_Check(value)) return append_object_text(value, out);
  if (PyBool_Check(value)) {
    out.push_back(value == Py_True ? 't' : 'f');
    return true;
  }
  if (PyBytes_Check(value) || PyByteArray_Check(value) || PyMemoryView_Check(value)) return append_hex(value, out);
  const TimeKind kind = time_kind_of(value);
  if (kind == TimeKind::timedelta) {
    out += interval_text(value);
    return true;
  }
  if (kind != TimeKind::none) {
    const Owned iso(PyObject_CallMethod(value, "isoformat", nullptr));
    return append_object_text(iso.get(), out);
  }
  if (PyDict_Check(value)) {
    const Owned json(known(Known::json_dumps) == nullptr ? nullptr
                                                         : PyObject_CallOneArg(known(Known::json_dumps), value));
    return append_object_text(json.get(), out);
  }
  // Not all that has items: a network of ipaddress does, too.
  if (PyList_Check(value) || PyTuple_Check(value) || PyAnySet_Check(value) || is_numpy_array(value)) {
    refuse("str", type == nullptr ? kUnknown : *type, value);
    return false;
  }
  return append_object_text(Owned(PyFloat_Check(value) ? PyObject_Repr(value) : PyObject_Str(value)).get(), out);
}

}  // namespace wirespeed::python
