// wirespeed._native._neo4j: what python/wirespeed/neo4j/ needs below the official driver.
#include <nanobind/nanobind.h>

#include <algorithm>
#include <cstring>

#include "neo4j_driver.hpp"
#include "neo4j_messages.hpp"
#include "packstream_packer.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

void set_parts(const nb::kwargs& parts) {
  if (!set_driver(parts.ptr())) throw nb::python_error();
}

Version version_of(int version) { return version == 1 ? Version::v1 : Version::v2; }

// | size u16 | chunk | ... | 00 00 |, at the end of `wire`
void append_chunks(PyObject* wire, ByteView message, std::size_t max_chunk) {
  const std::size_t chunks = (message.size() + max_chunk - 1) / max_chunk;
  const Py_ssize_t before = PyByteArray_GET_SIZE(wire);
  if (PyByteArray_Resize(wire, before + static_cast<Py_ssize_t>(message.size() + 2 * chunks + 2)) != 0) {
    throw nb::python_error();
  }
  auto* at = reinterpret_cast<std::uint8_t*>(PyByteArray_AS_STRING(wire)) + before;
  while (!message.empty()) {
    const ByteView chunk = message.first(std::min(max_chunk, message.size()));
    at = packstream::store_be(at, static_cast<std::uint16_t>(chunk.size()));
    std::memcpy(at, chunk.data(), chunk.size());
    at += chunk.size();
    message = message.subspan(chunk.size());
  }
  packstream::store_be(at, std::uint16_t{0});
}

// A message, packed and in chunks, at the end of the bytearray; which is as it was when packing fails.
void append_message(nb::handle wire, const nb::bytes& tag, nb::handle fields, nb::handle hooks, std::size_t max_chunk,
                    int version) {
  if (!PyByteArray_Check(wire.ptr())) throw nb::type_error("append_message: expected a bytearray");
  if (tag.size() != 1) throw nb::value_error("Structure signature must be a single byte value");
  if (max_chunk < 1 || max_chunk > UINT16_MAX) throw nb::value_error("append_message: a chunk has 1 to 65535 bytes");
  const auto list = nb::steal(PySequence_List(fields.ptr()));
  if (!list.is_valid()) throw nb::python_error();
  Packer packer(hooks.is_none() ? nullptr : hooks.ptr(), version_of(version), true);
  if (!packer.structure(static_cast<std::uint8_t>(tag.c_str()[0]), list.ptr())) throw nb::python_error();
  append_chunks(wire.ptr(), {packer.data(), packer.size()}, max_chunk);
}

}  // namespace

void bind_neo4j(nb::module_& m) {
  nb::module_ own = m.def_submodule("_neo4j", "For wirespeed.neo4j.");
  own.def("set_driver", &set_parts);
  own.def("append_message", &append_message, nb::arg("wire"), nb::arg("tag"), nb::arg("fields"),
          nb::arg("hooks").none(), nb::arg("max_chunk"), nb::arg("packstream_version"));
  nb::class_<Messages>(own, "Messages")
      .def(nb::init<int>(), nb::arg("packstream_version"))
      .def("receive", &Messages::receive)
      .def("feed", &Messages::feed)
      .def("ready", &Messages::ready)
      .def("empty", &Messages::empty)
      .def("pop", &Messages::pop, nb::arg("hooks").none())
      .def("records", &Messages::records, nb::arg("hooks").none(), nb::arg("keys"), nb::arg("result"))
      .def_prop_ro("noops", &Messages::noops);
}

}  // namespace wirespeed::python
