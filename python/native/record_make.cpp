// Records: new ones, those that show somebody's bytes, and the constructor.
#include <algorithm>
#include <array>

#include "errors.hpp"
#include "record_object.hpp"
#include "wirespeed/record/verify.hpp"

namespace wirespeed::python {

using record::Writer;

namespace {

// With its addon fields set, and nothing else.
RecordObject* allocate(const RecordClass& cls, std::size_t size) {
  const auto n = static_cast<Py_ssize_t>(size);
  const bool is_collected = (cls.type->tp_flags & Py_TPFLAGS_HAVE_GC) != 0;
  auto* self =
      is_collected ? PyObject_GC_NewVar(RecordObject, cls.type, n) : PyObject_NewVar(RecordObject, cls.type, n);
  if (self == nullptr) return nullptr;
  self->owner = nullptr;
  for (std::size_t i = 0; i < cls.members.size() && cls.members[i].name != nullptr; ++i) {
    auto* place = reinterpret_cast<PyObject**>(reinterpret_cast<char*>(self) + cls.members[i].offset);
    *place = Py_XNewRef(cls.addon_defaults[i].get());
  }
  if (is_collected) PyObject_GC_Track(reinterpret_cast<PyObject*>(self));
  return self;
}

void show(RecordObject* self, const std::uint8_t* data, std::size_t size) noexcept {
  self->data = data;
  self->size = static_cast<std::uint32_t>(size);
  self->fields = record::header_of(data).fields;
}

std::uint8_t* own_bytes(RecordObject* self) noexcept {
  return reinterpret_cast<std::uint8_t*>(self) + Py_TYPE(self)->tp_basicsize;
}

}  // namespace

RecordObject* new_record(const RecordClass& cls, std::size_t size) { return allocate(cls, size); }

PyObject* shared_record(const RecordClass& cls, PyObject* owner, ByteView bytes) {
  RecordObject* self = allocate(cls, 0);
  if (self == nullptr) return nullptr;
  self->owner = Py_NewRef(owner);
  show(self, bytes.data(), bytes.size());
  return reinterpret_cast<PyObject*>(self);
}

PyObject* copied_record(const RecordClass& cls, ByteView bytes) {
  RecordObject* self = allocate(cls, bytes.size());
  if (self == nullptr) return nullptr;
  std::memcpy(own_bytes(self), bytes.data(), bytes.size());
  show(self, own_bytes(self), bytes.size());
  return reinterpret_cast<PyObject*>(self);
}

bool keep_bytes(PyObject* object, KeptBytes& kept) {
  if (PyBytes_CheckExact(object)) [[likely]] {
    kept.owner = Owned(Py_NewRef(object));
  } else {
    kept.owner = Owned(PyMemoryView_FromObject(object));
    if (!kept.owner) return false;
    const Py_buffer* buffer = PyMemoryView_GET_BUFFER(kept.owner.get());
    if (buffer->readonly != 0 && PyBuffer_IsContiguous(buffer, 'C') != 0) {
      kept.bytes = {static_cast<const std::uint8_t*>(buffer->buf), static_cast<std::size_t>(buffer->len)};
      return true;
    }
    kept.owner = Owned(PyBytes_FromObject(kept.owner.get()));
    if (!kept.owner) return false;
  }
  kept.bytes = {reinterpret_cast<const std::uint8_t*>(PyBytes_AS_STRING(kept.owner.get())),
                static_cast<std::size_t>(PyBytes_GET_SIZE(kept.owner.get()))};
  return true;
}

bool check_record(const RecordClass& cls, ByteView bytes, bool is_trusted) {
  if (is_trusted ? record::is_plausible(*cls.schema, bytes) : record::is_valid(*cls.schema, bytes)) [[likely]]
    return true;
  auto verified = record::verify(*cls.schema, bytes);
  Error error = verified ? Error{Errc::malformed, "record: expected a header of this schema, found another"}
                         : std::move(verified).error();
  error.message = fmt::format("{}: {}", cls.name, error.message);
  set_python_error(error);
  return false;
}

PyObject* record_from(const RecordClass& cls, PyObject* object, bool is_trusted) {
  if (Py_TYPE(object) == cls.type) return Py_NewRef(object);
  KeptBytes kept;
  if (!keep_bytes(object, kept) || !check_record(cls, kept.bytes, is_trusted)) return nullptr;
  return shared_record(cls, kept.owner.get(), kept.bytes);
}

namespace {

bool refuse_absence(const RecordField& field) {
  PyErr_Format(PyExc_TypeError, "%s(): field \"%s\": expected a value, found none; the field has no default",
               field.owner->name.c_str(), field.field->name.c_str());
  return false;
}

// One field of a record without a tail, which so far has its default, or null.
bool put_in_place(RecordObject* self, std::uint8_t* nulls, const RecordField& field, PyObject* value) {
  if (value == nullptr) return field.is_optional || field.field->has_default || refuse_absence(field);
  std::uint8_t* to = const_cast<std::uint8_t*>(self->data) + field.offset;
  const auto bit = static_cast<std::uint8_t>(1U << (field.index % 8));
  if (value == Py_None) {
    if (!field.is_optional) return refuse_none(field);
    nulls[field.index / 8] |= bit;
    std::memset(to, 0, record::width_of(*field.type));
    return true;
  }
  if (field.is_optional) nulls[field.index / 8] = static_cast<std::uint8_t>(nulls[field.index / 8] & ~bit);
  if (field.field->has_default) std::memset(to, 0, record::width_of(*field.type));
  return field.put(field, value, to);
}

PyObject* record_in_place(const RecordClass& cls, PyObject* const* values) {
  PyObject* made = copied_record(cls, cls.blank);
  if (made == nullptr) return nullptr;
  RecordObject* self = as_record(made);
  auto* nulls = const_cast<std::uint8_t*>(self->data) + record::nulls_at(record::header_of(self->data));
  for (const RecordField& field : cls.fields) {
    if (put_in_place(self, nulls, field, values[field.index])) continue;
    Py_DECREF(made);
    return nullptr;
  }
  return made;
}

}  // namespace

PyObject* record_of_values(const RecordClass& cls, PyObject* const* values) {
  if (!cls.blank.empty()) return record_in_place(cls, values);
  Writer writer(*cls.schema);
  for (const RecordField& field : cls.fields) {
    PyObject* value = values[field.index];
    if (value != nullptr && !write_value(writer, field, value)) return nullptr;
  }
  const auto made = writer.finish();
  if (made) return copied_record(cls, *made);
  if (made.error().code == Errc::limit) {
    set_python_error(made.error());
  } else {
    PyErr_Format(PyExc_TypeError, "%s(): %s", cls.name.c_str(), made.error().message.c_str());
  }
  return nullptr;
}

namespace {

// The constructor's arguments by place: fields, then addon fields.
class Arguments {
 public:
  explicit Arguments(const RecordClass& cls) : cls_(cls), count_(cls.fields.size() + cls.addon_names.size()) {
    if (count_ > few_.size()) {
      many_.resize(count_);
      values_ = many_.data();
    } else {
      std::fill_n(values_, count_, nullptr);
    }
  }
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;
  ~Arguments() = default;

