#include "wirespeed/bolt/protocol.hpp"

#include <fmt/format.h>

namespace wirespeed::bolt {

std::string ProtocolVersion::text() const { return fmt::format("{}.{}", major, minor); }

packstream::Version ProtocolVersion::packstream() const noexcept {
  return *this >= kBolt61 ? packstream::Version::v2 : packstream::Version::v1;
}

bool is_supported(ProtocolVersion version) noexcept {
  return version == kBolt44 || (version >= kBolt50 && version <= kBolt58) || version == kBolt60 || version == kBolt61;
}

const char* to_string(Request request) noexcept {
  switch (request) {
    case Request::hello:
      return "HELLO";
    case Request::goodbye:
      return "GOODBYE";
    case Request::reset:
      return "RESET";
    case Request::run:
      return "RUN";
    case Request::begin:
      return "BEGIN";
    case Request::commit:
      return "COMMIT";
    case Request::rollback:
      return "ROLLBACK";
    case Request::discard:
      return "DISCARD";
    case Request::pull:
      return "PULL";
    case Request::telemetry:
      return "TELEMETRY";
    case Request::route:
      return "ROUTE";
    case Request::logon:
      return "LOGON";
    case Request::logoff:
      return "LOGOFF";
  }
  return "no request";
}

const char* to_string(Response response) noexcept {
  switch (response) {
    case Response::success:
      return "SUCCESS";
    case Response::record:
      return "RECORD";
    case Response::ignored:
      return "IGNORED";
    case Response::failure:
      return "FAILURE";
  }
  return "no response";
}

}  // namespace wirespeed::bolt
