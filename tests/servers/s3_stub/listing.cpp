#include "listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "words.hpp"

namespace wirespeed::s3_stub {

namespace {

constexpr std::string_view kHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
constexpr std::size_t kEntryBytes = 256;  // about what one takes

// What a request asks for.
struct Asked {
  std::string prefix;
  std::string delimiter;
  std::string start_after;
  std::string token;
  std::uint64_t most = kPageKeys;
  bool encoded = false;
};

Asked asked(const Request& request) {
  const auto text = [&](std::string_view name) { return std::string(request.parameter(name).value_or("")); };
  Asked asked{text("prefix"), text("delimiter"), text("start-after"), text("continuation-token")};
  if (const auto most = request.parameter("max-keys")) to_number(*most, asked.most);
  asked.most = std::min(asked.most, kPageKeys);
  asked.encoded = request.parameter("encoding-type") == "url";
  return asked;
}

// The first text behind all that begin with `prefix`.
std::string behind(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xFF) prefix.pop_back();
  if (!prefix.empty()) prefix.back() = static_cast<char>(prefix.back() + 1);
  return prefix;
}

class Page {
 public:
  Page(const KeySpace& keys, const Asked& asked) : keys_(keys), asked_(asked), at_(first()) {
    entries_.reserve(kEntryBytes * std::min(asked.most, keys.size()));
    while (count_ < asked_.most && more()) add();
  }

  std::string text(std::string_view bucket) const {
    std::string text(kHead);
    fmt::format_to(std::back_inserter(text),
                   "<Name>{}</Name><Prefix>{}</Prefix><KeyCount>{}</KeyCount><MaxKeys>{}</MaxKeys>", bucket,
                   name(asked_.prefix), count_, asked_.most);
    if (!asked_.delimiter.empty()) text += "<Delimiter>" + name(asked_.delimiter) + "</Delimiter>";
    if (asked_.encoded) text += "<EncodingType>url</EncodingType>";
    if (!asked_.start_after.empty()) text += "<StartAfter>" + name(asked_.start_after) + "</StartAfter>";
    text += more() ? fmt::format(
                         "<IsTruncated>true</IsTruncated><NextContinuationToken>next/{}+=</NextContinuationToken>", at_)
                   : "<IsTruncated>false</IsTruncated>";
    return text + entries_ + prefixes_ + "</ListBucketResult>";
  }

 private:
  // A token has characters in it that a URL must not have as they are.
  std::uint64_t first() const {
    const std::uint64_t begin = keys_.lower_bound(asked_.prefix);
    std::uint64_t index = 0;
    if (asked_.token.starts_with("next/") && to_number(halves(asked_.token.substr(5), '+').first, index)) {
      return std::max(begin, index);
    }
    return std::max(begin, asked_.start_after.empty() ? 0 : keys_.lower_bound(asked_.start_after + '\0'));
  }

  bool more() const { return at_ < keys_.size() && keys_.key(at_).starts_with(asked_.prefix); }

  void add() {
    const std::string key = keys_.key(at_);
    const std::size_t end =
        asked_.delimiter.empty() ? std::string::npos : key.find(asked_.delimiter, asked_.prefix.size());
    if (end == std::string::npos) {
      add_entry(key);
    } else {
      add_prefix(key.substr(0, end + asked_.delimiter.size()));
    }
    ++count_;
  }

  void add_entry(const std::string& key) {
    const Object object = keys_.object(at_++);
    fmt::format_to(std::back_inserter(entries_),
                   "<Contents><Key>{}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified>"
                   "<ETag>&quot;{}&quot;</ETag><Size>{}</Size><StorageClass>STANDARD</StorageClass></Contents>",
                   name(key), object.etag, object.content.size());
  }

  void add_prefix(const std::string& prefix) {
    prefixes_ += "<CommonPrefixes><Prefix>" + name(prefix) + "</Prefix></CommonPrefixes>";
    at_ = keys_.lower_bound(behind(prefix));
  }

  std::string name(std::string_view text) const {
    return asked_.encoded ? encode_percent(text, "/") : escape_xml(text);
  }

  const KeySpace& keys_;
  const Asked& asked_;
  std::uint64_t at_;
  std::uint64_t count_ = 0;
  std::string entries_;
  std::string prefixes_;
};

// Of "amp", "#10" or "#xA"; a question mark for what is none of them.
char character_of(std::string_view entity) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kNames{
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
  for (const auto& [name, character] : kNames) {
    if (name == entity) return character;
  }
  const bool hex = entity.starts_with("#x");
  entity.remove_prefix(std::min<std::size_t>(entity.size(), hex ? 2 : 1));
  unsigned number = '?';
  std::from_chars(entity.data(), entity.data() + entity.size(), number, hex ? 16 : 10);
  return static_cast<char>(number);
}

}  // namespace

std::shared_ptr<const std::string> Listing::page(const Request& request) {
  std::string target(request.target);
  if (const auto made = pages_.find(target); made != pages_.end()) return made->second;
  const auto keys = objects_.keys(request.bucket);
  const Asked wanted = asked(request);
  auto text = std::make_shared<const std::string>(Page(*keys, wanted).text(request.bucket));
  if (!Objects::keeps(request.bucket)) pages_.emplace(std::move(target), text);
  return text;
}

std::string escape_xml(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char character : text) {
    switch (character) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        const auto byte = static_cast<unsigned char>(character);
        byte < 0x20 ? escaped += fmt::format("&#{};", byte) : escaped += character;
    }
  }
  return escaped;
}

std::string unescape_xml(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t end = text.starts_with('&') ? text.find(';') : std::string_view::npos;
    plain += end == std::string_view::npos ? text.front() : character_of(text.substr(1, end - 1));
    text.remove_prefix(end == std::string_view::npos ? 1 : end + 1);
  }
  return plain;
}

}  // namespace wirespeed::s3_stub
