// Distinct texts, numbered as they came.
#pragma once

#include <cstring>
#include <vector>

#include "wirespeed/postgres/column_decoder.hpp"

namespace wirespeed::postgres {

class TextSet {
 public:
  TextSet();

  // Its place; the next free one when it is new.
  std::int32_t place_of(ByteView text) {
    const std::uint64_t hash = hash_of(text);
    for (std::size_t slot = hash & mask_;; slot = (slot + 1) & mask_) {
      const Slot& found = slots_[slot];
      if (found.place < 0) return add(slot, hash, text);
      if (found.hash == hash && is_equal(found.place, text)) return found.place;
    }
  }

  std::size_t size() const noexcept { return starts_.size() - 1; }
  std::size_t bytes() const noexcept { return texts_.size() + slots_.size() * sizeof(Slot); }
  // Its text, with bytes behind that may be read; until the next place_of().
  Cell cell(std::size_t place) const noexcept {
    return {texts_.data() + starts_[place], static_cast<std::int32_t>(starts_[place + 1] - starts_[place])};
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::int32_t place = -1;  // none
  };

  static std::uint64_t hash_of(ByteView text) noexcept;
  bool is_equal(std::int32_t place, ByteView text) const noexcept {
    const Cell known = cell(static_cast<std::size_t>(place));
    return static_cast<std::size_t>(known.size) == text.size() &&
           (text.empty() || std::memcmp(known.data, text.data(), text.size()) == 0);
  }
  std::int32_t add(std::size_t slot, std::uint64_t hash, ByteView text);
  void grow();

  std::vector<Slot> slots_;
  std::size_t mask_;
  std::vector<std::uint8_t> texts_;  // one behind the other, and kReadableBehind
  std::vector<std::size_t> starts_;  // and where the next one will be
};

}  // namespace wirespeed::postgres
