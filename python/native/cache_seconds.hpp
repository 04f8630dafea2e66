// What Python says of an entry, as the cache has it. Each returns false with an error set.
#pragma once

#include "cache_objects.hpp"

namespace wirespeed::python {

// Seconds; None is `none`, and what is beyond a lifetime has no end.
bool seconds_of(PyObject* object, cache::Nanos none, cache::Nanos& duration);

// `size` in bytes, and what the entry itself takes; 1 where the cache counts entries.
bool weight_of(PyObject* cache, PyObject* size, std::size_t key_size, std::uint64_t& weight);

// A tuple of str.
bool tags_of(PyObject* cache, PyObject* names, cache::TagSet& tags);

}  // namespace wirespeed::python
