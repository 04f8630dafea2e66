// Destinations of listings that are kept as they come: keys alone, or whole entries, in one piece of memory each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/s3/listing.hpp"

namespace wirespeed::s3 {

// Texts one behind the other: number i is bytes[ends[i - 1], ends[i]), the first one from 0.
struct TextArena {
  std::string bytes;
  std::vector<std::uint64_t> ends;

  void append(std::string_view text) {
    bytes += text;
    ends.push_back(bytes.size());
  }
  std::size_t size() const noexcept { return ends.size(); }
  std::string_view operator[](std::size_t i) const noexcept {
    const std::uint64_t begin = i == 0 ? 0 : ends[i - 1];
    return std::string_view(bytes).substr(begin, ends[i] - begin);
  }
  void clear() noexcept {
    bytes.clear();
    ends.clear();
  }
};

struct KeyList {
  static constexpr bool kKeysOnly = true;

  TextArena keys;
  TextArena prefixes;
  bool all_ascii = true;  // of the keys; false says nothing

  void entry(const ListedEntry& entry) {
    keys.append(entry.key);
    all_ascii &= entry.ascii_key;
  }
  void prefix(std::string_view text) { prefixes.append(text); }
};

// Entries, with their texts in one arena. Views die when one more comes.
class EntryList {
 public:
  void entry(const ListedEntry& entry);
  void prefix(std::string_view text) { prefixes_.append(text); }

  std::size_t size() const noexcept { return rows_.size(); }
  bool empty() const noexcept { return rows_.empty(); }
  ListedEntry operator[](std::size_t i) const noexcept;
  const TextArena& prefixes() const noexcept { return prefixes_; }

  // Forgets all entries but [from, to). REQUIRES: from <= to <= size()
  void keep(std::size_t from, std::size_t to);

  std::size_t bytes() const noexcept;
  void clear() noexcept;

 private:
  // The texts of a row stand in `bytes_` in the order of ListedEntry; the storage class, of which there are few, apart.
  struct Row {
    std::uint64_t begin;
    std::int64_t size;
    std::int64_t last_modified;
    std::uint32_t key;
    std::uint32_t etag;
    std::uint32_t version_id;
    std::uint32_t owner_id;
    std::uint32_t owner_name;
    std::uint16_t storage_class;
    bool has_time : 1;
    bool ascii_key : 1;
    bool ascii_rest : 1;
    bool is_latest : 1;
    bool is_delete_marker : 1;
  };

  std::uint16_t class_number(std::string_view name);

  std::vector<Row> rows_;
  std::string bytes_;
  std::vector<std::string> classes_;
  TextArena prefixes_;
};

}  // namespace wirespeed::s3
