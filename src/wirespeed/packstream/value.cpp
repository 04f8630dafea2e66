#include "wirespeed/packstream/value.hpp"

#include <algorithm>

namespace wirespeed::packstream {

Map::Map() = default;
Map::Map(std::initializer_list<Entry> entries) : entries_(entries) {}
Map::Map(const Map&) = default;
Map::Map(Map&&) noexcept = default;
Map& Map::operator=(const Map&) = default;
Map& Map::operator=(Map&&) noexcept = default;
Map::~Map() = default;

void Map::append(std::string key, Value value) { entries_.emplace_back(std::move(key), std::move(value)); }

const Value* Map::find(std::string_view key) const noexcept {
  const auto found =
      std::find_if(entries_.rbegin(), entries_.rend(), [&](const Entry& entry) { return entry.first == key; });
  return found == entries_.rend() ? nullptr : &found->second;
}

std::size_t Map::size() const noexcept { return entries_.size(); }

bool operator==(const Map& a, const Map& b) { return a.entries_ == b.entries_; }

bool operator==(const Structure& a, const Structure& b) { return a.tag == b.tag && a.fields == b.fields; }

Value::Value(List value) : data_(std::move(value)) {}
Value::Value(Map value) : data_(std::move(value)) {}
Value::Value(Structure value) : data_(std::move(value)) {}

bool operator==(const Value& a, const Value& b) {
  const double* x = a.get<double>();
  const double* y = b.get<double>();
  if (x != nullptr && y != nullptr) return std::bit_cast<std::uint64_t>(*x) == std::bit_cast<std::uint64_t>(*y);
  return a.data_ == b.data_;
}

}  // namespace wirespeed::packstream
