// Calls that read objects.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "s3_call.hpp"
#include "wirespeed/s3_client/buffers.hpp"
#include "wirespeed/s3_client/get_objects.hpp"

namespace wirespeed::python {

// What several calls that read ranges of one object, on one reactor, know of it in common.
using SharedHandle = std::shared_ptr<s3_client::SharedObject>;

// One object, whole or a range, into memory of its own or the caller's.
std::shared_ptr<S3Call> get_call(std::string bucket, std::string key, s3::GetOptions options,
                                 std::optional<HeldBuffer> into, s3_client::PartOptions parts,
                                 SharedHandle of = nullptr);

// Many objects: a list of buffers in the order of `keys`, with exceptions where `on_error` says to go on.
std::shared_ptr<S3Call> get_many_call(std::string bucket, std::vector<std::string> keys, s3::GetOptions options,
                                      s3_client::OnError on_error, s3_client::PartOptions parts);

// Several ranges of one object: a list of buffers in the order of `ranges`, which are joined where they are near.
std::shared_ptr<S3Call> get_ranges_call(std::string bucket, std::string key, const std::vector<s3::ByteRange>& ranges,
                                        s3::GetOptions options);

// An object in buffers, a few of them on their way.
class S3Stream {
 public:
  S3Stream(std::shared_ptr<s3_client::Client> client, std::string bucket, std::string key, s3::GetOptions options,
           s3_client::PartOptions parts);
  ~S3Stream();

  // The next buffer, or None at the end. Waits.
  nanobind::object next(const Limits& limits);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wirespeed::python
