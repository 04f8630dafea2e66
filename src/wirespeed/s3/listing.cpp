#include "wirespeed/s3/listing.hpp"

#include <algorithm>
#include <charconv>

#include "wirespeed/s3/encoding.hpp"
#include "wirespeed/s3/times.hpp"

namespace wirespeed::s3 {
namespace {

std::optional<EntryKind> kind_named(std::string_view name) noexcept {
  for (const EntryKind kind : {EntryKind::object, EntryKind::version, EntryKind::delete_marker}) {
    if (name == name_of(kind)) return kind;
  }
  return std::nullopt;
}

struct NamedChild {
  std::string_view name;
  EntryChild child;
};
constexpr std::array<NamedChild, 7> kChildren = {{{"Key", EntryChild::key},
                                                  {"LastModified", EntryChild::last_modified},
                                                  {"ETag", EntryChild::etag},
                                                  {"Size", EntryChild::size},
                                                  {"StorageClass", EntryChild::storage_class},
                                                  {"VersionId", EntryChild::version_id},
                                                  {"IsLatest", EntryChild::is_latest}}};

// Whether %41 or + may be in it; without a branch for each byte.
bool may_be_encoded(std::string_view text) noexcept {
  bool found = false;
  for (const char c : text) found |= (c == '%') | (c == '+');
  return found;
}

void decode_into(std::string_view text, std::string& room) {
  room.resize(text.size());
  room.resize(decode_percent(text, Plus::space, room.data()));
}

bool parse_size(std::string_view text, std::int64_t& size) noexcept {
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, size);
  return error == std::errc() && at == end && size >= 0;
}

}  // namespace

ListingReader::ListingReader(std::string& body, Effort effort) : padded_(body), xml_(padded_.view()), effort_(effort) {}

void ListingReader::begin() {
  began_ = true;
  const char* const at = xml_.position();
  const auto root = xml_.root();
  if (!root) return;
  if (*root != "ListBucketResult" && *root != "ListVersionsResult") {
    return xml_.fail_at(at, "a ListBucketResult or a ListVersionsResult");
  }
  page_.of_versions = *root == "ListVersionsResult";
  xml_.enter();
}

// Most servers tell only behind the entries whether their keys are encoded.
void ListingReader::begin_items(const char* first) {
  if (began_items_) return;
  began_items_ = true;
  url_encoded_ = page_.url_encoded || tail_says_url(first);
}

bool ListingReader::tail_says_url(const char* first) const noexcept {
  const std::string_view rest(first, static_cast<std::size_t>(xml_.end() - first));
  std::size_t tag = rest.rfind('<');
  while (tag != rest.npos && tag > 0) {
    const std::string_view from = rest.substr(tag);
    if (from.starts_with("<EncodingType>")) return from.starts_with("<EncodingType>url</");
    if (from.starts_with("</Contents>") || from.starts_with("</Version>") || from.starts_with("</DeleteMarker>")) break;
    tag = rest.rfind('<', tag - 1);
  }
  return false;
}

ListingReader::Item ListingReader::next() {
  if (!began_) begin();
  EntryKind kind{};
  while (!xml_.failed()) {
    const char* const at = xml_.position();
    if (scan_entry(kind)) return give_entry(kind, at);
    const auto name = xml_.next();
    if (!name) break;
    if (const auto named = kind_named(*name)) {
      begin_items(at);
      read_entry();
      return xml_.failed() ? Item::none : give_entry(*named, at);
    }
    if (*name == "CommonPrefixes") return give_prefix(at);
    page_child(*name);
  }
  return Item::none;
}

bool ListingReader::scan_entry(EntryKind& kind) {
  if (effort_ == Effort::unhurried || !xml_.is_inside()) return false;
  const char* const at = xml_.position();
  if (!scanner_.is_start(at, xml_.end(), kind)) return false;
  begin_items(at);
  const char* const behind = scanner_.scan(at, xml_.end(), kind, values_);
  if (behind == nullptr) return false;
  xml_.element_ends(behind);
  copied_ = false;
  return true;
}

void ListingReader::read_entry() {
  values_ = {};
  copied_ = true;
  xml_.enter();
  while (const auto name = xml_.next()) {
    if (*name == "Owner") {
      read_owner();
      continue;
    }
    const auto* const child = std::ranges::find(kChildren, *name, &NamedChild::name);
    if (child != kChildren.end()) keep(child->child);
  }
  values_[EntryChild::etag] = unquoted(values_[EntryChild::etag]);
}

void ListingReader::read_owner() {
  xml_.enter();
  while (const auto name = xml_.next()) {
    if (*name == "ID") keep(EntryChild::owner_id);
    if (*name == "DisplayName") keep(EntryChild::owner_name);
  }
}

