// Calls that write objects.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "s3_call.hpp"
#include "wirespeed/s3_client/put_objects.hpp"

namespace wirespeed::python {

// Each in one request: a list of infos in the order of `items`, with exceptions where `on_error` says to go on.
std::shared_ptr<S3Call> put_many_call(std::string bucket, std::vector<std::pair<std::string, HeldBuffer>> items,
                                      s3_client::WriteOptions options, s3_client::OnError on_error);

// One object of any size. `data` has a buffer, or is an int (a descriptor that is read to its end), or an iterable of
// what has a buffer. Result: an info's dict.
std::shared_ptr<S3Call> put_call(std::string bucket, std::string key, nanobind::handle data,
                                 s3_client::WriteOptions options, s3_client::PartOptions parts);

}  // namespace wirespeed::python
