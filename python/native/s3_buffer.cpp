#include "s3_buffer.hpp"

#include <algorithm>
#include <cstring>

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
      .def("__len__", [](const Buffer& self) { return self.bytes.size(); })
      .def("__bytes__", to_bytes)
      .def("tobytes", to_bytes, "A copy, as bytes.")
      .def("__eq__", equal, "other"_a, "Whether another object with the buffer protocol has the same bytes.")
      .def("__getitem__", item, "key"_a, "As of bytes: a number, or a copy of a slice.")
      .def("__repr__",
           [](const Buffer& self) { return nb::str("<wirespeed.s3.Buffer of {} bytes>").format(self.bytes.size()); });
}

}  // namespace wirespeed::python
