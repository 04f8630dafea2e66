// What S3 says of objects, as Python's dicts: python/wirespeed/s3/_info.py makes its classes of them.
#pragma once

#include <nanobind/nanobind.h>

#include "wirespeed/s3/answer.hpp"
#include "wirespeed/s3/object_info.hpp"

namespace wirespeed::python {

nanobind::dict info_dict(const s3::ObjectInfo& info);

// us since 1970 UTC, or None.
nanobind::object time_or_none(const std::optional<std::int64_t>& time);

}  // namespace wirespeed::python
