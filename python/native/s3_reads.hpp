// Calls that read objects.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "s3_call.hpp"
#include "wirespeed/s3_client/buffers.hpp"
#include "wirespeed/s3_client/get_objects.hpp"

namespace wirespeed::python {

// One object, whole or a range, into memory of its own or the caller's.
std::shared_ptr<S3Call> get_call(std::string bucket, std::string key, s3::GetOptions options,
                                 std::optional<HeldBuffer> into, s3_client::PartOptions parts);

// Many objects: a list of buffers in the order of `keys`, with exceptions where `on_error` says to go on.
std::shared_ptr<S3Call> get_many_call(std::string bucket, std::vector<std::string> keys, s3::GetOptions options,
                                      s3_client::OnError on_error, s3_client::PartOptions parts);

// Several ranges of one object: a list of buffers in the order of `ranges`, which are joined where they are near.
std::shared_ptr<S3Call> get_ranges_call(std::string bucket, std::string key, std::vector<s3::ByteRange> ranges,
                                        s3::GetOptions options);

// An object part by part, a few of them on their way. Made of the answer to the first part's call.
class S3Stream {
 public:
  // [begin, end) of the object, in parts; all of the version that `options` names by its ETag.
  S3Stream(std::shared_ptr<s3_client::Client> client, std::string bucket, std::string key, s3::GetOptions options,
           std::uint64_t begin, std::uint64_t end, s3_client::PartOptions parts);
  ~S3Stream();

  // The next part, or None at the end. Waits.
  nanobind::object next(const Limits& limits);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wirespeed::python
