// Makes records.
//
//   Writer writer(*schema);
//   writer.set_number<std::int64_t>(0, 42);
//   writer.set_text(1, "name");
//   Result<ByteView> record = writer.finish();   // good until begin()
//
// Fields are set in their order, each once at most; one that is passed over has its default, or is null. What is wrong
// is said by finish(). REQUIRES of each setter: the field is of its type. Not thread-safe.
#pragma once

#include <span>

#include "wirespeed/record/output.hpp"
#include "wirespeed/record/view.hpp"

namespace wirespeed::record {

class Writer {
 public:
  explicit Writer(const Schema& schema) : schema_(schema) { begin(); }

  const Schema& schema() const noexcept { return schema_; }

  // A new record; the old one is gone.
  void begin();
  // Null, or the default where there is one, up to the field, which is the next one then.
  void skip_to(std::size_t i) {
    while (next_ < i) skip();
  }

  void set_null(std::size_t i);
  // Where a value of one width is to be written; zeros so far. Good until the next call.
  std::uint8_t* place(std::size_t i) {
    skip_to(i);
    ++next_;
    return out_.data() + schema_.field(i).offset;
  }
  template <typename T>
  void set_number(std::size_t i, T value) {
    store_le(place(i), value);
  }
  void set_boolean(std::size_t i, bool value) { set_number<std::uint8_t>(i, value ? 1 : 0); }
  // Of at most the field's width. REQUIRES: valid UTF-8
  void set_fixed_text(std::size_t i, std::string_view text);
  // Of the field's width.
  void set_fixed_bytes(std::size_t i, ByteView bytes);
  // Text and bytes. REQUIRES: text is valid UTF-8.
  void set_bytes(std::size_t i, ByteView bytes);
  void set_text(std::size_t i, std::string_view text) { set_bytes(i, bytes_of(text)); }
  // REQUIRES: one of the field's schema, verified.
  void set_record(std::size_t i, ByteView record);
  // Values of one width, as they lie one behind the other. REQUIRES: booleans are 0 or 1, text is valid UTF-8
  void set_values(std::size_t i, ByteView values);
  template <typename T>
  void set_numbers(std::size_t i, std::span<const T> numbers) {
    set_values(i, {reinterpret_cast<const std::uint8_t*>(numbers.data()), numbers.size_bytes()});
  }
  // Texts, bytes or records. REQUIRES: as of one of them.
  void set_items(std::size_t i, std::span<const ByteView> items);

  // Fails when a field without a default was passed over or set to null and is not optional, when text or bytes do not
  // have the width of their field, and for a record beyond kMaxRecordBytes.
  Result<ByteView> finish();

 private:
  enum class Wrong : std::uint8_t { nothing, missing, width, size };

  void skip();
  void copy_default(std::size_t i);
  void set_wrong(Wrong wrong, std::size_t i, std::size_t found) noexcept;
  // Puts the next part of the tail into the field's place; null when the record becomes too large.
  std::uint8_t* extend(std::size_t i, std::size_t bytes, std::size_t size);
  Error error() const;

  const Schema& schema_;
  Output out_;
  std::size_t next_ = 0;
  Wrong wrong_ = Wrong::nothing;
  std::size_t wrong_field_ = 0;
  std::size_t found_ = 0;
};

}  // namespace wirespeed::record
