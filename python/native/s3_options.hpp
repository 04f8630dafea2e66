// What Python says of a call to S3, as the client takes it. Names and values are checked: what is unknown is an error.
#pragma once

#include <nanobind/nanobind.h>

#include "wirespeed/s3/object_requests.hpp"
#include "wirespeed/s3_client/get_objects.hpp"
#include "wirespeed/s3_client/write_options.hpp"

namespace wirespeed::python {

// None, (begin, end), (begin, None) or (-last, None); half-open.
s3::ByteRange byte_range(nanobind::handle range);

s3::GetOptions get_options(const nanobind::dict& said);
s3_client::WriteOptions write_options(const nanobind::dict& said);
s3::CopyOptions copy_options(const nanobind::dict& said);
s3::DeleteOptions delete_options(const nanobind::dict& said);

}  // namespace wirespeed::python
