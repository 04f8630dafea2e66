#include "s3_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using s3_client::Buffer;

int get_buffer(PyObject* self, Py_buffer* view, int flags) {
  const auto* buffer = nb::inst_ptr<Buffer>(nb::handle(self));
  const auto size = static_cast<Py_ssize_t>(buffer->bytes.size());
  return PyBuffer_FillInfo(view, self, buffer->bytes.data(), size, 0, flags);
}

PyType_Slot slots[] = {{Py_bf_getbuffer, reinterpret_cast<void*>(get_buffer)}, {0, nullptr}};

nb::bytes to_bytes(const Buffer& buffer) { return nb::bytes(buffer.bytes.data(), buffer.bytes.size()); }

bool equal(const Buffer& buffer, nb::handle other) {
  Py_buffer view;
  if (PyObject_GetBuffer(other.ptr(), &view, PyBUF_SIMPLE) != 0) {
    PyErr_Clear();
    return false;
  }
  const auto size = static_cast<std::size_t>(view.len);
  const bool same = size == buffer.bytes.size() && (size == 0 || std::memcmp(view.buf, buffer.bytes.data(), size) == 0);
  PyBuffer_Release(&view);
  return same;
}

// A copy of what has the buffer protocol.
void copy_from(Buffer* self, nb::handle data) {
  Py_buffer view;
  if (PyObject_GetBuffer(data.ptr(), &view, PyBUF_SIMPLE) != 0) throw nb::python_error();
  const auto release = [](Py_buffer* held) { PyBuffer_Release(held); };
  const std::unique_ptr<Py_buffer, decltype(release)> held(&view, release);
  const auto size = static_cast<std::size_t>(view.len);
  new (self) Buffer(size == 0 ? Buffer() : s3_client::Arena().take(size));
  if (size > 0) std::memcpy(self->bytes.data(), view.buf, size);
}

// Its bytes; for protocol 5 where they are, so that whoever sends them elsewhere need not copy them first.
nb::object reduced(nb::handle self, int protocol) {
  nb::object bytes = protocol >= 5 ? nb::steal(PyPickleBuffer_FromObject(self.ptr()))
                                   : nb::object(to_bytes(*nb::inst_ptr<Buffer>(self)));
  if (!bytes.is_valid()) throw nb::python_error();
  return nb::make_tuple(self.type(), nb::make_tuple(bytes));
}

nb::object item(nb::handle self, nb::handle key) {
  const nb::object view = nb::steal(PyMemoryView_FromObject(self.ptr()));
  if (!view.is_valid()) throw nb::python_error();
  const nb::object found = view[key];
  return PySlice_Check(key.ptr()) ? nb::object(nb::bytes(nb::steal<nb::bytes>(PyBytes_FromObject(found.ptr()))))
                                  : found;
}

}  // namespace

nb::object s3_buffer(Buffer buffer) { return nb::cast(std::move(buffer)); }

void bind_s3_buffer(nb::module_& m) {
  nb::class_<Buffer>(
      m, "Buffer", nb::type_slots(slots),
      "Bytes where they were received: anything that takes the buffer protocol takes them without a copy, "
      "as numpy.frombuffer(buffer, 'u1'), memoryview(buffer) or a file's write(). ``bytes(buffer)`` copies. "
      "Small objects that came in one call share memory, which lives as long as one of them does.")
      .def(nb::init<>(), "Of no bytes.")
      .def("__init__", copy_from, "data"_a, "Of a copy of these bytes.")
      .def("__reduce_ex__", reduced, "protocol"_a)
      .def("__len__", [](const Buffer& self) { return self.bytes.size(); })
      .def("__bytes__", to_bytes)
      .def("tobytes", to_bytes, "A copy, as bytes.")
      .def("__eq__", equal, "other"_a, "Whether another object with the buffer protocol has the same bytes.")
      .def("__getitem__", item, "key"_a, "As of bytes: a number, or a copy of a slice.")
      .def("__repr__",
           [](const Buffer& self) { return nb::str("<wirespeed.s3.Buffer of {} bytes>").format(self.bytes.size()); });
}

}  // namespace wirespeed::python
