// Builders: values in, one finished column out. They are the hot path of every decoder.
//
//   RowBuilder<Int64Builder, Utf8Builder> rows;
//   rows.append(std::int64_t{239}, std::string_view("Jesper Dahlbäck"));
//   Result<Batch> batch = rows.finish();      // the builder is empty again and may be filled anew
//
// An absent value is std::nullopt, or a string_view or span without data. Null and not null take the same path, without
// a branch; the validity bits are dropped at the end when there was no null. Not thread-safe. Nothing throws but
// std::bad_alloc.
#pragma once

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>
#include <tuple>

#include "wirespeed/column/batch.hpp"

namespace wirespeed::column {

// A bit for each value. REQUIRES: reserve() before set(); no bit is set twice.
class BitBuilder {
 public:
  void reserve(std::size_t bits);
  void set(std::size_t index, bool bit) noexcept {
    words_.as<std::uint64_t>()[index / 64] |= std::uint64_t{bit} << (index % 64);
  }
  Buffer finish(std::size_t bits) noexcept;

 private:
  Buffer words_;
};

// What all builders share: how many values, room for how many, and which are null.
class Slots {
 public:
  std::size_t length() const noexcept { return length_; }

 protected:
  static constexpr std::size_t kFirstCapacity = 64;

  bool full() const noexcept { return length_ == capacity_; }
  std::size_t grow_slots();  // returns the new capacity
  void push(bool present) noexcept {
    validity_.set(length_++, present);
    nulls_ += !present;
  }
  Column finish_slots(Type type);  // and starts anew

 private:
  std::size_t length_ = 0;
  std::size_t capacity_ = 0;
  std::size_t nulls_ = 0;
  std::size_t expected_ = kFirstCapacity;  // as many as last time
  BitBuilder validity_;
};

template <typename T, Type kTypeOfT>
class NumberBuilder : public Slots {
 public:
  static constexpr Type kType = kTypeOfT;

  void append(std::optional<T> value) {
    if (full()) [[unlikely]]
      values_.reserve(grow_slots() * sizeof(T));
    values_.template as<T>()[length()] = value.value_or(T{});
    push(value.has_value());
  }

  std::size_t bytes() const noexcept { return length() * sizeof(T); }

  Result<Column> finish() {
    values_.set_size(bytes());
    Column column = finish_slots(kType);
    column.values = std::exchange(values_, {});
    return column;
  }

 private:
  Buffer values_;
};

using Int32Builder = NumberBuilder<std::int32_t, Type::int32>;
using Int64Builder = NumberBuilder<std::int64_t, Type::int64>;

class BoolBuilder : public Slots {
 public:
  static constexpr Type kType = Type::boolean;

  void append(std::optional<bool> value) {
    if (full()) [[unlikely]]
      values_.reserve(grow_slots());
    values_.set(length(), value.value_or(false));
    push(value.has_value());
  }

  std::size_t bytes() const noexcept { return (length() + 7) / 8; }
  Result<Column> finish();

 private:
  BitBuilder values_;
};

class Utf8Builder : public Slots {
 public:
  static constexpr Type kType = Type::utf8;

  // REQUIRES: valid UTF-8. Text that would pass kMaxTextBytes is left out and makes finish() fail.
  void append(std::string_view text) {
    if (full()) [[unlikely]]
      grow_offsets();
    if (text.size() > text_.capacity() - end_) [[unlikely]]
      text = grow_text(text);
    copy_short(text_.data() + end_, text);
    end_ += text.size();
    offsets_.as<std::int32_t>()[length() + 1] = static_cast<std::int32_t>(end_);
    push(text.data() != nullptr);
  }

  std::size_t bytes() const noexcept { return length() * sizeof(std::int32_t) + end_; }
  Result<Column> finish();

 private:
  // Most text of a dump is under 17 bytes: two overlapping loads instead of a call.
  static void copy_short(std::uint8_t* to, std::string_view text) noexcept {
    const std::size_t size = text.size();
    if (size > 16) {
      std::memcpy(to, text.data(), size);
    } else if (size >= 8) {
      copy_ends<8>(to, text);
    } else if (size >= 4) {
      copy_ends<4>(to, text);
    } else if (size != 0) {
      to[0] = static_cast<std::uint8_t>(text.front());
      to[size / 2] = static_cast<std::uint8_t>(text[size / 2]);
      to[size - 1] = static_cast<std::uint8_t>(text.back());
    }
  }

  // The first kBytes and the last kBytes. REQUIRES: kBytes <= text.size() <= 2 * kBytes
  template <std::size_t kBytes>
  static void copy_ends(std::uint8_t* to, std::string_view text) noexcept {
    std::uint8_t front[kBytes];
    std::uint8_t back[kBytes];
    std::memcpy(front, text.data(), kBytes);
    std::memcpy(back, text.data() + text.size() - kBytes, kBytes);
    std::memcpy(to, front, kBytes);
    std::memcpy(to + text.size() - kBytes, back, kBytes);
  }

  void grow_offsets();
  std::string_view grow_text(std::string_view text);

  Buffer offsets_;
  Buffer text_;
  std::size_t end_ = 0;
  std::size_t expected_text_ = 1024;  // as much as last time
  bool overflow_ = false;
};

class ListUtf8Builder : public Slots {
 public:
  static constexpr Type kType = Type::list_utf8;

  // One list; none at all when `items` has no data, an empty one when it has data and no size.
  void append(std::span<const std::string_view> items) {
    if (full()) [[unlikely]]
      grow_offsets();
    for (const std::string_view item : items) items_.append(item);
    offsets_.as<std::int32_t>()[length() + 1] = static_cast<std::int32_t>(items_.length());
    push(items.data() != nullptr);
  }

  std::size_t bytes() const noexcept { return length() * sizeof(std::int32_t) + items_.bytes(); }
  Result<Column> finish();

 private:
  void grow_offsets();

  Buffer offsets_;
  Utf8Builder items_;
};

// Some builders side by side: a table that grows by rows.
template <typename... Builders>
class RowBuilder {
 public:
  static constexpr std::size_t kColumns = sizeof...(Builders);
  static constexpr Type kTypes[] = {Builders::kType...};

  template <typename... Values>
  void append(const Values&... values) {
    static_assert(sizeof...(Values) == kColumns, "one value for each column");
    std::apply([&](Builders&... builders) { (builders.append(values), ...); }, builders_);
  }

  std::size_t rows() const noexcept { return std::get<0>(builders_).length(); }

  std::size_t bytes() const noexcept {
    return std::apply([](const Builders&... builders) { return (builders.bytes() + ...); }, builders_);
  }

  Result<Batch> finish() {
    Batch batch;
    batch.rows = static_cast<std::int64_t>(rows());
    batch.columns.reserve(kColumns);
    Result<void> done;
    std::apply([&](Builders&... builders) { (finish_one(builders, batch, done), ...); }, builders_);
    if (!done) return std::unexpected(std::move(done).error());
    return batch;
  }

 private:
  template <typename Builder>
  static void finish_one(Builder& builder, Batch& batch, Result<void>& done) {
    auto column = builder.finish();
    if (column) {
      batch.columns.push_back(std::move(*column));
    } else {
      done = std::unexpected(std::move(column).error());
    }
  }

  std::tuple<Builders...> builders_;
};

}  // namespace wirespeed::column