void ListingReader::keep(EntryChild child) {
  std::string& room = rooms_[static_cast<std::size_t>(child)];
  room = xml_.text();
  values_[child] = room;
}

ListingReader::Item ListingReader::give_entry(EntryKind kind, const char* at) {
  if (!convert(kind, at)) return Item::none;
  ++page_.entries;
  return Item::entry;
}

bool ListingReader::convert(EntryKind kind, const char* at) {
  const std::string_view before = entry_.key;
  entry_.key = decode_name(values_[EntryChild::key], key_rooms_[page_.entries % 2]);
  entry_.ascii_key = values_.ascii_key && entry_.key.data() == values_[EntryChild::key].data();
  entry_.ascii_rest = values_.ascii_rest;
  page_.sorted &= before <= entry_.key;
  if (entry_.key.empty()) return xml_.fail_at(at, "an entry with a <Key>"), false;
  if (effort_ == Effort::keys) return true;
  const bool is_marker = kind == EntryKind::delete_marker;
  const std::string_view size = values_[EntryChild::size];
  entry_.size = 0;
  if (!is_marker && !parse_size(size, entry_.size)) return xml_.fail_at(at, "an entry whose <Size> is a number"), false;
  const std::string_view modified = values_[EntryChild::last_modified];
  const auto time = parse_iso8601(modified);
  entry_.last_modified = time ? std::optional(time->time_since_epoch().count()) : std::nullopt;
  if (!time && !modified.empty()) {
    return xml_.fail_at(at, "an entry whose <LastModified> is a time"), false;
  }
  entry_.etag = values_[EntryChild::etag];
  entry_.storage_class = values_[EntryChild::storage_class];
  entry_.version_id = values_[EntryChild::version_id];
  entry_.is_latest = kind == EntryKind::object || values_[EntryChild::is_latest] == "true";
  entry_.is_delete_marker = is_marker;
  entry_.owner_id = values_[EntryChild::owner_id];
  entry_.owner_name = values_[EntryChild::owner_name];
  return true;
}

// The name, in the page or in `room`.
std::string_view ListingReader::decode_name(std::string_view text, std::string& room) const {
  if (url_encoded_ && may_be_encoded(text)) {
    decode_into(text, room);
    return room;
  }
  return copied_ ? room = text : text;
}

ListingReader::Item ListingReader::give_prefix(const char* at) {
  begin_items(at);
  const std::string_view before = prefix_;
  std::string& room = prefix_rooms_[page_.prefixes % 2];
  xml_.enter();
  while (const auto name = xml_.next()) {
    if (*name != "Prefix") continue;
    const std::string_view text = xml_.text();
    if (url_encoded_) {
      decode_into(text, room);
    } else {
      room = text;
    }
  }
  if (xml_.failed()) return Item::none;
  prefix_ = room;
  page_.sorted &= before <= prefix_;
  ++page_.prefixes;
  return Item::prefix;
}

bool ListingReader::flag() {
  const char* const at = xml_.position();
  const std::string_view text = xml_.text();
  if (text != "true" && text != "false") xml_.fail_at(at, "true or false");
  return text == "true";
}

void ListingReader::page_child(std::string_view name) {
  struct Text {
    std::string_view name;
    std::string ListPage::* member;
  };
  static constexpr std::array<Text, 7> kTexts = {{{"Name", &ListPage::bucket},
                                                  {"Prefix", &ListPage::prefix},
                                                  {"Delimiter", &ListPage::delimiter},
                                                  {"NextContinuationToken", &ListPage::next_token},
                                                  {"NextMarker", &ListPage::next_marker},
                                                  {"NextKeyMarker", &ListPage::next_key_marker},
                                                  {"NextVersionIdMarker", &ListPage::next_version_id_marker}}};
  if (name == "IsTruncated") {
    page_.truncated = flag();
  } else if (name == "EncodingType") {
    page_.url_encoded = xml_.text() == "url";
  } else {
    const auto* const text = std::ranges::find(kTexts, name, &Text::name);
    if (text != kTexts.end()) page_.*(text->member) = xml_.text();
  }
}

Result<ListPage> ListingReader::finish() {
  if (!began_) begin();
  if (!xml_.failed() && began_items_ && page_.url_encoded != url_encoded_) {
    xml_.fail_at(xml_.position(), "one <EncodingType>, before or behind all entries");
  }
  if (!xml_.finish()) return std::unexpected(xml_.error());
  page_.last = std::max(entry_.key, prefix_);
  if (page_.url_encoded) {
    for (std::string* text : {&page_.prefix, &page_.delimiter, &page_.next_marker, &page_.next_key_marker}) {
      *text = percent_decoded(*text, Plus::space);
    }
  }
  return std::move(page_);
}

}  // namespace wirespeed::s3
