// How items are written, one codec for each layout.
//
// A codec of items that have a bound:
//   static constexpr std::size_t kRoom = 24;
//   static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut& out);   // nullptr: a fault is
//   set
// A codec of others writes into `out` itself and returns false for a fault.
#pragma once

#include <algorithm>
#include <concepts>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/record/json_column.hpp"

namespace wirespeed::record {

inline char* write_null(char* at) noexcept {
  constexpr char kNull[4] = {'n', 'u', 'l', 'l'};
  std::memcpy(at, kNull, sizeof kNull);
  return at + 4;
}

template <typename T>
T number_at(const JsonColumn& column, std::int64_t item) noexcept {
  return load_le<T>(column.data + item * column.stride);
}

template <typename Codec>
concept BoundCodec = requires { Codec::kRoom; };

template <typename Codec>
char* write_one(char* at, JsonOut& out, const JsonColumn& column, std::int64_t item) {
  if constexpr (BoundCodec<Codec>) {
    return column.is_there(item) ? Codec::write(at, column, item, out) : write_null(at);
  } else {
    out.set_end(at);
    if (!column.is_there(item)) {
      out.put("null");
    } else if (!Codec::write(out, column, item)) {
      return nullptr;
    }
    return out.room_to_go_on();
  }
}

// One item behind what was written; false with a fault set.
inline bool put_item(JsonOut& out, const JsonColumn& column, std::int64_t item) {
  char* end = column.item(out.room(column.room), out, column, item);
  if (end == nullptr) return false;
  out.set_end(end);
  return true;
}

// Items that room is asked for at once.
inline constexpr std::int64_t kBlockItems = 64;

// Up to kBlockItems, with a comma behind each; the end of the text, or nullptr, and the item in the fault.
template <BoundCodec Codec>
char* write_block(char* at, JsonOut& out, const JsonColumn& column, std::int64_t begin, std::int64_t end) {
  for (std::int64_t i = begin; i < end; ++i) {
    char* behind = column.is_there(i) ? Codec::write(at, column, i, out) : write_null(at);
    if (behind == nullptr) [[unlikely]] {
      out.set_fault_item(i);
      return nullptr;
    }
    *behind = ',';
    at = behind + 1;
  }
  return at;
}

template <typename Codec>
bool write_all(JsonOut& out, const JsonColumn& column, std::int64_t begin, std::int64_t end) {
  if constexpr (BoundCodec<Codec>) {
    for (std::int64_t i = begin; i < end; i += kBlockItems) {
      char* room = out.room((Codec::kRoom + 1) * kBlockItems);
      char* at = write_block<Codec>(room, out, column, i, std::min(i + kBlockItems, end));
      if (at == nullptr) [[unlikely]]
        return false;
      out.set_end(at);
    }
  } else {
    for (std::int64_t i = begin; i < end; ++i) {
      if (column.is_there(i)) {
        if (!Codec::write(out, column, i)) [[unlikely]] {
          out.set_fault_item(i);
          return false;
        }
      } else {
        out.put("null");
      }
      out.put(',');
    }
  }
  if (begin < end) out.drop();
  return true;
}

template <typename Codec>
void set_codec(JsonColumn& column) {
  if constexpr (BoundCodec<Codec>) column.room = Codec::kRoom;
  column.item = &write_one<Codec>;
  column.items = &write_all<Codec>;
}

// Each sets how the items of a kind are written.
void set_number(JsonColumn& column, column::Item item);     // boolean to float64
void set_half(JsonColumn& column);                          // float16
void set_decimal(JsonColumn& column);                       // of `width` bytes and `scale`
void set_time(JsonColumn& column, Meaning meaning);         // int64 of `per_second`; days: int64
void set_narrow_time(JsonColumn& column, Meaning meaning);  // int32
void set_text(JsonColumn& column, column::Item item);       // UTF-8, or NumPy's S and U
void set_binary(JsonColumn& column, column::Item item);     // by the options; `bytes` is `width` of them, zeros too
void set_uuid(JsonColumn& column);                          // 16 bytes
void set_json(JsonColumn& column, column::Item item);       // as it is
void set_interval(JsonColumn& column, column::Layout layout);
// Of the children that are there already.
void set_nested(JsonColumn& column, column::Layout layout);
void set_dictionary(JsonColumn& column, column::Item places);

}  // namespace wirespeed::record
