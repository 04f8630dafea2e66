#include "wirespeed/s3/object_info.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "wirespeed/s3/times.hpp"
#include "wirespeed/s3/xml_reader.hpp"

namespace wirespeed::s3 {
namespace {

constexpr std::string_view kMetadata = "x-amz-meta-";
constexpr std::string_view kChecksum = "x-amz-checksum-";

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), [](char c) { return lower(c); });
  return lowered;
}

template <typename T>
bool parse_number(std::string_view text, T& number) noexcept {
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && at == end && !text.empty();
}

bool starts_with(std::string_view name, std::string_view front) noexcept {
  return name.size() > front.size() && http::same_name(name.substr(0, front.size()), front);
}

struct TextField {
  std::string_view name;
  std::string ObjectInfo::* member;
};
constexpr std::array<TextField, 11> kTextFields = {
    {{"etag", &ObjectInfo::etag},
     {"content-type", &ObjectInfo::content_type},
     {"x-amz-version-id", &ObjectInfo::version_id},
     {"content-encoding", &ObjectInfo::content_encoding},
     {"content-disposition", &ObjectInfo::content_disposition},
     {"content-language", &ObjectInfo::content_language},
     {"cache-control", &ObjectInfo::cache_control},
     {"expires", &ObjectInfo::expires},
     {"x-amz-storage-class", &ObjectInfo::storage_class},
     {"x-amz-server-side-encryption", &ObjectInfo::server_side_encryption},
     {"x-amz-restore", &ObjectInfo::restore}}};

// "x-amz-checksum-crc32c", and x-amz-checksum-type beside it.
void take_checksum(const http::Field& field, ObjectInfo& info) {
  std::string algorithm = lower(field.name.substr(kChecksum.size()));
  if (algorithm == "type") {
    info.checksum_type = field.value;
  } else if (algorithm != "mode" && algorithm != "algorithm") {
    info.checksums.push_back({std::move(algorithm), std::string(field.value)});
  }
}

void take_text(const http::Field& field, ObjectInfo& info) {
  for (const TextField& known : kTextFields) {
    if (!http::same_name(field.name, known.name)) continue;
    info.*(known.member) = field.value;
    return;
  }
}

void take_field(const http::Field& field, ObjectInfo& info) {
  if (starts_with(field.name, kMetadata)) {
    info.metadata.emplace_back(lower(field.name.substr(kMetadata.size())), std::string(field.value));
  } else if (starts_with(field.name, kChecksum)) {
    take_checksum(field, info);
  } else if (http::same_name(field.name, "last-modified")) {
    if (const auto time = parse_http_date(field.value)) info.last_modified = time->time_since_epoch().count();
  } else if (http::same_name(field.name, "x-amz-delete-marker")) {
    info.is_delete_marker = field.value == "true";
  } else if (http::same_name(field.name, "x-amz-mp-parts-count")) {
    if (!parse_number(field.value, info.parts)) info.parts = 0;
  } else {
    take_text(field, info);
  }
}

std::unexpected<wirespeed::Error> bad_range(std::string_view value) {
  return fail(Errc::malformed, "read Content-Range: expected \"bytes FIRST-LAST/SIZE\", found \"{}\"", excerpt(value));
}

Result<std::optional<ContentRange>> range_of(const http::ResponseHead& head) {
  const auto value = head.field("content-range");
  if (!value) return std::nullopt;
  auto range = parse_content_range(*value);
  if (!range) return std::unexpected(std::move(range).error());
  return *range;
}

}  // namespace

Result<ContentRange> parse_content_range(std::string_view value) {
  constexpr std::string_view kUnit = "bytes";
  std::string_view rest = value;
  if (rest.size() <= kUnit.size() || !http::same_name(rest.substr(0, kUnit.size()), kUnit)) return bad_range(value);
  rest.remove_prefix(kUnit.size());
  if (rest[0] != ' ' && rest[0] != '=') return bad_range(value);
  rest.remove_prefix(1);
  const std::size_t slash = rest.find('/');
  if (slash == rest.npos) return bad_range(value);
  ContentRange range;
  std::uint64_t total = 0;
  const std::string_view size = rest.substr(slash + 1);
  if (size != "*" && !parse_number(size, total)) return bad_range(value);
  if (size != "*") range.total = total;
  const std::string_view span = rest.substr(0, slash);
  const bool is_empty = range.total && total == 0 && span == "0--1";  // as MinIO says of an empty object
  if (is_empty) return range;
  if (span == "*") return range.total ? Result<ContentRange>(range) : bad_range(value);
  const std::size_t dash = span.find('-');
  std::uint64_t last = 0;
  if (dash == span.npos || !parse_number(span.substr(0, dash), range.begin) ||
      !parse_number(span.substr(dash + 1), last) || last < range.begin || last + 1 == 0 ||
      (range.total && last >= total)) {
    return bad_range(value);
  }
  range.end = last + 1;
  return range;
}

Result<std::optional<std::uint64_t>> whole_size(const http::ResponseHead& head) {
  auto range = range_of(head);
  if (!range) return std::unexpected(std::move(range).error());
  if (*range) return (*range)->total;
  const auto length = head.field("content-length");
  if (!length) return std::nullopt;
  std::uint64_t size = 0;
  if (parse_number(*length, size)) return size;
  return fail(Errc::malformed, "read Content-Length: expected a number of bytes, found \"{}\"", excerpt(*length));
}

Result<ObjectInfo> read_object_info(const http::ResponseHead& head) {
  ObjectInfo info;
  auto range = range_of(head);
  if (!range) return std::unexpected(std::move(range).error());
  auto size = whole_size(head);
  if (!size) return std::unexpected(std::move(size).error());
  info.range = *range;
  info.size = size->value_or(0);
  for (const http::Field& field : head.fields) take_field(field, info);
  return info;
}

}  // namespace wirespeed::s3
