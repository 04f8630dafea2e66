// How many different values there are in a group.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "wirespeed/kernels/hash.hpp"

namespace wirespeed::kernels {

// Its table is kept from group to group. Few values are sorted, many are hashed.
template <typename T>
class DistinctCounter {
 public:
  // May change the order of values.
  std::int64_t count(std::span<T> values) {
    if (values.size() <= kFew) return count_sorted(values);
    return count_hashed(values);
  }

 private:
  static constexpr std::size_t kFew = 24;

  static std::int64_t count_sorted(std::span<T> values) {
    std::ranges::sort(values);
    std::int64_t found = values.empty() ? 0 : 1;
    for (std::size_t i = 1; i < values.size(); ++i) found += values[i] == values[i - 1] ? 0 : 1;
    return found;
  }

  std::int64_t count_hashed(std::span<const T> values) {
    const std::size_t slots = std::bit_ceil(values.size() * 2);
    table_.assign(slots, 0);
    std::int64_t found = 0;
    for (std::uint32_t i = 0; i < values.size(); ++i) found += insert(values, i) ? 1 : 0;
    return found;
  }

  // Slots hold places in `values`, from 1 on.
  bool insert(std::span<const T> values, std::uint32_t i) noexcept {
    const std::size_t mask = table_.size() - 1;
    for (std::size_t slot = static_cast<std::size_t>(hash(values[i])) & mask;; slot = (slot + 1) & mask) {
      if (table_[slot] == 0) {
        table_[slot] = i + 1;
        return true;
      }
      if (values[table_[slot] - 1] == values[i]) return false;
    }
  }

  std::uint64_t hash(const T& value) const noexcept {
    if constexpr (std::is_arithmetic_v<T>) {
      std::uint64_t word = 0;
      const T plain = value == T{} ? T{} : value;  // -0.0 is 0.0
      std::memcpy(&word, &plain, sizeof plain);
      return word_hash_(word);
    } else {
      return hash_text({reinterpret_cast<const char*>(value.data()), value.size() * sizeof(typename T::value_type)});
    }
  }
  std::uint64_t hash_text(std::string_view text) const noexcept {
    return text.size() < 8 ? word_hash_(load_part(text.data(), text.size()) ^ text.size() << 56U) : text_hash_(text);
  }

  WordHash word_hash_;
  TextHash text_hash_;
  std::vector<std::uint32_t> table_;
};

}  // namespace wirespeed::kernels
