// What was received, as an object with the buffer protocol: the bytes stay where they were received.
#pragma once

#include <nanobind/nanobind.h>

#include "wirespeed/s3_client/buffers.hpp"

namespace wirespeed::python {

// A new wirespeed.s3.Buffer.
nanobind::object s3_buffer(s3_client::Buffer buffer);

void bind_s3_buffer(nanobind::module_& m);

}  // namespace wirespeed::python
