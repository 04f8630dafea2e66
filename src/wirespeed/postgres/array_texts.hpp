// Texts of an array, whatever form they have in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/column/array_view.hpp"

namespace wirespeed::postgres {

class ArrayTexts {
 public:
  // REQUIRES: column::is_text(items.item), or a dictionary for which this is so; items outlive it
  explicit ArrayTexts(const column::ArrayView& items) noexcept : items_(items) {}

  // None: it is null. The view dies with the next call. `is_character` is false when a place of 32 bits holds none.
  std::optional<std::string_view> at(std::int64_t i, bool& is_character);

 private:
  std::optional<std::string_view> of(const column::ArrayView& items, std::int64_t i, bool& is_character);
  bool narrow(const column::ArrayView& items, std::int64_t i);
  bool encode(const std::uint8_t* at, std::size_t size);

  const column::ArrayView& items_;
  std::string narrowed_;
};

}  // namespace wirespeed::postgres
