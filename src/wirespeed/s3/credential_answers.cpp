#include "wirespeed/s3/credential_answers.hpp"

#include <algorithm>
#include <map>

#include "wirespeed/s3/json_object.hpp"
#include "wirespeed/s3/times.hpp"
#include "wirespeed/xml/tokenizer.hpp"

namespace wirespeed::s3 {
namespace {

constexpr bool is_visible(char c) noexcept { return c > ' ' && c < '\x7F'; }

std::unexpected<wirespeed::Error> missing(std::string_view where, std::string_view name) {
  return fail(Errc::malformed, "{}: expected {}, which is missing", where, name);
}

// By their names in the answer.
struct Names {
  std::string_view where;
  std::string_view token;
  bool must_expire = false;
};

Result<std::optional<SystemTime>> parse_expiration(std::string_view text, std::string_view where) {
  const auto time = parse_iso8601(text);
  if (!time) return fail(Errc::malformed, "{}: Expiration: expected a time as 2026-11-22T20:00:00Z", where);
  return to_system_time(*time);
}

// `member(name)`: the text of that name, or nothing.
template <typename Member>
Result<Credentials> gather(const Member& member, const Names& names) {
  const auto key = member("AccessKeyId");
  if (!key) return missing(names.where, "AccessKeyId");
  const auto secret = member("SecretAccessKey");
  if (!secret) return missing(names.where, "SecretAccessKey");
  Credentials credentials{std::string(*key), std::string(*secret), std::string(member(names.token).value_or("")), {}};
  if (const auto text = member("Expiration"); text && !text->empty()) {
    const auto expires = parse_expiration(*text, names.where);
    if (!expires) return std::unexpected(expires.error());
    credentials.expires = *expires;
  } else if (names.must_expire) {
    return missing(names.where, "Expiration");
  }
  return checked(std::move(credentials), names.where);
}

Result<Credentials> gather(const JsonObject& object, const Names& names) {
  return gather([&](std::string_view name) { return object.text(name); }, names);
}

Result<JsonObject> parse_json(std::string_view json, std::string_view where) {
  auto object = JsonObject::parse(json);
  if (!object) return fail(object.error().code, "{}: {}", where, object.error().message);
  return object;
}

// The texts of all elements that hold nothing else, by name: those that matter here occur once.
class Leaves {
 public:
  // False: it is no XML.
  bool read(std::string_view document) {
    std::string padded(document);
    padded.append(xml::kScanPadding, '\0');
    const std::string_view text = std::string_view(padded).substr(0, document.size());
    const std::size_t at = find_root(text);
    if (at == std::string_view::npos) return false;
    return xml::walk_element(text.data() + at, text.data() + text.size(), *this).error == nullptr;
  }

  std::optional<std::string_view> find(std::string_view name) const {
    const auto found = texts_.find(name);
    if (found == texts_.end()) return std::nullopt;
    return found->second;
  }

  void start(std::string_view name, std::span<const xml::Attribute> /*attributes*/) {
    open_ = name;
    value_.clear();
  }
  void text(std::string_view raw, xml::TextForm form) {
    if (form != xml::TextForm::encoded) {
      value_ += raw;
      return;
    }
    const std::size_t before = value_.size();
    value_.resize(before + xml::decoded_bound(raw));
    std::uint64_t repairs = 0;
    value_.resize(before + xml::decode_text(raw, value_.data() + before, repairs));
  }
  void end(std::string_view name) {
    if (name == open_) texts_.try_emplace(std::string(name), std::move(value_));
    open_.clear();
    value_.clear();
  }
  void empty(std::string_view name, std::span<const xml::Attribute> /*attributes*/) { leaf(name, {}); }
  void leaf(std::string_view name, std::string_view text) {
    texts_.try_emplace(std::string(name), text);
    open_.clear();
  }

 private:
  // Where the root's '<' stands, behind declarations and comments.
  static std::size_t find_root(std::string_view text) noexcept {
    for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
      if (at + 1 < text.size() && std::string_view("?!/").find(text[at + 1]) == std::string_view::npos) return at;
    }
    return std::string_view::npos;
  }

  std::map<std::string, std::string, std::less<>> texts_;
  std::string open_;
  std::string value_;
};

}  // namespace

Result<Credentials> checked(Credentials credentials, std::string_view where) {
  const auto sound = [](const std::string& text) { return std::ranges::all_of(text, is_visible); };
  const auto refuse = [&](std::string_view name, std::string_view why) {
    return fail(Errc::invalid_argument, "{}: the {} {}", where, name, why);
  };
  if (credentials.access_key_id.empty()) return refuse("access key", "is empty");
  if (credentials.secret_access_key.empty()) return refuse("secret key", "is empty");
  constexpr std::string_view kOdd = "holds a space, a line break or another byte that no key has";
  if (!sound(credentials.access_key_id)) return refuse("access key", kOdd);
  if (!sound(credentials.secret_access_key)) return refuse("secret key", kOdd);
  if (!sound(credentials.session_token)) return refuse("session token", kOdd);
  return credentials;
}

Result<Credentials> parse_instance_credentials(std::string_view json) {
  constexpr std::string_view kWhere = "instance metadata";
  const auto object = parse_json(json, kWhere);
  if (!object) return std::unexpected(object.error());
  if (const auto code = object->text("Code"); code && *code != "Success") {
    return fail(Errc::not_found, "{}: {}: {}", kWhere, code->substr(0, 80),
                object->text("Message").value_or("no message").substr(0, 400));
  }
  return gather(*object, {kWhere, "Token", true});
}

Result<Credentials> parse_container_credentials(std::string_view json) {
  constexpr std::string_view kWhere = "container credentials";
  const auto object = parse_json(json, kWhere);
  if (!object) return std::unexpected(object.error());
  return gather(*object, {kWhere, "Token", false});
}

Result<Credentials> parse_process_credentials(std::string_view json) {
  constexpr std::string_view kWhere = "credential process";
  const auto object = parse_json(json, kWhere);
  if (!object) return std::unexpected(object.error());
  const auto version = object->number("Version");
  if (!version) return missing(kWhere, "Version");
  if (*version != "1") return fail(Errc::unsupported, "{}: expected Version 1, found another", kWhere);
  return gather(*object, {kWhere, "SessionToken", false});
}

Result<Credentials> parse_sts_credentials(std::string_view xml) {
  Leaves leaves;
  if (!leaves.read(xml)) return fail(Errc::malformed, "sts: expected an answer in XML, found something else");
  return gather([&](std::string_view name) { return leaves.find(name); }, {"sts", "SessionToken", true});
}

Refusal parse_sts_refusal(int status, std::string_view xml) {
  Refusal refusal;
  refusal.status = status;
  Leaves leaves;
  if (!leaves.read(xml)) return refusal;
  refusal.code = leaves.find("Code").value_or("");
  refusal.message = leaves.find("Message").value_or("");
  refusal.request_id = leaves.find("RequestId").value_or("");
  return refusal;
}

}  // namespace wirespeed::s3
