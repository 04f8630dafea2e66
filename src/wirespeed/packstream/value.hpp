// A PackStream value in C++: what the client hands out and takes where no column is wanted.
//
//   Value person = Structure{'N', {Value(7), List{"Person"}, Map{{"name", "Ann"}}}};
//   std::vector<std::uint8_t> bytes = value_or_throw(encode(person));
//   Value same = value_or_throw(decode(bytes));
//
// Owns all it holds. Text is UTF-8, checked when it is decoded.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/packstream/format.hpp"

namespace wirespeed::packstream {

class Value;

using Bytes = std::vector<std::uint8_t>;
using List = std::vector<Value>;
using Uuid = std::array<std::uint8_t, kUuidBytes>;

// Entries in the order of the wire. A key may come twice: find() gives the last, as every reader of maps does.
class Map {
 public:
  using Entry = std::pair<std::string, Value>;

  Map();
  Map(std::initializer_list<Entry> entries);
  Map(const Map&);
  Map(Map&&) noexcept;
  Map& operator=(const Map&);
  Map& operator=(Map&&) noexcept;
  ~Map();

  void append(std::string key, Value value);
  const Value* find(std::string_view key) const noexcept;
  const std::vector<Entry>& entries() const noexcept { return entries_; }
  std::size_t size() const noexcept;

  friend bool operator==(const Map& a, const Map& b);

 private:
  std::vector<Entry> entries_;
};

struct Structure {
  std::uint8_t tag = 0;
  std::vector<Value> fields;

  friend bool operator==(const Structure& a, const Structure& b);
};

class Value {
 public:
  using Data = std::variant<std::monostate, bool, std::int64_t, double, std::string, Bytes, List, Map, Structure, Uuid>;

  Value() noexcept = default;  // null
  Value(bool value) : data_(value) {}
  Value(int value) : data_(std::int64_t{value}) {}
  Value(std::int64_t value) : data_(value) {}
  Value(double value) : data_(value) {}
  Value(const char* value) : data_(std::string(value)) {}
  Value(std::string value) : data_(std::move(value)) {}
  Value(Bytes value) : data_(std::move(value)) {}
  Value(List value);
  Value(Map value);
  Value(Structure value);
  Value(Uuid value) : data_(value) {}

  bool is_null() const noexcept { return std::holds_alternative<std::monostate>(data_); }

  // nullptr where the value is of another kind.
  template <typename T>
  const T* get() const noexcept {
    return std::get_if<T>(&data_);
  }
  template <typename T>
  T* get() noexcept {
    return std::get_if<T>(&data_);
  }
  const Data& data() const noexcept { return data_; }

  // Floats by their bits: a NaN equals itself, and 0.0 is not -0.0.
  friend bool operator==(const Value& a, const Value& b);

 private:
  Data data_;
};

// The one value that `bytes` are, to their last byte.
Result<Value> decode(ByteView bytes, Version version = Version::v1);

// The value at `position`, which is moved behind it.
Result<Value> decode_next(ByteView bytes, std::size_t& position, Version version = Version::v1);

// The shortest form. Fails for a structure of more than kMaxFields fields, contents beyond kMaxSize, a UUID in
// version 1.
Result<Bytes> encode(const Value& value, Version version = Version::v1);

// Moves `position` behind the value there without making anything of it. Text is not looked into.
Result<void> skip(ByteView bytes, std::size_t& position, Version version = Version::v1);

}  // namespace wirespeed::packstream
