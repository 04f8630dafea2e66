// Any bytes as a page of a listing: no crash, short cuts change nothing, and where expat takes the bytes, too, the keys
// are the same.
#include <expat.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/utf8.hpp"
#include "wirespeed/s3/encoding.hpp"
#include "wirespeed/s3/listing.hpp"
#include "wirespeed/s3/listing_columns.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::s3;

void check(bool holds) {
  if (!holds) std::abort();
}

struct Lines {
  std::string all;
  std::vector<std::string> keys;

  void entry(const ListedEntry& entry) {
    keys.emplace_back(entry.key);
    check(!entry.ascii_key || entry.key.find_first_of("\x80\xFF") == entry.key.npos);
    all += fmt::format("{}|{}|{}|{}|{}|{}|{}{}|{}|{}\n", entry.key, entry.size, entry.etag,
                       entry.last_modified.value_or(-1), entry.storage_class, entry.version_id, entry.is_latest,
                       entry.is_delete_marker, entry.owner_id, entry.owner_name);
  }
  void prefix(std::string_view text) { all += "prefix " + std::string(text) + "\n"; }
};

Result<ListPage> read(std::string& body, ListingReader::Effort effort, Lines& lines) {
  ListingReader reader(body, effort);
  for (auto item = reader.next(); item != ListingReader::Item::none; item = reader.next()) {
    if (item == ListingReader::Item::entry) {
      lines.entry(reader.entry());
    } else {
      lines.prefix(reader.prefix());
    }
  }
  return reader.finish();
}

// The texts of <Key> in entries, as expat has them.
struct Keys {
  std::vector<std::string> path;
  std::vector<std::string> keys;
  std::string text;

  static std::string local(const char* name) {
    const std::string_view whole(name);
    const std::size_t colon = whole.find(':');
    return std::string(colon == whole.npos ? whole : whole.substr(colon + 1));
  }
  bool is_entry(std::size_t depth) const {
    return path.size() == depth && (path[1] == "Contents" || path[1] == "Version" || path[1] == "DeleteMarker");
  }
};

void on_start(void* data, const XML_Char* name, const XML_Char** /*attributes*/) {
  auto& keys = *static_cast<Keys*>(data);
  keys.path.push_back(Keys::local(name));
  keys.text.clear();
  if (keys.is_entry(2)) keys.keys.emplace_back();
}

void on_end(void* data, const XML_Char* /*name*/) {
  auto& keys = *static_cast<Keys*>(data);
  if (keys.is_entry(3) && keys.path[2] == "Key") keys.keys.back() = keys.text;
  keys.path.pop_back();
}

void on_text(void* data, const XML_Char* text, int size) {
  static_cast<Keys*>(data)->text.append(text, static_cast<std::size_t>(size));
}

bool read_with_expat(std::string_view bytes, Keys& keys) {
  XML_Parser parser = XML_ParserCreate("UTF-8");
  XML_SetUserData(parser, &keys);
  XML_SetElementHandler(parser, on_start, on_end);
  XML_SetCharacterDataHandler(parser, on_text);
  const bool taken = XML_Parse(parser, bytes.data(), static_cast<int>(bytes.size()), 1) == XML_STATUS_OK;
  XML_ParserFree(parser);
  return taken;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = text_of({data, size});
  std::string body(input);
  Lines quick;
  Lines slow;
  const auto page = read(body, ListingReader::Effort::all, quick);
  const auto again = read(body, ListingReader::Effort::unhurried, slow);
  check(body == input);
  check(page.has_value() == again.has_value() && quick.all == slow.all);
  if (!page) {
    check(!page.error().message.empty() && page.error().message == again.error().message);
    return 0;
  }
  check(page->entries == quick.keys.size());
  ListingColumns columns({.versions = true, .owners = true});
  check(read_listing(body, columns).has_value());
  const auto batch = columns.finish();
  check(batch && batch->rows == static_cast<std::int64_t>(page->entries));
  const std::string_view column = text_of({batch->columns[0].values.data(), batch->columns[0].values.size()});
  check(valid_utf8_prefix(column) == column.size());
  Keys theirs;
  if (!read_with_expat(input, theirs)) return 0;
  for (std::string& key : theirs.keys) {
    if (page->url_encoded) key = percent_decoded(key, Plus::space);
  }
  check(theirs.keys == quick.keys);
  return 0;
}
