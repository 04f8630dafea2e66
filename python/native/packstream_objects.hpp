// PackStream with Python objects on the other side: what pack(), unpack() and Structure share. Raw C API, for these are
// called a million times a second; nanobind only hosts the module.
#pragma once

#include <Python.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wirespeed/packstream/format.hpp"

namespace wirespeed::python {

using packstream::Version;

// Levels of nesting that pack() and unpack() allow whatever sys.setrecursionlimit() says: what the C stack of a thread
// holds with room to spare.
inline constexpr std::uint32_t kMaxObjectDepth = 10'000;

// Python's Structure: a tag of one byte, and a list of fields that may be changed in place. `fields` is null only
// between allocation and construction.
struct StructureObject {
  PyObject_HEAD PyObject* fields;
  std::uint8_t tag;
};

// The type, made at import. The reference is borrowed and lives as long as the interpreter.
PyTypeObject* structure_type() noexcept;
// Makes it; nullptr with an error set. To be called once.
PyObject* make_structure_type();

inline bool is_structure(PyObject* object) noexcept { return PyObject_TypeCheck(object, structure_type()) != 0; }
inline StructureObject* as_structure(PyObject* object) noexcept { return reinterpret_cast<StructureObject*>(object); }

// A Structure that has this list for its fields. A new reference, or nullptr with an error set.
PyObject* structure_of_fields(std::uint8_t tag, PyObject* fields);

// Text from UTF-8. A new reference, or nullptr with a UnicodeDecodeError set.
PyObject* new_text(std::string_view utf8);

// The same for keys of maps, of which there are few and often the same: they are remembered.
PyObject* new_key(std::string_view utf8);

// uuid.UUID, imported at the first call. Borrowed, or nullptr with an error set.
PyObject* uuid_type();

// The packers and unpackers, as METH_FASTCALL | METH_KEYWORDS has them.
template <Version version>
PyObject* pack(PyObject* self, PyObject* const* args, Py_ssize_t count, PyObject* names);
template <Version version>
PyObject* unpack(PyObject* self, PyObject* const* args, Py_ssize_t count, PyObject* names);
PyObject* swap_endian(PyObject* self, PyObject* const* args, Py_ssize_t count);

// Arguments by position and by name. `out` has a slot for each of `parameters`; missing ones are left as they are.
// False with a TypeError set.
bool take_arguments(const char* function, const char* const* parameters, std::size_t parameter_count,
                    std::size_t required, PyObject* const* args, Py_ssize_t count, PyObject* names, PyObject** out);

}  // namespace wirespeed::python
