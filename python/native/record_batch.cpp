#include "record_batch.hpp"

#include <new>

#include "errors.hpp"
#include "record_arguments.hpp"
#include "record_source.hpp"

namespace wirespeed::python {
namespace {

using Begins = std::shared_ptr<const std::vector<std::size_t>>;

// Some records in a row of those that `begins` knows.
struct BatchObject {
  PyObject_HEAD const RecordClass* cls;
  PyObject* type;   // the class of the records
  PyObject* owner;  // of the bytes
  const std::uint8_t* data;
  Begins begins;  // where each begins in the data, and the end
  std::size_t first;
  std::size_t count;
};

PyTypeObject* batch_type = nullptr;

BatchObject* as_batch(PyObject* object) noexcept { return reinterpret_cast<BatchObject*>(object); }

ByteView bytes_of_all(const BatchObject* self) noexcept {
  const std::size_t begin = (*self->begins)[self->first];
  return {self->data + begin, (*self->begins)[self->first + self->count] - begin};
}

ByteView record_at(const BatchObject* self, std::size_t i) noexcept {
  const std::size_t begin = (*self->begins)[self->first + i];
  return {self->data + begin, (*self->begins)[self->first + i + 1] - begin};
}

PyObject* make(const RecordClass& cls, PyObject* owner, const std::uint8_t* data, Begins begins, std::size_t first,
               std::size_t count) {
  auto* self = PyObject_GC_New(BatchObject, batch_type);
  if (self == nullptr) return nullptr;
  self->cls = &cls;
  self->type = Py_NewRef(reinterpret_cast<PyObject*>(cls.type));
  self->owner = Py_NewRef(owner);
  self->data = data;
  new (&self->begins) Begins(std::move(begins));
  self->first = first;
  self->count = count;
  PyObject_GC_Track(reinterpret_cast<PyObject*>(self));
  return reinterpret_cast<PyObject*>(self);
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(as_batch(self)->type);
  Py_VISIT(as_batch(self)->owner);
  return 0;
}

void destroy(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  as_batch(self)->begins.~Begins();
  Py_XDECREF(as_batch(self)->owner);
  Py_XDECREF(as_batch(self)->type);
  PyObject_GC_Del(self);
  Py_DECREF(type);
}

Py_ssize_t length(PyObject* self) { return static_cast<Py_ssize_t>(as_batch(self)->count); }

PyObject* item(PyObject* self, Py_ssize_t i) {
  const BatchObject* batch = as_batch(self);
  if (i < 0 || static_cast<std::size_t>(i) >= batch->count) {
    PyErr_SetString(PyExc_IndexError, "record batch: there is no such record");
    return nullptr;
  }
  return shared_record(*batch->cls, batch->owner, record_at(batch, static_cast<std::size_t>(i)));
}

// Records one behind the other, copied into bytes of their own.
template <typename Record>
PyObject* joined(const RecordClass& cls, std::size_t n, Record record) {
  auto begins = std::make_shared<std::vector<std::size_t>>(n + 1);
  for (std::size_t i = 0; i < n; ++i) (*begins)[i + 1] = (*begins)[i] + record(i).size();
  const Owned bytes(PyBytes_FromStringAndSize(nullptr, static_cast<Py_ssize_t>(begins->back())));
  if (!bytes) return nullptr;
  auto* to = reinterpret_cast<std::uint8_t*>(PyBytes_AS_STRING(bytes.get()));
  for (std::size_t i = 0; i < n; ++i) std::memcpy(to + (*begins)[i], record(i).data(), record(i).size());
  return make(cls, bytes.get(), to, std::move(begins), 0, n);
}

PyObject* slice_of(PyObject* self, PyObject* slice) {
  const BatchObject* batch = as_batch(self);
  Py_ssize_t start = 0;
  Py_ssize_t stop = 0;
  Py_ssize_t step = 0;
  if (PySlice_Unpack(slice, &start, &stop, &step) != 0) return nullptr;
  const Py_ssize_t n = PySlice_AdjustIndices(length(self), &start, &stop, step);
  const auto count = static_cast<std::size_t>(n);
  if (step == 1 || n == 0) {
    const std::size_t first = n == 0 ? 0 : static_cast<std::size_t>(start);
    return make(*batch->cls, batch->owner, batch->data, batch->begins, batch->first + first, count);
  }
  return joined(*batch->cls, count, [&](std::size_t i) {
    return record_at(batch, static_cast<std::size_t>(start + static_cast<Py_ssize_t>(i) * step));
  });
}

PyObject* subscript(PyObject* self, PyObject* key) {
  if (PySlice_Check(key)) return slice_of(self, key);
  const Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
  if (i == -1 && PyErr_Occurred() != nullptr) return nullptr;
  return item(self, i < 0 ? i + length(self) : i);
}

int get_buffer(PyObject* self, Py_buffer* view, int flags) {
  const ByteView bytes = bytes_of_all(as_batch(self));
  return PyBuffer_FillInfo(view, self, const_cast<std::uint8_t*>(bytes.data()), static_cast<Py_ssize_t>(bytes.size()),
                           1, flags);
}

PyObject* to_bytes(PyObject* self, PyObject* /*unused*/) {
  const ByteView bytes = bytes_of_all(as_batch(self));
  PyObject* owner = as_batch(self)->owner;
  if (PyBytes_CheckExact(owner) && PyBytes_GET_SIZE(owner) == static_cast<Py_ssize_t>(bytes.size()))
    return Py_NewRef(owner);
  return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(bytes.data()), static_cast<Py_ssize_t>(bytes.size()));
}

PyObject* reduce(PyObject* self, PyObject* /*unused*/) {
  const Owned module(PyImport_ImportModule("wirespeed.record._core"));
  const Owned restore(module ? PyObject_GetAttrString(module.get(), "restore_batch") : nullptr);
  const Owned bytes(restore ? to_bytes(self, nullptr) : nullptr);
  return bytes ? Py_BuildValue("O(OO)", restore.get(), as_batch(self)->type, bytes.get()) : nullptr;
}

PyObject* compare(PyObject* self, PyObject* other, int operation) {
  if ((operation != Py_EQ && operation != Py_NE) || !is_record_batch(other)) Py_RETURN_NOTIMPLEMENTED;
  const ByteView own = bytes_of_all(as_batch(self));
  const ByteView others = bytes_of_all(as_batch(other));
  const bool are_equal = as_batch(self)->cls == as_batch(other)->cls && text_of(own) == text_of(others);
  return PyBool_FromLong(are_equal == (operation == Py_EQ) ? 1 : 0);
}

PyObject* repr(PyObject* self) {
  const Owned name(PyObject_GetAttrString(as_batch(self)->type, "__qualname__"));
  return name ? PyUnicode_FromFormat("<Batch of %zd %U>", length(self), name.get()) : nullptr;
}

PyObject* get_type(PyObject* self, void* /*closure*/) { return Py_NewRef(as_batch(self)->type); }

PyObject* get_nbytes(PyObject* self, void* /*closure*/) {
  return PyLong_FromSize_t(bytes_of_all(as_batch(self)).size());
}

PyGetSetDef kAttributes[] = {
    {"type", get_type, nullptr, "The class of its records.", nullptr},
    {"nbytes", get_nbytes, nullptr, "How many bytes its records take.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMethodDef kMethods[] = {
    {"__bytes__", to_bytes, METH_NOARGS, nullptr},
    {"__reduce__", reduce, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
PyType_Slot kSlots[] = {
    {Py_tp_doc, const_cast<char*>("Records of one class, one behind the other in one piece of memory.\n\n"
                                  "A sequence whose records and slices share that memory; bytes-like.")},
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy)},
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
    {Py_tp_richcompare, reinterpret_cast<void*>(compare)},
    {Py_tp_hash, reinterpret_cast<void*>(PyObject_HashNotImplemented)},
    {Py_tp_repr, reinterpret_cast<void*>(repr)},
    {Py_tp_iter, reinterpret_cast<void*>(PySeqIter_New)},
    {Py_tp_getset, kAttributes},
    {Py_tp_methods, kMethods},
    {Py_sq_length, reinterpret_cast<void*>(length)},
    {Py_sq_item, reinterpret_cast<void*>(item)},
    {Py_mp_length, reinterpret_cast<void*>(length)},
    {Py_mp_subscript, reinterpret_cast<void*>(subscript)},
    {Py_bf_getbuffer, reinterpret_cast<void*>(get_buffer)},
    {0, nullptr},
};
PyType_Spec kSpec = {"wirespeed.record.Batch", sizeof(BatchObject), 0,
                     Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION, kSlots};

// Whether the records lie one behind the other already, as those of a batch do.
bool are_adjacent(const RecordSource& source) noexcept {
  for (std::size_t i = 1; i < source.size(); ++i) {
    if (source.owner(i) != source.owner(0) ||
        source.record(i).data() != source.record(i - 1).data() + source.record(i - 1).size()) {
      return false;
    }
  }
  return source.size() != 0;
}

PyObject* batch_of(const RecordClass& cls, const RecordSource& source) {
  if (!are_adjacent(source)) {
    return joined(cls, source.size(), [&](std::size_t i) { return source.record(i); });
  }
  auto begins = std::make_shared<std::vector<std::size_t>>(source.size() + 1);
  for (std::size_t i = 0; i < source.size(); ++i) (*begins)[i + 1] = (*begins)[i] + source.record(i).size();
  return make(cls, source.owner(0), source.record(0).data(), std::move(begins), 0, source.size());
}

}  // namespace

PyObject* make_record_batch_type() {
  PyObject* made = PyType_FromSpec(&kSpec);
  batch_type = reinterpret_cast<PyTypeObject*>(made);
  return made;
}

bool is_record_batch(PyObject* object) noexcept { return Py_TYPE(object) == batch_type; }
const RecordClass* batch_class(PyObject* batch) noexcept { return as_batch(batch)->cls; }
std::size_t batch_size(PyObject* batch) noexcept { return as_batch(batch)->count; }
ByteView batch_record(PyObject* batch, std::size_t i) noexcept { return record_at(as_batch(batch), i); }
PyObject* batch_owner(PyObject* batch) noexcept { return as_batch(batch)->owner; }

PyObject* record_batch_over(const RecordClass& cls, PyObject* owner, ByteView bytes, Begins begins) {
  const std::size_t count = begins->size() - 1;
  return make(cls, owner, bytes.data(), std::move(begins), 0, count);
}

PyObject* new_record_batch(PyObject* cls, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  SourceArguments arguments;
  RecordSource source;
  if (!arguments.take("batch", cls, args, n, names) ||
      !source.take(*arguments.cls, arguments.source, arguments.trusted, "batch")) {
    return nullptr;
  }
  return batch_of(*arguments.cls, source);
}

}  // namespace wirespeed::python
