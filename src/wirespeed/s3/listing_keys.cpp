#include "wirespeed/s3/listing_keys.hpp"

#include <algorithm>

namespace wirespeed::s3 {
namespace {

std::uint32_t length(std::string_view text) noexcept { return static_cast<std::uint32_t>(text.size()); }

}  // namespace

void EntryList::entry(const ListedEntry& entry) {
  rows_.push_back({.begin = bytes_.size(),
                   .size = entry.size,
                   .last_modified = entry.last_modified.value_or(0),
                   .key = length(entry.key),
                   .etag = length(entry.etag),
                   .version_id = length(entry.version_id),
                   .owner_id = length(entry.owner_id),
                   .owner_name = length(entry.owner_name),
                   .storage_class = class_number(entry.storage_class),
                   .has_time = entry.last_modified.has_value(),
                   .ascii_key = entry.ascii_key,
                   .ascii_rest = entry.ascii_rest,
                   .is_latest = entry.is_latest,
                   .is_delete_marker = entry.is_delete_marker});
  for (const std::string_view text : {entry.key, entry.etag, entry.version_id, entry.owner_id, entry.owner_name}) {
    bytes_ += text;
  }
}

ListedEntry EntryList::operator[](std::size_t i) const noexcept {
  const Row& row = rows_[i];
  std::string_view rest = std::string_view(bytes_).substr(row.begin);
  const auto take = [&rest](std::uint32_t size) {
    const std::string_view text = rest.substr(0, size);
    rest.remove_prefix(size);
    return text;
  };
  ListedEntry entry;
  entry.key = take(row.key);
  entry.etag = take(row.etag);
  entry.version_id = take(row.version_id);
  entry.owner_id = take(row.owner_id);
  entry.owner_name = take(row.owner_name);
  entry.storage_class = classes_[row.storage_class];
  entry.size = row.size;
  if (row.has_time) entry.last_modified = row.last_modified;
  entry.ascii_key = row.ascii_key;
  entry.ascii_rest = row.ascii_rest;
  entry.is_latest = row.is_latest;
  entry.is_delete_marker = row.is_delete_marker;
  return entry;
}

void EntryList::keep(std::size_t from, std::size_t to) {
  rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(to), rows_.end());
  rows_.erase(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(from));
}

std::size_t EntryList::bytes() const noexcept {
  return rows_.size() * sizeof(Row) + bytes_.size() + prefixes_.bytes.size() + prefixes_.ends.size() * 8;
}

void EntryList::clear() noexcept {
  rows_.clear();
  bytes_.clear();
  prefixes_.clear();
}

// A server that had more than 65,535 of them would be told wrongly by the last number, which is none's.
std::uint16_t EntryList::class_number(std::string_view name) {
  const auto found = std::ranges::find(classes_, name);
  if (found != classes_.end()) return static_cast<std::uint16_t>(found - classes_.begin());
  if (classes_.size() == 0xFFFF) return class_number({});
  classes_.emplace_back(name);
  return static_cast<std::uint16_t>(classes_.size() - 1);
}

}  // namespace wirespeed::s3
