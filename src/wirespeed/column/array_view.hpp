// A column in somebody else's memory, as NumPy or Arrow lay it out: what kernels read.
//
//   ArrayView ages{.item = Item::int64, .length = n, .data = bytes, .stride = 8, .width = 8};
//
// Nothing is owned and nothing is checked here: who makes a view has seen to it that every place it can lead to is
// memory, and keeps that memory while the view is used.
#pragma once

#include <cstdint>

namespace wirespeed::column {

// How one item lies, and what it means.
enum class Item : std::uint8_t {
  boolean,  // a byte: 0 or 1
  bit,      // Arrow's booleans: item i is bit `first + i` of `data`
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  ticks,       // int64 since or between points of time, of any unit; the smallest one is NaT
  bytes,       // `width` bytes; zeros at their end do not count (NumPy's S)
  ucs4,        // `width` / 4 characters of 32 bits; zeros at their end do not count (NumPy's U)
  text,        // `data` from offset i to offset i + 1; `offsets` are int32 (Arrow's utf8 and binary)
  large_text,  // the same, int64
  text_view,   // 16 bytes each: a length, then the text itself or which of `buffers` has it and where (Arrow's views)
  slices,      // a std::string_view each; null where its data() is
};

struct ArrayView {
  Item item = Item::int64;
  std::int64_t length = 0;
  const std::uint8_t* data = nullptr;  // item 0; of text, the characters
  std::int64_t stride = 0;             // bytes from an item to the next, negative too; of text and bits without meaning
  std::int64_t width = 0;              // bytes of an item; of text and bits 0
  const void* offsets = nullptr;       // of text and large_text: that of item 0
  const void* const* buffers = nullptr;    // of text_view: what long ones point into
  const std::uint8_t* validity = nullptr;  // item i is there when bit `first + i` is 1; none: all are
  std::int64_t first = 0;                  // Arrow's offset, for validity and bits
  const ArrayView* dictionary = nullptr;   // items, which are integers, are places in it

  bool is_there(std::int64_t i) const noexcept {
    return validity == nullptr || (validity[(first + i) / 8] >> ((first + i) % 8) & 1) != 0;
  }
  bool is_contiguous() const noexcept { return stride == width; }
};

constexpr bool is_text(Item item) noexcept { return item >= Item::bytes; }

}  // namespace wirespeed::column
