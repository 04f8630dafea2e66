#include "s3_options.hpp"

#include <nanobind/stl/string.h>

#include <functional>
#include <unordered_map>

#include "errors.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

[[noreturn]] void refuse(std::string message) { throw Exception({Errc::invalid_argument, std::move(message)}); }

std::string text_of(nb::handle value, std::string_view name) {
  if (nb::isinstance<nb::str>(value)) return nb::cast<std::string>(value);
  refuse(
      fmt::format("{}: expected str, found {}", name, nb::cast<std::string>(nb::str(value.type().attr("__name__")))));
}

s3::Pairs pairs_of(nb::handle value, std::string_view name) {
  if (!nb::isinstance<nb::dict>(value)) refuse(fmt::format("{}: expected a dict of str to str", name));
  s3::Pairs pairs;
  for (const auto [key, item] : nb::cast<nb::dict>(value)) {
    pairs.emplace_back(text_of(key, name), text_of(item, name));
  }
  return pairs;
}

// A datetime, or seconds since 1970.
s3::MicroTime time_of(nb::handle value, std::string_view name) {
  const nb::object seconds =
      nb::hasattr(value, "timestamp") ? value.attr("timestamp")() : nb::borrow<nb::object>(value);
  double number = 0;
  if (!nb::try_cast(seconds, number)) refuse(fmt::format("{}: expected a datetime or seconds since 1970", name));
  return s3::MicroTime(std::chrono::microseconds(static_cast<std::int64_t>(number * 1e6)));
}

s3::CustomerKey customer_key(nb::handle value, std::string_view name) {
  if (!nb::isinstance<nb::bytes>(value)) refuse(fmt::format("{}: expected 32 bytes", name));
  const auto bytes = nb::cast<nb::bytes>(value);
  return value_or_throw(s3::make_customer_key({reinterpret_cast<const std::uint8_t*>(bytes.c_str()), bytes.size()}));
}

// Options by name. None is as if the name were not there.
template <typename Options>
using Setters = std::unordered_map<std::string_view, std::function<void(Options&, nb::handle, std::string_view)>>;

template <typename Options>
void set_all(Options& options, const nb::dict& said, const Setters<Options>& setters, std::string_view operation) {
  for (const auto [key, value] : said) {
    if (value.is_none()) continue;
    const auto name = nb::cast<std::string>(key);
    const auto setter = setters.find(name);
    if (setter == setters.end()) refuse(fmt::format("{}: there is no option \"{}\"", operation, name));
    setter->second(options, value, name);
  }
}

// A setter of what `member` gives.
template <typename Options, typename Member>
auto text(Member member) {
  return
      [member](Options& options, nb::handle value, std::string_view name) { member(options) = text_of(value, name); };
}

template <typename Options, typename Member>
auto flag(Member member) {
  return [member](Options& options, nb::handle value, std::string_view) { member(options) = nb::cast<bool>(value); };
}

template <typename Options, typename Member>
auto pairs(Member member) {
  return
      [member](Options& options, nb::handle value, std::string_view name) { member(options) = pairs_of(value, name); };
}

template <typename Options, typename Member>
auto time(Member member) {
  return
      [member](Options& options, nb::handle value, std::string_view name) { member(options) = time_of(value, name); };
}

template <typename Options, typename Common>
void add_common(Setters<Options>& setters, Common common) {
  setters["requester_pays"] = flag<Options>([=](Options& o) -> auto& { return common(o).requester_pays; });
  setters["expected_bucket_owner"] =
      text<Options>([=](Options& o) -> auto& { return common(o).expected_bucket_owner; });
  setters["headers"] = pairs<Options>([=](Options& o) -> auto& { return common(o).fields; });
}

template <typename Options, typename Of>
void add_attributes(Setters<Options>& setters, Of of) {
  setters["content_type"] = text<Options>([=](Options& o) -> auto& { return of(o).content_type; });
  setters["content_encoding"] = text<Options>([=](Options& o) -> auto& { return of(o).content_encoding; });
  setters["content_disposition"] = text<Options>([=](Options& o) -> auto& { return of(o).content_disposition; });
  setters["content_language"] = text<Options>([=](Options& o) -> auto& { return of(o).content_language; });
  setters["cache_control"] = text<Options>([=](Options& o) -> auto& { return of(o).cache_control; });
  setters["expires"] = time<Options>([=](Options& o) -> auto& { return of(o).expires; });
  setters["metadata"] = pairs<Options>([=](Options& o) -> auto& { return of(o).metadata; });
  setters["tags"] = pairs<Options>([=](Options& o) -> auto& { return of(o).tags; });
  setters["storage_class"] = text<Options>([=](Options& o) -> auto& { return of(o).storage_class; });
  setters["acl"] = text<Options>([=](Options& o) -> auto& { return of(o).acl; });
  setters["server_side_encryption"] = text<Options>([=](Options& o) -> auto& { return of(o).encryption.algorithm; });
  setters["kms_key_id"] = text<Options>([=](Options& o) -> auto& { return of(o).encryption.kms_key_id; });
  setters["customer_key"] = [=](Options& o, nb::handle value, std::string_view name) {
    of(o).encryption.customer_key = customer_key(value, name);
  };
}

s3::ChecksumAlgorithm algorithm_of(nb::handle value, std::string_view name) {
  const std::string said = text_of(value, name);
  const auto algorithm = s3::checksum_algorithm(said);
  if (!algorithm) {
    refuse(fmt::format("{}: expected crc32, crc32c, crc64nvme, sha1 or sha256, found \"{}\"", name, said));
  }
  return *algorithm;
}