  PyObject* const* values() const noexcept { return values_; }
  PyObject* addon(std::size_t i) const noexcept { return values_[cls_.fields.size() + i]; }

  bool take(PyObject* const* args, std::size_t n, PyObject* names) {
    if (n > cls_.fields.size()) {
      PyErr_Format(PyExc_TypeError, "%s(): expected at most %zu positional arguments, found %zu", cls_.name.c_str(),
                   cls_.fields.size(), n);
      return false;
    }
    std::copy_n(args, n, values_);
    const Py_ssize_t named = names == nullptr ? 0 : PyTuple_GET_SIZE(names);
    for (Py_ssize_t i = 0; i < named; ++i) {
      if (!take_named(PyTuple_GET_ITEM(names, i), args[n + static_cast<std::size_t>(i)],
                      n + static_cast<std::size_t>(i))) {
        return false;
      }
    }
    return true;
  }

 private:
  PyObject* name(std::size_t i) const noexcept {
    return i < cls_.fields.size() ? cls_.fields[i].name.get() : cls_.addon_names[i - cls_.fields.size()].get();
  }

  // Names in a call are interned as ours are, and most often stand in their order: at `hint`.
  std::size_t find(PyObject* wanted, std::size_t hint) const {
    if (hint < count_ && name(hint) == wanted) return hint;
    for (std::size_t i = 0; i < count_; ++i) {
      if (name(i) == wanted) return i;
    }
    for (std::size_t i = 0; i < count_; ++i) {
      if (PyUnicode_Compare(name(i), wanted) == 0) return i;
    }
    return count_;
  }

  bool take_named(PyObject* wanted, PyObject* value, std::size_t hint) {
    const std::size_t i = find(wanted, hint);
    if (i == count_) {
      PyErr_Format(PyExc_TypeError, "%s(): expected names of its fields, found %R", cls_.name.c_str(), wanted);
    } else if (values_[i] != nullptr) {
      PyErr_Format(PyExc_TypeError, "%s(): expected one value for %R, found several", cls_.name.c_str(), wanted);
    } else {
      values_[i] = value;
      return true;
    }
    return false;
  }

  const RecordClass& cls_;
  std::size_t count_;
  std::array<PyObject*, 32> few_;
  std::vector<PyObject*> many_;
  PyObject** values_ = few_.data();
};

void set_addons(PyObject* self, const RecordClass& cls, const Arguments& arguments) {
  for (std::size_t i = 0; i < cls.addon_names.size(); ++i) {
    if (arguments.addon(i) == nullptr) continue;
    auto* place = reinterpret_cast<PyObject**>(reinterpret_cast<char*>(self) + cls.members[i].offset);
    Py_XSETREF(*place, Py_NewRef(arguments.addon(i)));
  }
}

}  // namespace

PyObject* construct_record(PyObject* type, PyObject* const* args, std::size_t flagged, PyObject* names) {
  const RecordClass& cls = class_of(reinterpret_cast<PyTypeObject*>(type));
  const auto n = static_cast<std::size_t>(PyVectorcall_NARGS(flagged));
  if (names == nullptr && n == cls.fields.size()) return record_of_values(cls, args);
  Arguments arguments(cls);
  if (!arguments.take(args, n, names)) return nullptr;
  PyObject* self = record_of_values(cls, arguments.values());
  if (self != nullptr && !cls.addon_names.empty()) set_addons(self, cls, arguments);
  return self;
}

}  // namespace wirespeed::python
