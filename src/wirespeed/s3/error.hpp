// What can go wrong between a client and S3: a wirespeed::Error, and with it what the server said.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace wirespeed::s3 {

// An answer that says no. What was not sent is empty.
struct Refusal {
  int status = 0;
  std::string code;  // "NoSuchKey"; for an answer without a body what its status means, as "NotFound" for 404
  bool named_by_status = false;  // the latter
  std::string message;
  std::string request_id;
  std::string host_id;
  std::string region;    // where the bucket is, when we asked in the wrong place
  std::string endpoint;  // likewise
};

// Whether another attempt may end otherwise, and how long to wait for it.
enum class Retry : std::uint8_t {
  never,
  soon,       // a connection that broke, 500, 502, 504, RequestTimeout, a body that does not fit its checksum
  throttled,  // 503, 429, SlowDown: the server has too much to do
  elsewhere,  // the bucket is in another region or behind another endpoint: Refusal says where
  refresh,    // the credentials are too old, or the clock is not the server's: get others, or its time, then soon
};

struct Error : wirespeed::Error {
  enum class Kind : std::uint8_t {
    other,        // `code` says it: the caller's mistake, a deadline, bytes that are not the protocol
    server,       // `refusal` says it
    credentials,  // none were found, or their source failed
    changed,      // the object is no longer the one whose parts were read
    unavailable,  // no connection could be made, or it was lost, and attempts are used up
  };

  Kind kind = Kind::other;
  Retry retry = Retry::never;
  std::chrono::seconds retry_after{0};  // the server asks not to be asked sooner
  std::shared_ptr<const Refusal> refusal = nullptr;

  Error(wirespeed::Error error, Kind of = Kind::other, Retry again = Retry::never)  // NOLINT: carried up like its base
      : wirespeed::Error(std::move(error)), kind(of), retry(again) {}

  int status() const noexcept { return refusal ? refusal->status : 0; }
  std::string_view server_code() const noexcept {
    return refusal ? std::string_view(refusal->code) : std::string_view();
  }
};

template <typename T>
using Outcome = std::expected<T, Error>;

}  // namespace wirespeed::s3
