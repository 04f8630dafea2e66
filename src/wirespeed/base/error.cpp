#include "wirespeed/base/error.hpp"

#include <system_error>

namespace wirespeed {

const char* to_string(Errc code) noexcept {
  switch (code) {
    case Errc::invalid_argument:
      return "invalid_argument";
    case Errc::malformed:
      return "malformed";
    case Errc::truncated:
      return "truncated";
    case Errc::corrupt:
      return "corrupt";
    case Errc::unsupported:
      return "unsupported";
    case Errc::limit:
      return "limit";
    case Errc::not_found:
      return "not_found";
    case Errc::io:
      return "io";
    case Errc::cancelled:
      return "cancelled";
    case Errc::deadline:
      return "deadline";
  }
  return "unknown";
}

std::string errno_text(int error_number) { return std::generic_category().message(error_number); }

}  // namespace wirespeed
