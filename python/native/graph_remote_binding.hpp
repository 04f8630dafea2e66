// Walks over providers, for Python; bind_graph_remote.cpp has providers and caches.
#pragma once

#include <nanobind/nanobind.h>

namespace wirespeed::python {

// REQUIRES: RemoteProvider and NodeCache are bound
void bind_remote_walks(nanobind::module_& m);

}  // namespace wirespeed::python
