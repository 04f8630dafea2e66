// Asking the processor for what a dict holds before it is looked at.
#pragma once

#include <Python.h>

#include <cstddef>

namespace wirespeed::python {

inline constexpr std::size_t kRowTableBytes = 320;   // of ten neighbors
inline constexpr std::size_t kEdgeTableBytes = 192;  // of five attributes

// REQUIRES: a dict
inline void ask_for_table(PyObject* dict, std::size_t bytes) noexcept {
  const auto* const table = reinterpret_cast<const char*>(reinterpret_cast<PyDictObject*>(dict)->ma_keys);
  for (std::size_t at = 0; at < bytes; at += 64) __builtin_prefetch(table + at);
}

}  // namespace wirespeed::python
