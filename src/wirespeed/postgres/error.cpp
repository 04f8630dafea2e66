#include "wirespeed/postgres/error.hpp"

namespace wirespeed::postgres {
namespace {

std::string text_of(const Notice& notice) {
  std::string text = fmt::format("{} {}: {}", notice.severity, notice.sqlstate, notice.message);
  if (notice.position > 0) text += fmt::format(" (at character {})", notice.position);
  if (!notice.detail.empty()) text += "; " + notice.detail;
  if (!notice.hint.empty()) text += "; hint: " + notice.hint;
  return text;
}

// Classes of SQLSTATE: 28 is authorization that failed.
Error::Kind kind_of(const Notice& notice) {
  return notice.sqlstate.starts_with("28") ? Error::Kind::authentication : Error::Kind::server;
}

}  // namespace

Error::Error(Notice said)
    : wirespeed::Error{Errc::io, text_of(said)},
      kind(kind_of(said)),
      notice(std::make_shared<const Notice>(std::move(said))) {}

}  // namespace wirespeed::postgres
