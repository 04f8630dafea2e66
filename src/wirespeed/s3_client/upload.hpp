// Writes one object of any size: in one request when it is small, in parts that go out at the same time when it is not.
// Whoever reads the object sees it whole or not at all; when a part fails the upload is aborted, so that nothing of it
// stays with the server.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wirespeed/s3/multipart_requests.hpp"
#include "wirespeed/s3/upload_plan.hpp"
#include "wirespeed/s3_client/call.hpp"
#include "wirespeed/s3_client/exchange_pool.hpp"
#include "wirespeed/s3_client/get_objects.hpp"
#include "wirespeed/s3_client/part_source.hpp"
#include "wirespeed/s3_client/upload_completion.hpp"
#include "wirespeed/s3_client/write_options.hpp"

namespace wirespeed::s3_client {

class UploadedPart;

class Upload final : public Operation {
 public:
  // `source` is borrowed.
  Upload(std::string bucket, std::string key, PartSource& source, WriteOptions options, PartOptions parts = {});
  ~Upload() override;

  Exchange* next() override;
  void ended(Exchange& exchange) override;
  bool satisfied() const override { return state_ == State::ended; }

  // Aborts what has begun on the server.
  bool tidy() override;

  // What the server said of the object: its ETag, its version. REQUIRES: no error.
  const s3::ObjectInfo& info() const noexcept { return info_; }

 private:
  friend class UploadedPart;

  //   reading -> single ------------------------> ended
  //           -> creating -> parts -> completing -> ended
  //                               \-> aborting   -> ended
  enum class State : std::uint8_t { reading, single, creating, parts, completing, aborting, ended };

  Exchange* begin_sending();
  Exchange* create();
  Exchange* next_part();
  Exchange* close();
  Exchange* complete();
  Exchange* abort();
  void ended_completion();
  Exchange* call(CallSteps steps, State state);
  void ended_call();
  Exchange* send(UploadedPart& part);
  bool may_send() const noexcept;
  // Has the next part in read_ahead_; false: there is none, or its source failed.
  bool read_part();

  std::string bucket_;
  std::string key_;
  PartSource& source_;
  WriteOptions options_;
  s3::GrowingParts sizes_;
  unsigned at_once_;  // 0: as many as there are connections, and memory allows
  State state_ = State::reading;

  std::string upload_id_;
  Buffer read_ahead_;
  bool has_read_ahead_ = false;
  bool source_is_empty_ = false;
  std::vector<s3::CompletedPart> completed_;  // number n at n - 1
  std::size_t under_way_ = 0;
  std::uint64_t held_ = 0;  // bytes under way
  ExchangePool<UploadedPart> pool_;
  std::unique_ptr<CallExchange> call_;
  std::optional<UploadCompletion> completion_;
  s3::ObjectInfo info_;
};

}  // namespace wirespeed::s3_client
