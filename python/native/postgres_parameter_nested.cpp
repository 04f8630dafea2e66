// Composites, ranges, hstore, vectors, JSON and geometry as parameters.
#include <fmt/format.h>

#include "known_objects.hpp"
#include "postgres_parameter_writer.hpp"
#include "steady.hpp"

namespace wirespeed::python {

using postgres::Attribute;
using postgres::Kind;

namespace {

constexpr postgres::Oid kText = 25;

// What a dict has for the fields of a composite, as a tuple; what it lacks is NULL.
Owned fields_of_dict(PyObject* dict, const postgres::Type& type) {
  Owned tuple(PyTuple_New(static_cast<Py_ssize_t>(type.fields.size())));
  for (std::size_t i = 0; tuple && i < type.fields.size(); ++i) {
    Owned value = dict_item(dict, type.fields[i].name.c_str());
    if (!value && PyErr_Occurred() != nullptr) return Owned();
    PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), value ? value.release() : Py_NewRef(Py_None));
  }
  return tuple;
}

// Whether all keys are fields: one that is none would be lost.
bool has_only_fields(PyObject* dict, const postgres::Type& type) {
  Py_ssize_t known_keys = 0;
  for (const Attribute& field : type.fields)
    known_keys += static_cast<int>(static_cast<bool>(dict_item(dict, field.name.c_str())));
  PyErr_Clear();
  return known_keys == PyDict_GET_SIZE(dict);
}

int truth_of(PyObject* object, const char* attribute) {
  const Owned value(PyObject_GetAttrString(object, attribute));
  return value ? PyObject_IsTrue(value.get()) : -1;
}

// Flags of a range's binary form.
constexpr unsigned kEmpty = 0x01;
constexpr unsigned kLowerIncluded = 0x02;
constexpr unsigned kUpperIncluded = 0x04;
constexpr unsigned kNoLower = 0x08;
constexpr unsigned kNoUpper = 0x10;

// What a range says of itself; a pair is [lower, upper).
struct RangeParts {
  Owned lower;
  Owned upper;
  unsigned flags = 0;
};

bool take_range(PyObject* value, RangeParts& out) {
  if (PyTuple_CheckExact(value) || PyList_CheckExact(value)) {
    out.lower = Owned(PySequence_GetItem(value, 0));
    out.upper = Owned(PySequence_GetItem(value, 1));
    out.flags = kLowerIncluded;
  } else {
    out.lower = Owned(PyObject_GetAttrString(value, "lower"));
    out.upper = Owned(out.lower ? PyObject_GetAttrString(value, "upper") : nullptr);
    if (!out.upper) return false;
    const int is_empty = truth_of(value, "isempty");
    const int lower = is_empty < 0 ? -1 : truth_of(value, "lower_inc");
    const int upper = lower < 0 ? -1 : truth_of(value, "upper_inc");
    if (upper < 0) return false;
    out.flags = (is_empty != 0 ? kEmpty : 0U) | (lower != 0 ? kLowerIncluded : 0U) | (upper != 0 ? kUpperIncluded : 0U);
  }
  if (!out.lower || !out.upper) return false;
  if ((out.flags & kEmpty) != 0) {
    out.flags = kEmpty;
    return true;
  }
  if (out.lower.get() == Py_None) out.flags = (out.flags & ~kLowerIncluded) | kNoLower;
  if (out.upper.get() == Py_None) out.flags = (out.flags & ~kUpperIncluded) | kNoUpper;
  return true;
}

bool is_range(PyObject* value) {
  if (PyTuple_CheckExact(value) || PyList_CheckExact(value)) return PySequence_Size(value) == 2;
  for (const char* name : {"lower", "upper", "lower_inc", "upper_inc", "isempty"}) {
    if (!PyObject_HasAttrString(value, name)) return false;
  }
  return true;
}

// How many floats a kind of geometry has; 0: as many as there are.
int float_count(Kind kind) noexcept {
  switch (kind) {
    case Kind::point:
      return 2;
    case Kind::line:
    case Kind::circle:
      return 3;
    case Kind::lseg:
    case Kind::box:
      return 4;
    default:
      return 0;
  }
}

}  // namespace

Written ParameterWriter::composite(PyObject* value, const Type& type) {
  if (PyDict_Check(value)) {
    if (!has_only_fields(value, type)) return refuse("a dict whose keys are its fields", type, value);
    const Owned tuple = fields_of_dict(value, type);
    return tuple ? fields(tuple.get(), type) : Written::failed;
  }
  return is_sequence(value) ? fields(value, type) : refuse("a tuple or a dict", type, value);
}

// | int32 n | (uint32 OID, int32 size, value) * n |
Written ParameterWriter::fields(PyObject* sequence, const Type& type) {
  const Owned fast = steady_sequence(sequence);
  if (!fast) return Written::failed;
  const auto size = static_cast<std::size_t>(PySequence_Fast_GET_SIZE(fast.get()));
  if (size != type.fields.size()) {
    return refuse_value(fmt::format("expected {} fields for {}, found {}", type.fields.size(), type.name, size));
  }
  append_be(out_, static_cast<std::int32_t>(size));
  for (std::size_t i = 0; i < size; ++i) {
    append_be(out_, type.fields[i].type.oid);
    PyObject* field = PySequence_Fast_GET_ITEM(fast.get(), static_cast<Py_ssize_t>(i));
    const Written written = sized(field, type.fields[i].type.oid);
    if (written != Written::yes) return written;
  }
  return Written::yes;
}

