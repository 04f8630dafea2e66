#include <algorithm>

#include "wirespeed/base/json_string.hpp"
#include "wirespeed/base/utf8.hpp"
#include "wirespeed/column/cell_text.hpp"
#include "wirespeed/record/json_codec.hpp"

namespace wirespeed::record {
namespace {

using column::Item;

// Where the bytes of an item are. Each is get(column, item).
template <typename Offset>
struct Sized {
  static std::string_view get(const JsonColumn& column, std::int64_t item) noexcept {
    const Offset* offsets = static_cast<const Offset*>(column.offsets) + item;
    if (offsets[0] == offsets[1]) return {};
    return {reinterpret_cast<const char*>(column.data) + offsets[0], static_cast<std::size_t>(offsets[1] - offsets[0])};
  }
};

//  | int32 size | up to 12 bytes |   or   | int32 size | 4 bytes | int32 buffer | int32 offset |
struct Viewed {
  static std::string_view get(const JsonColumn& column, std::int64_t item) noexcept {
    const std::uint8_t* at = column.data + item * column.stride;
    const auto size = static_cast<std::size_t>(load_le<std::int32_t>(at));
    if (size <= 12) return {reinterpret_cast<const char*>(at) + 4, size};
    const auto* data = static_cast<const char*>(column.buffers[load_le<std::int32_t>(at + 8)]);
    return {data + load_le<std::int32_t>(at + 12), size};
  }
};

struct Sliced {
  static std::string_view get(const JsonColumn& column, std::int64_t item) noexcept {
    return load_le<std::string_view>(column.data + item * column.stride);
  }
};

struct Fixed {
  static std::string_view get(const JsonColumn& column, std::int64_t item) noexcept {
    return {reinterpret_cast<const char*>(column.data) + item * column.stride, static_cast<std::size_t>(column.width)};
  }
};

// NumPy's S.
struct Trimmed {
  static std::string_view get(const JsonColumn& column, std::int64_t item) noexcept {
    std::string_view text = Fixed::get(column, item);
    while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
    return text;
  }
};

// NumPy's U.
std::span<const char32_t> trimmed_wide(const JsonColumn& column, std::int64_t item) noexcept {
  const auto* text = reinterpret_cast<const char32_t*>(column.data + item * column.stride);
  std::size_t n = static_cast<std::size_t>(column.width) / sizeof(char32_t);
  while (n != 0 && text[n - 1] == 0) --n;
  return {text, n};
}

// Long texts are written in pieces: six times their size need not be free at once.
constexpr std::size_t kPiece = 4096;

// Where the piece of at most kPiece bytes ends, in front of a code point.
std::size_t piece_of(std::string_view text) noexcept {
  if (text.size() <= kPiece) return text.size();
  std::size_t end = kPiece;
  while (end > kPiece - 4 && (static_cast<std::uint8_t>(text[end]) & 0xC0) == 0x80) --end;
  return end;
}

bool refuse_text(JsonOut& out, std::string_view text) {
  const std::size_t at = valid_utf8_prefix(text);
  out.set_fault(fmt::format("expected UTF-8, found the byte 0x{:02x} at {} of {}",
                            at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0, at, text.size()));
  return false;
}

bool write_long(JsonOut& out, std::string_view text) {
  for (std::string_view left = text; !left.empty();) {
    const std::size_t n = piece_of(left);
    char* end = write_json_text(out.room(kMaxEscape * n + kJsonSlack), left.substr(0, n));
    if (end == nullptr) return refuse_text(out, text);
    out.set_end(end);
    left.remove_prefix(n);
  }
  return true;
}

bool write_text(JsonOut& out, std::string_view text) {
  if (text.size() > kPiece) {
    out.put('"');
    if (!write_long(out, text)) return false;
    out.put('"');
    return true;
  }
  char* at = out.room(kMaxEscape * text.size() + kJsonSlack + 2);
  *at = '"';
  char* end = write_json_text(at + 1, text);
  if (end == nullptr) return refuse_text(out, text);
  *end = '"';
  out.set_end(end + 1);
  return true;
}

// Short text of a fixed width has a bound.
constexpr std::int64_t kNarrow = 64;

constexpr std::size_t kNarrowRoom = kMaxEscape * kNarrow + kJsonSlack + 2;

// REQUIRES: text.size() <= kNarrow; kNarrowRoom at `at`
char* write_narrow(char* at, std::string_view text, JsonOut& out) {
  *at = '"';
  char* end = write_json_text(at + 1, text);
  if (end == nullptr) [[unlikely]] {
    refuse_text(out, text);
    return nullptr;
  }
  *end = '"';
  return end + 1;
}

struct NarrowText {
  static constexpr std::size_t kRoom = kNarrowRoom;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut& out) {
    return write_narrow(at, Trimmed::get(column, item), out);
  }
};

// Of any size. An item by itself is mostly short, and is written where there is room for such.
template <typename Get>
struct Text {
  static constexpr std::size_t kItemRoom = kNarrowRoom;
  static char* write_item(char* at, JsonOut& out, const JsonColumn& column, std::int64_t item) {
    if (!column.is_there(item)) return write_null(at);
    const std::string_view text = Get::get(column, item);
    if (text.size() <= kNarrow) [[likely]]
      return write_narrow(at, text, out);
    out.set_end(at);
    return write_text(out, text) ? out.room_to_go_on() : nullptr;
  }
  static bool write(JsonOut& out, const JsonColumn& column, std::int64_t item) {
    return write_text(out, Get::get(column, item));
  }
};

struct WideText {
  static bool write(JsonOut& out, const JsonColumn& column, std::int64_t item) {
    const std::span<const char32_t> text = trimmed_wide(column, item);
    char* at = out.room(kMaxEscape * text.size() + kJsonSlack + 2);
    *at = '"';
    char* end = write_json_text(at + 1, text);
    if (end == nullptr) {
      out.set_fault("expected Unicode, found a surrogate or a number beyond U+10FFFF");
      return false;
    }
    *end = '"';
    out.set_end(end + 1);
    return true;
  }
};

template <typename Get>
struct Base64 {
  static bool write(JsonOut& out, const JsonColumn& column, std::int64_t item) {
    std::string text = "\"";
    column::append_base64(text, bytes_of(Get::get(column, item)));
    out.put(text += '"');
    return true;
  }
};

template <typename Get>
struct Refused {
  static bool write(JsonOut& out, const JsonColumn& column, std::int64_t item) {
    out.set_fault(fmt::format("expected no bytes, found {} of them; take binary=\"base64\" or \"utf8\"",
                              Get::get(column, item).size()));
    return false;
  }
};

struct Uuid {
  static constexpr std::size_t kRoom = 40;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut&) noexcept {
    constexpr std::string_view kHex = "0123456789abcdef";
    const std::uint8_t* bytes = column.data + item * column.stride;
    *at++ = '"';
    for (std::size_t i = 0; i < 16; ++i) {
      if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
      *at++ = kHex[bytes[i] >> 4];
      *at++ = kHex[bytes[i] & 0xF];
    }
    *at = '"';
    return at + 1;
  }
};

