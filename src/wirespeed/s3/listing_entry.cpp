#include "wirespeed/s3/listing_entry.hpp"

#include <string_view>

#include "wirespeed/xml/scan.hpp"

namespace wirespeed::s3 {
namespace {

// Tags by their place: those of EntryChild first.
constexpr std::size_t kFirstIgnored = kEntryChildren;  // leaves that nobody asked for
constexpr std::size_t kOwnerBegin = 12;
constexpr std::size_t kOwnerEnd = 13;
constexpr std::size_t kFirstEnd = 14;  // those of EntryKind
constexpr std::size_t kNoTag = 17;

// Padded: compared 16 bytes at a time.
struct Tag {
  char text[40];
  std::size_t size;
};

template <std::size_t kSize>
constexpr Tag make_tag(const char (&text)[kSize]) noexcept {
  Tag tag{{}, kSize - 1};
  for (std::size_t i = 0; i + 1 < kSize; ++i) tag.text[i] = text[i];
  return tag;
}

constexpr std::array<Tag, 17> kTagTexts = {
    make_tag("<Key>"),           make_tag("<LastModified>"),
    make_tag("<ETag>"),          make_tag("<Size>"),
    make_tag("<StorageClass>"),  make_tag("<VersionId>"),
    make_tag("<IsLatest>"),      make_tag("<ID>"),
    make_tag("<DisplayName>"),   make_tag("<ChecksumAlgorithm>"),
    make_tag("<ChecksumType>"),  make_tag("<Type>"),
    make_tag("<Owner>"),         make_tag("</Owner>"),
    make_tag("</Contents>"),     make_tag("</Version>"),
    make_tag("</DeleteMarker>"),
};
constexpr std::array<Tag, 3> kStarts = {make_tag("<Contents>"), make_tag("<Version>"), make_tag("<DeleteMarker>")};

constexpr std::size_t kEtag = static_cast<std::size_t>(EntryChild::etag);
constexpr std::size_t kKey = static_cast<std::size_t>(EntryChild::key);

bool is_owners(std::size_t tag) noexcept {
  return tag == static_cast<std::size_t>(EntryChild::owner_id) ||
         tag == static_cast<std::size_t>(EntryChild::owner_name);
}

bool starts_with(const char* at, const char* end, const Tag& tag) noexcept {
  return static_cast<std::size_t>(end - at) >= tag.size && xml::same_bytes(at, tag.text, tag.size);
}

// Behind the end tag whose '<' is at `at`, if it is `open`'s.
const char* behind_end_tag(const char* at, const char* end, std::string_view name_and_close) noexcept {
  if (at + 2 + name_and_close.size() > end || at[0] != '<' || at[1] != '/') return nullptr;
  return xml::same_bytes(at + 2, name_and_close.data(), name_and_close.size()) ? at + 2 + name_and_close.size()
                                                                               : nullptr;
}

const char* behind_end_tag(const char* at, const char* end, const Tag& open) noexcept {
  return behind_end_tag(at, end, {open.text + 1, open.size - 1});
}

struct Leaf {
  std::string_view text;
  const char* behind;  // its end tag; nullptr: it is no plain leaf
  bool ascii;
};

Leaf scan_leaf(const char* at, const char* end, const Tag& open) noexcept {
  const xml::Scanned scanned = xml::scan_text(at, end);
  return {{at, static_cast<std::size_t>(scanned.at - at)}, behind_end_tag(scanned.at, end, open), !scanned.high};
}

// As &quot;9b2c&quot;, with the reference that stands at `at`.
Leaf scan_quoted(const char* at, const char* end, const Tag& open) noexcept {
  const std::string_view rest(at, static_cast<std::size_t>(end - at));
  const std::string_view quote = rest.starts_with("&quot;") ? "&quot;" : "&#34;";
  if (!rest.starts_with(quote)) return {{}, nullptr, false};
  const char* const begin = at + quote.size();
  const xml::Scanned scanned = xml::scan_text(begin, end);
  if (!std::string_view(scanned.at, static_cast<std::size_t>(end - scanned.at)).starts_with(quote)) {
    return {{}, nullptr, false};
  }
  return {{begin, static_cast<std::size_t>(scanned.at - begin)},
          behind_end_tag(scanned.at + quote.size(), end, open),
          !scanned.high};
}

Leaf scan_etag(const char* at, const char* end, const Tag& open) noexcept {
  if (*at == '&') return scan_quoted(at, end, open);
  Leaf leaf = scan_leaf(at, end, open);
  leaf.text = unquoted(leaf.text);
  return leaf;
}

// Behind an element with a name that is not ours and plain text in it.
const char* skip_other(const char* at, const char* end) noexcept {
  const char* const name_at = at + 1;
  const char* const name_end = xml::scan_name(name_at, end);
  const std::string_view name(name_at, static_cast<std::size_t>(name_end - name_at));
  if (name.empty() || name_end >= end || *name_end != '>' || name.find(':') != name.npos) return nullptr;
  if (static_cast<unsigned char>(name[0] | 0x20) < 'a' || static_cast<unsigned char>(name[0] | 0x20) > 'z') {
    return nullptr;
  }
  return behind_end_tag(xml::scan_text(name_end + 1, end).at, end, {name_at, name.size() + 1});
}

}  // namespace

std::string_view name_of(EntryKind kind) noexcept {
  const Tag& start = kStarts[static_cast<std::size_t>(kind)];
  return {start.text + 1, start.size - 2};
}

std::string_view unquoted(std::string_view etag) noexcept {
  if (etag.size() < 2 || etag.front() != '"' || etag.back() != '"') return etag;
  return etag.substr(1, etag.size() - 2);
}

EntryScanner::EntryScanner() noexcept {
  for (std::size_t tag = 0; tag < kTags; ++tag) follower_[tag] = static_cast<std::uint8_t>((tag + 1) % kTags);
}

bool EntryScanner::is_start(const char* at, const char* end, EntryKind& kind) const noexcept {
  for (std::size_t i = 0; i < kStarts.size(); ++i) {
    if (!starts_with(at, end, kStarts[i])) continue;
    kind = static_cast<EntryKind>(i);
    return true;
  }
  return false;
}

// The tag at `at`, which comes after `before`.
std::size_t EntryScanner::tag_at(const char* at, const char* end, std::size_t before) noexcept {
  const std::size_t guess = follower_[before];
  if (starts_with(at, end, kTagTexts[guess])) [[likely]]
    return guess;
  for (std::size_t tag = 0; tag < kTags; ++tag) {
    if (!starts_with(at, end, kTagTexts[tag])) continue;
    follower_[before] = static_cast<std::uint8_t>(tag);
    return tag;
  }
  return kNoTag;
}

const char* EntryScanner::scan(const char* at, const char* end, EntryKind kind, EntryValues& values) noexcept {
  const std::size_t last = kFirstEnd + static_cast<std::size_t>(kind);
  at += kStarts[static_cast<std::size_t>(kind)].size;
  values = {};
  values.ascii_rest = true;
  bool in_owner = false;
  std::size_t before = last;
  while (at < end && *at == '<') {
    const std::size_t tag = tag_at(at, end, before);
    if (tag == kNoTag) {
      at = in_owner ? nullptr : skip_other(at, end);
      if (at == nullptr) return nullptr;
      continue;
    }
    before = tag;
    const Tag& open = kTagTexts[tag];
    at += open.size;
    if (tag == last) return in_owner ? nullptr : at;
    if (tag == kOwnerBegin || tag == kOwnerEnd) {
      if (in_owner == (tag == kOwnerBegin)) return nullptr;
      in_owner = !in_owner;
      continue;
    }
    if (tag >= kFirstEnd || in_owner != is_owners(tag)) return nullptr;
    const Leaf leaf = tag == kEtag ? scan_etag(at, end, open) : scan_leaf(at, end, open);
    if (leaf.behind == nullptr) return nullptr;
    if (tag < kFirstIgnored) values.texts[tag] = leaf.text;
    if (tag == kKey) {
      values.ascii_key = leaf.ascii;
    } else {
      values.ascii_rest &= leaf.ascii;
    }
    at = leaf.behind;
  }
  return nullptr;
}

}  // namespace wirespeed::s3