Written ParameterWriter::range(PyObject* value, const Type& type) {
  if (!is_range(value)) return refuse("wirespeed.postgres.Range", type, value);
  RangeParts parts;
  if (!take_range(value, parts)) return Written::failed;
  out_.push_back(static_cast<std::uint8_t>(parts.flags));
  const bool is_empty = (parts.flags & kEmpty) != 0;
  Written written = Written::yes;
  if (!is_empty && (parts.flags & kNoLower) == 0) written = sized(parts.lower.get(), type.element.oid);
  if (written == Written::yes && !is_empty && (parts.flags & kNoUpper) == 0) {
    written = sized(parts.upper.get(), type.element.oid);
  }
  return written;
}

Written ParameterWriter::multirange(PyObject* value, const Type& type) {
  if (!is_sequence(value)) return refuse("a list of ranges", type, value);
  const Owned fast = steady_sequence(value);
  if (!fast) return Written::failed;
  const Py_ssize_t size = PySequence_Fast_GET_SIZE(fast.get());
  append_be(out_, static_cast<std::int32_t>(size));
  for (Py_ssize_t i = 0; i < size; ++i) {
    const Written written = sized(PySequence_Fast_GET_ITEM(fast.get(), i), type.element.oid);
    if (written != Written::yes) return written;
  }
  return Written::yes;
}

Written ParameterWriter::hstore(PyObject* value, const Type& type) {
  if (!PyDict_Check(value)) return refuse("a dict", type, value);
  const Owned dict = steady_dict(value);
  if (!dict) return Written::failed;
  append_be(out_, static_cast<std::int32_t>(PyDict_GET_SIZE(dict.get())));
  Py_ssize_t at = 0;
  PyObject* key = nullptr;
  PyObject* item = nullptr;
  while (PyDict_Next(dict.get(), &at, &key, &item) != 0) {
    if (!PyUnicode_Check(key)) return refuse("keys that are str", type, key);
    if (item != Py_None && !PyUnicode_Check(item)) return refuse("values that are str or None", type, item);
    for (PyObject* text : {key, item}) {
      const Written written = sized(text, kText);
      if (written != Written::yes) return written;
    }
  }
  return Written::yes;
}

// | int16 n | int16 0 | n x float4 |; the other kinds of pgvector go as text.
Written ParameterWriter::vector(PyObject* value, const Type& type) {
  static const Type kItem{.name = "an item of a vector", .kind = Kind::float32};
  if (type.kind != Kind::vector) return Written::needs_text;
  const Owned list(is_numpy_array(value) ? PyObject_CallMethod(value, "tolist", nullptr) : Py_NewRef(value));
  if (!list) return Written::failed;
  if (!is_sequence(list.get())) return refuse("a list of floats", type, value);
  const Owned fast = steady_sequence(list.get());
  if (!fast) return Written::failed;
  const Py_ssize_t size = PySequence_Fast_GET_SIZE(fast.get());
  if (size > 16'000) return refuse_value(fmt::format("expected at most 16000 floats, found {}", size));
  append_be(out_, static_cast<std::int16_t>(size));
  append_be(out_, std::int16_t{0});
  for (Py_ssize_t i = 0; i < size; ++i) {
    const Written written = floating(PySequence_Fast_GET_ITEM(fast.get(), i), kItem);
    if (written != Written::yes) return written;
  }
  return Written::yes;
}

Written ParameterWriter::json(PyObject* value, const Type& type) {
  PyObject* dumps = known(Known::json_dumps);
  const Owned text(dumps == nullptr ? nullptr : PyObject_CallOneArg(dumps, value));
  return text ? of_text(text.get(), type) : Written::failed;
}

// Numbers in tuples in lists, one after the other, and how many.
bool ParameterWriter::floats(PyObject* value, int depth, int& count) {
  static const Type kItem{.name = "a coordinate", .kind = Kind::float64};
  constexpr int kMaxDepth = 3;
  if (!is_sequence(value)) {
    ++count;
    return floating(value, kItem) == Written::yes;
  }
  const Owned fast = depth < kMaxDepth ? steady_sequence(value) : Owned();
  if (!fast) return refuse("points", kItem, value) == Written::yes;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(fast.get()); ++i) {
    if (!floats(PySequence_Fast_GET_ITEM(fast.get(), i), depth + 1, count)) return false;
  }
  return true;
}

Written ParameterWriter::geometry(PyObject* value, const Type& type) {
  Owned points(Py_NewRef(value));
  const int expected = float_count(type.kind);
  if (type.kind == Kind::path) {
    const int is_path = is_known(value, Known::path);
    if (is_path < 0) return Written::failed;
    if (is_path != 0) points = Owned(PySequence_GetItem(value, 0));
    const int is_closed = is_path != 0 ? truth_of(value, "is_closed") : 0;
    if (!points || is_closed < 0) return Written::failed;
    out_.push_back(static_cast<std::uint8_t>(is_closed));
  }
  if (!is_sequence(points.get())) return refuse("a tuple of floats or points", type, value);
  const std::size_t at = out_.size();
  if (expected == 0) append_be(out_, std::int32_t{0});
  int count = 0;
  if (!floats(points.get(), 0, count)) return Written::failed;
  if (expected == 0) store_be(out_.data() + at, std::int32_t{count / 2});
  if (expected == 0 ? count % 2 == 0 : count == expected) return Written::yes;
  return refuse_value(fmt::format("expected {} floats for {}, found {}",
                                  expected == 0 ? "two for each point" : std::to_string(expected), type.name, count));
}

Written ParameterWriter::tid(PyObject* value, const Type& type) {
  if (!PyTuple_Check(value) || PyTuple_GET_SIZE(value) != 2) return refuse("(block, offset)", type, value);
  const Written block = integer<std::uint32_t>(PyTuple_GET_ITEM(value, 0), type);
  return block == Written::yes ? integer<std::uint16_t>(PyTuple_GET_ITEM(value, 1), type) : block;
}

}  // namespace wirespeed::python