Setters<s3::GetOptions> get_setters() {
  using O = s3::GetOptions;
  Setters<O> setters;
  setters["range"] = [](O& o, nb::handle value, std::string_view) { o.range = byte_range(value); };
  setters["version_id"] = text<O>([](O& o) -> auto& { return o.version_id; });
  setters["if_match"] = text<O>([](O& o) -> auto& { return o.conditions.if_match; });
  setters["if_none_match"] = text<O>([](O& o) -> auto& { return o.conditions.if_none_match; });
  setters["if_modified_since"] = time<O>([](O& o) -> auto& { return o.conditions.if_modified_since; });
  setters["if_unmodified_since"] = time<O>([](O& o) -> auto& { return o.conditions.if_unmodified_since; });
  setters["verify"] = flag<O>([](O& o) -> auto& { return o.checksum_mode; });
  setters["customer_key"] = [](O& o, nb::handle value, std::string_view name) {
    o.customer_key = customer_key(value, name);
  };
  add_common(setters, [](O& o) -> auto& { return o.common; });
  return setters;
}

Setters<s3_client::WriteOptions> write_setters() {
  using O = s3_client::WriteOptions;
  Setters<O> setters;
  setters["if_match"] = text<O>([](O& o) -> auto& { return o.object.if_match; });
  setters["if_none_match"] = text<O>([](O& o) -> auto& { return o.object.if_none_match; });
  setters["sign_payload"] = flag<O>([](O& o) -> auto& { return o.sign_payload; });
  setters["trailing_checksum"] = flag<O>([](O& o) -> auto& { return o.trailing; });
  setters["checksum"] = [](O& o, nb::handle value, std::string_view name) { o.checksum = algorithm_of(value, name); };
  add_attributes(setters, [](O& o) -> auto& { return o.object.attributes; });
  add_common(setters, [](O& o) -> auto& { return o.object.common; });
  return setters;
}

Setters<s3::CopyOptions> copy_setters() {
  using O = s3::CopyOptions;
  Setters<O> setters;
  setters["replace_metadata"] = flag<O>([](O& o) -> auto& { return o.replace_metadata; });
  setters["replace_tags"] = flag<O>([](O& o) -> auto& { return o.replace_tags; });
  setters["if_match"] = text<O>([](O& o) -> auto& { return o.if_match; });
  setters["if_none_match"] = text<O>([](O& o) -> auto& { return o.if_none_match; });
  setters["checksum"] = [](O& o, nb::handle value, std::string_view name) { o.checksum = algorithm_of(value, name); };
  add_attributes(setters, [](O& o) -> auto& { return o.attributes; });
  add_common(setters, [](O& o) -> auto& { return o.common; });
  return setters;
}

Setters<s3::DeleteOptions> delete_setters() {
  using O = s3::DeleteOptions;
  Setters<O> setters;
  setters["version_id"] = text<O>([](O& o) -> auto& { return o.version_id; });
  setters["if_match"] = text<O>([](O& o) -> auto& { return o.if_match; });
  setters["mfa"] = text<O>([](O& o) -> auto& { return o.mfa; });
  setters["bypass_governance"] = flag<O>([](O& o) -> auto& { return o.bypass_governance; });
  add_common(setters, [](O& o) -> auto& { return o.common; });
  return setters;
}

}  // namespace

s3::ByteRange byte_range(nb::handle range) {
  if (range.is_none()) return {};
  if (!nb::isinstance<nb::tuple>(range) || nb::len(range) != 2) {
    refuse("range: expected (begin, end), (begin, None) or (-last, None)");
  }
  std::int64_t begin = 0;
  std::int64_t end = 0;
  const bool is_open = range[1].is_none();
  if (!nb::try_cast(range[0], begin) || (!is_open && !nb::try_cast(range[1], end))) {
    refuse("range: expected numbers of bytes, as (0, 100) or (-100, None)");
  }
  if (is_open && begin < 0) return s3::ByteRange::last(static_cast<std::uint64_t>(-begin));
  if (is_open) return s3::ByteRange::from(static_cast<std::uint64_t>(begin));
  if (begin < 0 || end < begin) {
    refuse(
        fmt::format("range: expected 0 <= begin <= end, found ({}, {}); the last n bytes are (-n, None)", begin, end));
  }
  return s3::ByteRange::between(static_cast<std::uint64_t>(begin), static_cast<std::uint64_t>(end));
}

s3::GetOptions get_options(const nb::dict& said) {
  static const auto* setters = new Setters<s3::GetOptions>(get_setters());
  s3::GetOptions options;
  set_all(options, said, *setters, "get object");
  return options;
}

s3_client::WriteOptions write_options(const nb::dict& said) {
  static const auto* setters = new Setters<s3_client::WriteOptions>(write_setters());
  s3_client::WriteOptions options;
  set_all(options, said, *setters, "put object");
  return options;
}

s3::CopyOptions copy_options(const nb::dict& said) {
  static const auto* setters = new Setters<s3::CopyOptions>(copy_setters());
  s3::CopyOptions options;
  set_all(options, said, *setters, "copy object");
  return options;
}

s3::DeleteOptions delete_options(const nb::dict& said) {
  static const auto* setters = new Setters<s3::DeleteOptions>(delete_setters());
  s3::DeleteOptions options;
  set_all(options, said, *setters, "delete object");
  return options;
}

}  // namespace wirespeed::python
