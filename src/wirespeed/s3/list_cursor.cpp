#include "wirespeed/s3/list_cursor.hpp"

namespace wirespeed::s3 {
namespace {

std::size_t hash_of(const std::string& token, const std::string& version_id) noexcept {
  return std::hash<std::string>()(token) * 31 + std::hash<std::string>()(version_id);
}

}  // namespace

std::vector<Request::Pair> ListCursor::parameters() const {
  std::vector<Request::Pair> all;
  const auto add = [&all](const char* name, const std::string& value) {
    if (!value.empty()) all.emplace_back(name, value);
  };
  const std::string& from = token_.empty() ? query_.start_after : token_;
  all.emplace_back("encoding-type", "url");
  add("prefix", query_.prefix);
  add("delimiter", query_.delimiter);
  if (query_.page_size > 0) add("max-keys", std::to_string(query_.page_size));
  if (api_ == ListApi::objects_v2) {
    all.emplace_back("list-type", "2");
    if (query_.owners) all.emplace_back("fetch-owner", "true");
    add("continuation-token", token_);
    add("start-after", query_.start_after);
  } else if (api_ == ListApi::objects_v1) {
    add("marker", from);
  } else {
    all.emplace_back("versions", "");
    add("key-marker", from);
    add("version-id-marker", version_id_);
  }
  return all;
}

Result<void> ListCursor::advance(const ListPage& page) {
  if (!page.truncated) {
    done_ = true;
    return {};
  }
  if (api_ == ListApi::objects_v2) return go_on(page.next_token, {});
  if (api_ == ListApi::versions) return go_on(page.next_key_marker, page.next_version_id_marker);
  return go_on(page.next_marker.empty() ? page.last : page.next_marker, {});
}

Result<void> ListCursor::go_on(std::string token, std::string version_id) {
  if (token.empty()) {
    return fail(
        Errc::malformed,
        "list under \"{}\": expected a truncated page to say where the next one begins, found nothing that does",
        excerpt(query_.prefix));
  }
  if (!seen_.insert(hash_of(token, version_id)).second) {
    return fail(Errc::malformed,
                "list under \"{}\": expected each page to lead on, found \"{}\" as the next one's beginning for the "
                "second time; the listing would never end",
                excerpt(query_.prefix), excerpt(token));
  }
  token_ = std::move(token);
  version_id_ = std::move(version_id);
  return {};
}

}  // namespace wirespeed::s3
