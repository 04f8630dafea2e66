// A column that can be written as JSON, item by item: views on NumPy's and Arrow's memory, and how each is written.
//
// Nothing is owned but names: who makes a column keeps the memory that it shows.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/column/array_view.hpp"
#include "wirespeed/column/arrow_import.hpp"
#include "wirespeed/record/json_options.hpp"
#include "wirespeed/record/json_out.hpp"

namespace wirespeed::record {

struct JsonColumn;

// One item at `at`, where `out` ends; its end, or nullptr, with a fault set, when it has no JSON. REQUIRES: room for
// the column's `room`. An item that may take more asks for it itself, and leaves out.spare() behind it.
using WriteItem = char* (*)(char* at, JsonOut& out, const JsonColumn& column, std::int64_t item);
// Those of [begin, end), commas between them. The fault says which item.
using WriteItems = bool (*)(JsonOut& out, const JsonColumn& column, std::int64_t begin, std::int64_t end);

// What stands before each field of an object: {"a": and then ,"b":
class JsonKeys {
 public:
  JsonKeys() = default;
  // Bytes of a name that are no UTF-8 become U+FFFD.
  explicit JsonKeys(std::span<const std::string_view> names);

  // What stands before field i; at least JsonOut::kStep bytes behind its beginning may be read.
  std::string_view text(std::size_t i) const noexcept {
    return std::string_view(text_).substr(starts_[i], starts_[i + 1] - starts_[i]);
  }
  // REQUIRES: there are so many names; room for them and JsonOut::kStep bytes behind
  char* write(char* at, std::size_t i) const noexcept {
    const char* text = text_.data() + starts_[i];
    const std::size_t n = starts_[i + 1] - starts_[i];
    for (std::size_t copied = 0; copied < n; copied += JsonOut::kStep) {
      std::memcpy(at + copied, text + copied, JsonOut::kStep);
    }
    return at + n;
  }
  void put(JsonOut& out, std::size_t i) const { out.set_end(write(out.room(bytes() + JsonOut::kStep), i)); }
  std::size_t bytes() const noexcept { return starts_.empty() ? 0 : starts_.back(); }

 private:
  std::string text_{};
  std::vector<std::size_t> starts_{};
};

struct JsonColumn {
  std::string name{};
  JsonOptions options{};
  WriteItem item = nullptr;
  WriteItems items = nullptr;
  std::size_t room = 0;    // bytes that an item may use before it asks
  bool is_string = false;  // each item is a JSON string, or null

  std::int64_t length = 0;
  const std::uint8_t* data = nullptr;  // item 0; of bits those of `first` 0
  std::int64_t stride = 0;
  std::int64_t width = 0;  // bytes of an item; of a list with a fixed number of items, that
  const void* offsets = nullptr;
  const void* const* buffers = nullptr;  // of views: what long ones point into
  const std::uint8_t* validity = nullptr;
  std::int64_t first = 0;       // item 0 in validity and bits, and of struct and fixed lists, in their children
  std::int64_t per_second = 0;  // of times
  std::int64_t scale = 0;       // of decimals
  bool has_nat = false;         // the smallest int64 is null
  bool has_zone = false;        // of moments: they are UTC's
  std::vector<std::int8_t> alternatives{};  // of unions: the child by the type's number
  std::vector<JsonColumn> children{};       // of a dictionary: its values
  JsonKeys keys{};                          // of structs

  bool is_there(std::int64_t i) const noexcept {
    return validity == nullptr || (validity[(first + i) / 8] >> ((first + i) % 8) & 1) != 0;
  }
};

// What the items of an ArrayView mean where that does not say it.
enum class Meaning : std::uint8_t {
  value,
  moment,    // ticks since 1970, `per_second`
  instant,   // likewise, in UTC
  duration,  // ticks between moments
  days,      // whole days since 1970
  time,      // ticks since midnight
  json,      // text or slices that are JSON already, which is believed
};

// Fails for what has no JSON, naming the type: maps with keys that are no scalars.
Result<JsonColumn> json_column(const column::ImportedColumn& column, const JsonOptions& options);
Result<JsonColumn> json_column(std::string name, const column::ArrayView& view, const JsonOptions& options,
                               Meaning meaning = Meaning::value, std::int64_t per_second = 0);

}  // namespace wirespeed::record
