#include "wirespeed/s3/retry.hpp"

#include <algorithm>
#include <array>

namespace wirespeed::s3 {
namespace {

struct Class {
  std::string_view code;
  Retry retry;
  std::string_view advice = {};
};

constexpr std::string_view kLater = "wait, or have fewer requests under way";
constexpr std::string_view kClock = "set this machine's clock";
constexpr std::string_view kRenew = "renew the credentials";
constexpr std::string_view kKeys = "check the access key and the secret key, and that they are this endpoint's";
constexpr std::string_view kRights = "check what the credentials may do with this bucket and key";
constexpr std::string_view kRegion = "set region= or endpoint_url= to where the bucket is";

// Throttling has many names, one for each service that stands before a bucket; those that begin with SlowDown or
// Throttl are not repeated here.
constexpr std::array kClasses = {
    Class{"RequestLimitExceeded", Retry::throttled, kLater},
    Class{"BandwidthLimitExceeded", Retry::throttled, kLater},
    Class{"RequestThrottled", Retry::throttled, kLater},
    Class{"RequestThrottledException", Retry::throttled, kLater},
    Class{"TooManyRequests", Retry::throttled, kLater},
    Class{"TooManyRequestsException", Retry::throttled, kLater},
    Class{"ProvisionedThroughputExceededException", Retry::throttled, kLater},
    Class{"PriorRequestNotComplete", Retry::throttled, kLater},
    Class{"ServiceUnavailable", Retry::throttled, kLater},
    Class{"Busy", Retry::throttled, kLater},

    // The server's own trouble, or the network's: the same request may well succeed.
    Class{"InternalError", Retry::soon},
    Class{"InternalFailure", Retry::soon},
    Class{"RequestTimeout", Retry::soon},           // the body came too slowly, or its connection was lost
    Class{"RequestTimeoutException", Retry::soon},  //
    Class{"IncompleteBody", Retry::soon},           // the server saw less of it than was announced
    Class{"BadDigest", Retry::soon},                // the body changed on its way
    Class{"XAmzContentChecksumMismatch", Retry::soon},
    Class{"XAmzContentSHA256Mismatch", Retry::soon},
    Class{"OperationAborted", Retry::soon},            // another request changes the same thing right now
    Class{"ConditionalRequestConflict", Retry::soon},  // likewise, under If-Match or If-None-Match
    Class{"BadGateway", Retry::soon},
    Class{"GatewayTimeout", Retry::soon},

    Class{"PermanentRedirect", Retry::elsewhere, kRegion},
    Class{"TemporaryRedirect", Retry::elsewhere, kRegion},
    Class{"Redirect", Retry::elsewhere, kRegion},
    Class{"IncorrectEndpoint", Retry::elsewhere, kRegion},

    Class{"ExpiredToken", Retry::refresh, kRenew},
    Class{"ExpiredTokenException", Retry::refresh, kRenew},
    Class{"TokenRefreshRequired", Retry::refresh, kRenew},
    Class{"InvalidToken", Retry::refresh, kRenew},  // AWS says so, too, where a role's token was renewed a moment ago
    Class{"RequestTimeTooSkewed", Retry::refresh, kClock},
    Class{"RequestExpired", Retry::refresh, kClock},

    // Refusals that people meet most, and what they can do.
    Class{"AccessDenied", Retry::never, kRights},
    Class{"Forbidden", Retry::never, kRights},
    Class{"AllAccessDisabled", Retry::never, kRights},
    Class{"InvalidAccessKeyId", Retry::never, kKeys},
    Class{"SignatureDoesNotMatch", Retry::never, kKeys},
    Class{"Unauthorized", Retry::never, kKeys},
    Class{"NoSuchBucket", Retry::never, "check the bucket's name, and the endpoint"},
    Class{"NoSuchKey", Retry::never, "check the key: it is compared byte by byte, a slash at its front included"},
    Class{"NoSuchUpload", Retry::never, "begin the upload anew: this one was completed, aborted or has expired"},
    Class{"InvalidRange", Retry::never, "ask for bytes that the object has"},
    Class{"PreconditionFailed", Retry::never, "read the object again: it is not the one that was expected"},
    Class{"EntityTooSmall", Retry::never, "make all parts but the last at least 5 MiB"},
    Class{"EntityTooLarge", Retry::never, "upload it in parts: one put takes 5 GiB"},
    Class{"InvalidObjectState", Retry::never, "restore the object from its archive first"},
    Class{"NotImplemented", Retry::never, "this server does not have the operation, or one of its options"},
};

const Class* class_of(std::string_view code) noexcept {
  const auto* const found = std::ranges::find(kClasses, code, &Class::code);
  return found == kClasses.end() ? nullptr : found;
}

bool is_throttling(std::string_view code) noexcept {
  return code.starts_with("SlowDown") || code.starts_with("Throttl");
}

// What is no code of S3's: a gateway's answer, or one without a body.
Retry retry_of_status(int status) noexcept {
  if (status == 429 || status == 503) return Retry::throttled;
  if (status == 301 || status == 302 || status == 307 || status == 308) return Retry::elsewhere;
  if (status == 408) return Retry::soon;
  return status >= 500 && status != 501 && status != 505 ? Retry::soon : Retry::never;
}

// Refusals of whoever asked in a region that is not the bucket's: to be followed only when they say where it is.
// A HEAD's has no body, and then no code, but a field that tells the region.
bool is_misplaced(const Refusal& refusal) noexcept {
  if (refusal.region.empty()) return false;
  return refusal.code == "AuthorizationHeaderMalformed" || refusal.code == "IllegalLocationConstraintException" ||
         refusal.code == "InvalidRegionName" || (refusal.status == 400 && refusal.code == code_of_status(400));
}

struct StatusCode {
  int status;
  std::string_view code;
};
constexpr std::array kStatusCodes = {
    StatusCode{301, "PermanentRedirect"},
    StatusCode{302, "Redirect"},
    StatusCode{304, "NotModified"},
    StatusCode{307, "TemporaryRedirect"},
    StatusCode{308, "PermanentRedirect"},
    StatusCode{400, "BadRequest"},
    StatusCode{401, "Unauthorized"},
    StatusCode{403, "Forbidden"},
    StatusCode{404, "NotFound"},
    StatusCode{405, "MethodNotAllowed"},
    StatusCode{407, "ProxyAuthenticationRequired"},
    StatusCode{408, "RequestTimeout"},
    StatusCode{409, "Conflict"},
    StatusCode{411, "MissingContentLength"},
    StatusCode{412, "PreconditionFailed"},
    StatusCode{413, "EntityTooLarge"},
    StatusCode{416, "InvalidRange"},
    StatusCode{429, "TooManyRequests"},
    StatusCode{500, "InternalError"},
    StatusCode{501, "NotImplemented"},
    StatusCode{502, "BadGateway"},
    StatusCode{503, "ServiceUnavailable"},
    StatusCode{504, "GatewayTimeout"},
};

}  // namespace

Retry retry_of(const Refusal& refusal) noexcept {
  if (is_misplaced(refusal)) return Retry::elsewhere;
  if (is_throttling(refusal.code)) return Retry::throttled;
  const Class* const known = class_of(refusal.code);
  return known != nullptr ? known->retry : retry_of_status(refusal.status);
}

std::string_view advice_for(const Refusal& refusal) noexcept {
  if (is_misplaced(refusal)) return kRegion;
  if (is_throttling(refusal.code)) return kLater;
  const Class* const known = class_of(refusal.code);
  return known != nullptr ? known->advice : std::string_view();
}

std::string_view code_of_status(int status) noexcept {
  const auto* const found = std::ranges::find(kStatusCodes, status, &StatusCode::status);
  return found != kStatusCodes.end() ? found->code : std::string_view("UnknownStatus");
}

}  // namespace wirespeed::s3
