// A record that is read where it lies.
//
//   View view(*schema, bytes);
//   if (!view.is_null(2)) use(view.text(2));
//
// Nothing is checked here: REQUIRES of all: verify() (verify.hpp) has found no fault in the bytes, which stay while the
// view is used; and of each accessor that the field is of its type and not null.
#pragma once

#include <algorithm>
#include <string_view>
#include <variant>

#include "wirespeed/record/schema.hpp"

namespace wirespeed::record {

class View;

// What a list holds, where it lies.
class ListView {
 public:
  ListView(const FieldType& type, const std::uint8_t* data, std::size_t size) noexcept
      : type_(&type), data_(data), size_(size) {}

  const FieldType& type() const noexcept { return *type_; }  // that of the list
  std::size_t size() const noexcept { return size_; }
  const std::uint8_t* data() const noexcept { return data_; }  // of values of one width: the first

  template <typename T>
  T number(std::size_t i) const noexcept {
    return load_le<T>(data_ + i * sizeof(T));
  }
  ByteView fixed_bytes(std::size_t i) const noexcept { return {data_ + i * type_->width, type_->width}; }
  std::string_view fixed_text(std::size_t i) const noexcept;
  ByteView bytes(std::size_t i) const noexcept;  // of texts, bytes and records
  std::string_view text(std::size_t i) const noexcept { return text_of(bytes(i)); }
  View record(std::size_t i) const noexcept;

 private:
  const FieldType* type_;
  const std::uint8_t* data_;
  std::size_t size_;
};

// Without the zeros at the end.
inline std::string_view trimmed(const std::uint8_t* data, std::size_t width) noexcept {
  while (width != 0 && data[width - 1] == 0) --width;
  return text_of({data, width});
}

class View {
 public:
  View(const Schema& schema, const std::uint8_t* data) noexcept : schema_(&schema), data_(data) {}

  const Schema& schema() const noexcept { return *schema_; }
  const std::uint8_t* data() const noexcept { return data_; }
  ByteView all_bytes() const noexcept { return {data_, total_bytes_of(data_)}; }

  bool is_null(std::size_t i) const noexcept {
    const std::uint8_t* record = holder_of(i);
    return (record[nulls_at(header_of(record)) + i / 8] >> (i % 8) & 1) != 0;
  }
  template <typename T>
  T number(std::size_t i) const noexcept {
    return load_le<T>(place(i));
  }
  bool boolean(std::size_t i) const noexcept { return *place(i) != 0; }
  std::string_view fixed_text(std::size_t i) const noexcept { return trimmed(place(i), schema_->field(i).type.width); }
  ByteView fixed_bytes(std::size_t i) const noexcept { return {place(i), schema_->field(i).type.width}; }
  ByteView bytes(std::size_t i) const noexcept {
    const Span span = number<Span>(i);
    return {holder_of(i) + span.offset, span.size};
  }
  std::string_view text(std::size_t i) const noexcept { return text_of(bytes(i)); }
  View record(std::size_t i) const noexcept { return {*schema_->field(i).type.record, bytes(i).data()}; }
  ListView list(std::size_t i) const noexcept {
    const Span span = number<Span>(i);
    return {schema_->field(i).type, holder_of(i) + span.offset, span.size};
  }
  // Of a fixed field its value, of others their Span; zeros for a null.
  const std::uint8_t* place(std::size_t i) const noexcept { return holder_of(i) + schema_->field(i).offset; }

 private:
  // The record itself, or the defaults where it is too old to have the field.
  const std::uint8_t* holder_of(std::size_t i) const noexcept {
    return i < load_le<std::uint16_t>(data_ + 2) ? data_ : schema_->defaults();
  }

  const Schema* schema_;
  const std::uint8_t* data_;
};

inline std::string_view ListView::fixed_text(std::size_t i) const noexcept {
  return trimmed(data_ + i * type_->width, type_->width);
}

// Where what the ends count from begins, in a list of `size` texts, bytes or records.
inline std::size_t list_head_bytes(const FieldType& type, std::size_t size) noexcept {
  const std::size_t ends = (size + 1) * sizeof(std::uint32_t);
  return type.kind == Kind::record ? align_up(ends, kAlignment) : ends;
}

inline ByteView ListView::bytes(std::size_t i) const noexcept {
  const auto begin = load_le<std::uint32_t>(data_ + i * sizeof(std::uint32_t));
  const auto end = load_le<std::uint32_t>(data_ + (i + 1) * sizeof(std::uint32_t));
  return {data_ + list_head_bytes(*type_, size_) + begin, end - begin};
}

inline View ListView::record(std::size_t i) const noexcept { return {*type_->record, bytes(i).data()}; }

// A field's value and what it means. Numbers of up to 64 bits with a sign are int64, those without uint64.
struct Date {
  std::int32_t days;  // since 1970-01-01
};
struct Timestamp {
  std::int64_t us;  // since 1970-01-01T00:00
  bool is_utc;
};
struct Duration {
  std::int64_t us;
};
using Value = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, float, double, Date, Timestamp, Duration,
                           std::string_view, ByteView, View, ListView>;

// What a field that is not null has in the tail, as it lies there. REQUIRES: !is_fixed(its type)
ByteView tail_of(const View& view, std::size_t i) noexcept;

// Any field: monostate is null, a string_view text, a ByteView bytes.
Value value_of(const View& view, std::size_t i) noexcept;
// An item of a list; never a null, never a list.
Value value_of(const ListView& list, std::size_t i) noexcept;

}  // namespace wirespeed::record
