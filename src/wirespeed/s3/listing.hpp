// Pages of ListObjectsV2, ListObjects and ListObjectVersions, with their destination as a template argument.
//
//   struct Into {
//     void entry(const ListedEntry& entry);     // views die with the call
//     void prefix(std::string_view prefix);     // what a delimiter rolled up
//   };
//   auto page = read_listing(body, into);       // body: one page, whole
//   if (page && page->truncated) ...            // ListCursor (list_cursor.hpp) knows how to go on
//
// Entries and prefixes come in the order that the page has them: each kind ascending, one kind after the other.
// A page that fails has handed out what stood before the failure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"
#include "wirespeed/s3/listing_entry.hpp"
#include "wirespeed/s3/xml_reader.hpp"

namespace wirespeed::s3 {

// An object, a version of one, or the marker that it was deleted. What was not sent is empty.
struct ListedEntry {
  std::string_view key;     // as the server has it: nearly always UTF-8, never empty
  bool ascii_key = false;   // the key surely is; else it may be
  bool ascii_rest = false;  // likewise all other texts
  std::int64_t size = 0;
  std::string_view etag;                                     // without its quotes
  std::optional<std::int64_t> last_modified = std::nullopt;  // us since 1970-01-01T00:00Z
  std::string_view storage_class;
  std::string_view version_id;
  bool is_latest = true;
  bool is_delete_marker = false;
  std::string_view owner_id;
  std::string_view owner_name;
};

// What a page says about itself and the next one. Nothing here is encoded any more.
struct ListPage {
  bool of_versions = false;
  std::string bucket;
  std::string prefix;
  std::string delimiter;
  bool url_encoded = false;  // its keys were
  bool truncated = false;
  std::string next_token;       // of ListObjectsV2
  std::string next_marker;      // of ListObjects, which may leave it out
  std::string next_key_marker;  // of versions
  std::string next_version_id_marker;
  std::string last;    // the greater of its last key and its last prefix
  bool sorted = true;  // keys ascend, and prefixes do: so it is but in directory buckets
  std::uint64_t entries = 0;
  std::uint64_t prefixes = 0;
};

// Walks a page. read_listing() is the usual way.
class ListingReader {
 public:
  enum class Effort : std::uint8_t {
    all,
    keys,       // of entries their keys alone
    unhurried,  // all, and never by short cuts: what tests compare with
  };

  // `body` is lent: while this lives, nobody else may touch it.
  explicit ListingReader(std::string& body, Effort effort = Effort::all);

  enum class Item : std::uint8_t { entry, prefix, none };
  // none: the page is over, or failed.
  Item next();
  const ListedEntry& entry() const noexcept { return entry_; }
  std::string_view prefix() const noexcept { return prefix_; }

  // After next() said none.
  Result<ListPage> finish();

 private:
  void begin();
  void begin_items(const char* first);
  bool tail_says_url(const char* first) const noexcept;
  void page_child(std::string_view name);
  bool flag();

  bool scan_entry(EntryKind& kind);
  void read_entry();
  void read_owner();
  void keep(EntryChild child);
  Item give_entry(EntryKind kind, const char* at);
  Item give_prefix(const char* at);
  bool convert(EntryKind kind, const char* at);
  std::string_view decode_name(std::string_view text, std::string& room) const;

  PaddedText padded_;
  XmlReader xml_;
  Effort effort_;
  ListPage page_;
  bool began_ = false;
  bool began_items_ = false;
  bool url_encoded_ = false;  // what was taken for true when the first item came

  EntryScanner scanner_;
  EntryValues values_;
  bool copied_ = false;                            // values_ are in rooms_, not in the page
  std::array<std::string, kEntryChildren> rooms_;  // of values that are no bytes of the page
  ListedEntry entry_;
  std::string_view prefix_;
  std::array<std::string, 2> key_rooms_;  // one of the key, one of that before
  std::array<std::string, 2> prefix_rooms_;
};

// Into may say `static constexpr bool kKeysOnly = true`.
template <typename Into>
Result<ListPage> read_listing(std::string& body, Into& into) {
  constexpr bool kKeysOnly = requires { requires Into::kKeysOnly; };
  ListingReader reader(body, kKeysOnly ? ListingReader::Effort::keys : ListingReader::Effort::all);
  while (true) {
    const ListingReader::Item item = reader.next();
    if (item == ListingReader::Item::none) return reader.finish();
    if (item == ListingReader::Item::entry) {
      into.entry(reader.entry());
    } else {
      into.prefix(reader.prefix());
    }
  }
}

}  // namespace wirespeed::s3