template <typename Get>
struct Json {
  static bool write(JsonOut& out, const JsonColumn& column, std::int64_t item) {
    out.put(Get::get(column, item));
    return true;
  }
};

template <typename Codec>
void set_sized(JsonColumn& column) {
  set_codec<Codec>(column);
  if constexpr (requires { Codec::kItemRoom; }) {
    column.item = &Codec::write_item;
    column.room = Codec::kItemRoom;
  }
}

template <template <typename> typename Codec>
void set_by_item(JsonColumn& column, Item item) {
  switch (item) {
    case Item::text:
      return set_sized<Codec<Sized<std::int32_t>>>(column);
    case Item::large_text:
      return set_sized<Codec<Sized<std::int64_t>>>(column);
    case Item::text_view:
      return set_sized<Codec<Viewed>>(column);
    case Item::slices:
      return set_sized<Codec<Sliced>>(column);
    default:
      return set_sized<Codec<Fixed>>(column);
  }
}

}  // namespace

void set_text(JsonColumn& column, Item item) {
  column.is_string = true;
  if (item == Item::ucs4) return set_codec<WideText>(column);
  if (item == Item::bytes)
    return column.width <= kNarrow ? set_codec<NarrowText>(column) : set_sized<Text<Trimmed>>(column);
  set_by_item<Text>(column, item);
}

void set_binary(JsonColumn& column, Item item) {
  column.is_string = true;
  switch (column.options.binary) {
    case Binary::base64:
      return set_by_item<Base64>(column, item);
    case Binary::text:
      return set_by_item<Text>(column, item);
    case Binary::error:
      return set_by_item<Refused>(column, item);
  }
}

void set_uuid(JsonColumn& column) {
  column.is_string = true;
  set_codec<Uuid>(column);
}

void set_json(JsonColumn& column, Item item) { set_by_item<Json>(column, item); }

}  // namespace wirespeed::record
