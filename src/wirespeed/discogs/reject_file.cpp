#include "wirespeed/discogs/reject_file.hpp"

#include <system_error>

#include "wirespeed/base/json.hpp"
#include "wirespeed/base/utf8.hpp"

namespace wirespeed::discogs {
namespace {

std::string to_hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

}  // namespace

std::string to_json_line(const Reject& reject) {
  JsonWriter json;
  json.begin_object();
  json.member("file", reject.file.string()).member("offset", reject.offset).member("reason", reject.reason);
  json.member("bytes", reject.bytes);
  if (valid_utf8_prefix(reject.bytes) != reject.bytes.size()) json.member("bytes_hex", to_hex(reject.bytes));
  json.end_object();
  return json.text() + "\n";
}

Result<void> RejectFile::add(const Reject& reject) {
  if (!file_) {
    auto created = AtomicFile::create(path_);
    if (!created) return std::unexpected(created.error());
    file_.emplace(std::move(*created));
  }
  return file_->write(bytes_of(to_json_line(reject)));
}

Result<void> RejectFile::commit() { return file_ ? file_->commit() : remove_earlier(); }

Result<void> RejectFile::remove_earlier() {
  std::error_code error;
  std::filesystem::remove(path_, error);
  if (error) return fail(Errc::io, "remove {}: {}", path_.string(), error.message());
  return {};
}

}  // namespace wirespeed::discogs
