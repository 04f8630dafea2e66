// PackStream values as JSON text, straight from bytes: for columns that hold what no one type does.
// Maps keep their keys in order, nulls among them. What JSON has no form for: column/cell_text.hpp.
#pragma once

#include <string>

#include "wirespeed/packstream/column_reader.hpp"

namespace wirespeed::packstream {

class JsonReader {
 public:
  // Borrows all three; appends to `out`.
  JsonReader(Cursor& cursor, std::string& out, const ColumnRules& rules) noexcept
      : cursor_(cursor), out_(out), rules_(rules) {}

  // The next value. False: why(), or the cursor's fault if that is empty.
  [[nodiscard]] bool read();
  // The same, but text, dates and the like without quotes around them.
  [[nodiscard]] bool read_bare();

  Cursor& cursor() noexcept { return cursor_; }
  std::string& out() noexcept { return out_; }
  const std::string& why() const noexcept { return why_; }

  // For structures. A string, with the quotes it needs where it stands:
  void string(std::string_view text);
  // and an object of members, each a name and a value: object(), then member() and the value's text, then end_object().
  void begin_object() { out_ += '{'; }
  void member(std::string_view name);
  [[nodiscard]] bool read_member(std::string_view name);
  void end_object() { out_ += '}'; }
  bool malformed(std::string why);  // false

 private:
  bool value(bool bare);
  bool large(std::uint8_t marker);
  bool integer(std::uint8_t marker);
  bool floating();
  bool text(std::uint8_t marker, std::uint64_t size);
  bool bytes(std::uint8_t marker, std::uint64_t size);
  bool uuid(std::uint8_t marker);
  bool list(std::uint8_t marker, std::uint64_t size);
  bool map(std::uint8_t marker, std::uint64_t size);
  bool structure(std::uint8_t marker);
  bool plain(std::string_view token) {
    out_ += token;
    return true;
  }
  bool enter(std::uint8_t marker) noexcept;

  Cursor& cursor_;
  std::string& out_;
  const ColumnRules& rules_;
  std::uint32_t depth_ = 0;
  bool bare_ = false;  // the value that is read now stands alone
  std::string why_;
};

}  // namespace wirespeed::packstream
