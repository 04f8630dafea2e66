// A column whose type is found as its values arrive, for formats that say the type with each value.
//
//   AnyBuilder builder("age", {});
//   bool ok = builder.null() && builder.integer(7);   // int64 from the first value on; the null before it stays one
//   AnyBuilder* list = builder.list();                // other kinds: now a union of int64 and a list
//   ok = list != nullptr && list->items().text("x") && list->close_list();
//   Field field = builder.field();
//   Result<Column> column = builder.finish();         // the builder keeps its type, and is empty
//
// How a type grows, in this order and never back:
//   null      -> any type
//   int64     -> float64, when every integer so far and to come is exactly a float (at most 2^53 in magnitude)
//   timestamp -> in microseconds when a value lies outside of what nanoseconds can say and none has a finer part
//   a zone    -> UTC when values have different ones: the instants stay
//   vectors   -> lists when their sizes differ;  a struct -> more fields at its end
//   the rest  -> a dense union of all types seen, or text (Mixed)
// A builder that is fixed refuses to grow. What grew is a superset of what was: widen.hpp lifts earlier columns to it.
//
// Every function that appends is false when the value was refused: the Refusal says why. Not thread-safe.
#pragma once

#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/column/batch.hpp"

namespace wirespeed::column {

enum class Mixed : std::uint8_t { dense_union, text };  // what a column of several types becomes

// What is one alternative of a union: a type or, where a format has several of one type, its name for them. Names are
// compared by address.
struct Kind {
  Type type = Type::null;
  const char* name = nullptr;

  friend bool operator==(const Kind& a, const Kind& b) noexcept {
    return a.name == b.name && (a.name != nullptr || a.type == b.type);
  }
};

// As the alternatives of a union are called.
inline std::string name_of(Kind kind) { return kind.name != nullptr ? kind.name : to_string(Field{.type = kind.type}); }

namespace kind {
inline constexpr char kTimestamp[] = "timestamp";
inline constexpr char kLocalTimestamp[] = "local_timestamp";
inline constexpr char kJson[] = "json";
}  // namespace kind

// Why a value was not taken.
struct Refusal {
  std::string column;    // names from the outermost field in, as "properties.age"
  std::string expected;  // the type that it has
  std::string found;
  std::string reason;  // other than a type that does not fit
};

// What a builder and all below it share.
struct Growth {
  Mixed mixed = Mixed::dense_union;
  Refusal* refusal = nullptr;  // REQUIRES: outlives the builders
};

class AnyBuilder {
 public:
  AnyBuilder(std::string name, Growth growth) : name_(std::move(name)), growth_(growth) {}

  // Gives the type before the first value, and fixes it. Text takes whatever there is: see as_text().
  void declare(const Field& field);
  // From here on the type, and all below it, is refused any growth.
  void fix();

  bool null();
  bool boolean(bool value);
  bool integer(std::int64_t value) {
    if (kind_.type != Type::int64) [[unlikely]]
      return integer_elsewhere(value);
    put_integer(value);
    return true;
  }
  bool floating(double value) {
    if (kind_.type != Type::float64) [[unlikely]]
      return floating_elsewhere(value);
    put(value);
    return true;
  }
  bool text(std::string_view value) {  // checked to be UTF-8 by finish()
    if (kind_.type != Type::utf8) [[unlikely]]
      return sized(Kind{Type::utf8}, value);
    return put_text(value);
  }
  bool json(std::string_view value) { return sized(Kind{Type::utf8, kind::kJson}, value); }
  bool bytes(ByteView value) { return sized(Kind{Type::binary}, text_of(value)); }
  bool uuid(ByteView value);  // REQUIRES: 16 bytes
  bool date(std::int32_t days) { return number(Kind{Type::date32}, days); }
  bool time(std::int64_t ns) { return number(Kind{Type::time64_ns}, ns); }
  bool interval(std::int32_t months, std::int32_t days, std::int64_t ns);
  // REQUIRES: nanos < 1e9. An empty zone: none, as a clock on the wall shows it.
  bool timestamp(std::int64_t seconds, std::uint32_t nanos, std::string_view zone);

  // One value of a number's type that is not one of the above (int8, float32: the items of vectors).
  template <typename T>
  bool number(Kind kind, T value) {
    AnyBuilder* to = open(kind);
    if (to == nullptr) return false;
    to->put(value);
    return true;
  }

  // The builder that takes a value of this kind, which must follow: this one, or an alternative of it.
  AnyBuilder* open(Kind kind) { return kind_ == kind ? this : open_elsewhere(kind); }

  // A list: append to items(), then close_list().
  AnyBuilder* list() { return open(Kind{Type::list}); }
  AnyBuilder& items() noexcept { return children_.front(); }
  bool close_list();

  // A list of so many numbers of one type: append to items(), then close_vector().
  AnyBuilder* vector(Kind kind, Type item, std::size_t size);
  bool close_vector(std::size_t size);

  // A struct: field() for each value it has, then close_structure(). A field that did not come is null.
  AnyBuilder* structure(const char* name = nullptr) { return open(Kind{Type::structure, name}); }
  // Null when refused; a field that came already in this value is.
  AnyBuilder* member(std::string_view name) {
    if (next_ < children_.size() && is_same(children_[next_].name_, name)) [[likely]] {
      AnyBuilder& member = children_[next_++];
      return member.length_ == length_ ? &member : ready(member);
    }
    return find_member(name);
  }
  bool close_structure();

  // True: it takes values of any kind as text, which the caller makes (JSON, for what is no text).
  bool as_text() const noexcept { return as_text_; }
  Kind kind() const noexcept { return kind_; }
  std::size_t length() const noexcept { return length_; }
  const std::string& name() const noexcept { return name_; }
  std::size_t bytes() const noexcept;  // about what the column takes
  Field field() const;
  bool refuse(std::string found, std::string reason = {});  // false
  bool refused_inside() const;  // false: something below it was refused, whose name then says where it lies

  // Fails for text that is no UTF-8, saying in which value.
  Result<Column> finish();

 private:
  static constexpr std::size_t kFirstCapacity = 64;

  template <typename T>
  void put(T value) {
    if (length_ == capacity_) [[unlikely]]
      grow();
    values_.as<T>()[length_] = value;
    push();
  }
  void put_integer(std::int64_t value) {
    wide_ |= !is_exact(value);
    put(value);
  }
  bool put_text(std::string_view value) {
    if (length_ == capacity_) [[unlikely]]
      grow();
    if (value.size() > values_.capacity() - end_) [[unlikely]] {
      if (!grow_text(value.size())) return false;
    }
    copy_short(values_.data() + end_, value);
    end_ += value.size();
    set_offset(end_);
    push();
    return true;
  }
  void set_offset(std::size_t end) noexcept {
    offsets_.as<std::int32_t>()[length_ + 1] = static_cast<std::int32_t>(end);
  }
  void push() noexcept {
    if (nulls_ != 0) set_bit(validity_, length_);
    ++length_;
  }
  static void set_bit(Buffer& bits, std::size_t index) noexcept {
    bits.as<std::uint64_t>()[index / 64] |= std::uint64_t{1} << (index % 64);
  }
  static bool is_exact(std::int64_t value) noexcept {
    constexpr std::int64_t kLimit = std::int64_t{1} << std::numeric_limits<double>::digits;
    return value >= -kLimit && value <= kLimit;
  }
  static void copy_short(std::uint8_t* to, std::string_view value) noexcept;
  static bool is_same(std::string_view a, std::string_view b) noexcept;

  AnyBuilder(std::string name, Growth growth, Kind kind) : AnyBuilder(std::move(name), growth) { become(kind); }
  bool integer_elsewhere(std::int64_t value);
  bool floating_elsewhere(double value);
  bool sized(Kind kind, std::string_view value);
  AnyBuilder* open_elsewhere(Kind kind);
  AnyBuilder* open_alternative(Kind kind);
  AnyBuilder* choose(std::size_t alternative);
  bool is_vector_of(Type item) const noexcept;
  AnyBuilder* ready(AnyBuilder& member);
  AnyBuilder* find_member(std::string_view name);
  AnyBuilder* add_member(std::string_view name);
  AnyBuilder* refused(Kind kind);

  void become(Kind kind);
  void become_float() noexcept;
  void become_microseconds() noexcept;
  void become_list() noexcept;
  void become_union();
  bool become_text();
  void set_zone(std::string_view zone);
  bool put_time(std::int64_t seconds, std::uint32_t nanos);

  void grow();
  bool grow_text(std::size_t more);
  void start_validity();
  void fill_null();  // room for the value that is not there
  bool too_many_cells(std::size_t cells);
  bool pad(std::size_t length);
  Result<void> check_text() const;
  Column take();

  // What each value touches lies together.
  std::string name_;
  Kind kind_;
  std::size_t length_ = 0;
  std::size_t capacity_ = 0;
  std::size_t nulls_ = 0;
  std::size_t end_ = 0;  // of the text
  Buffer values_;
  Buffer offsets_;
  Buffer validity_;       // none before the first null
  std::size_t next_ = 0;  // of a struct: the field that is likely next
  std::vector<AnyBuilder> children_;
  Growth growth_;
  bool fixed_ = false;
  bool as_text_ = false;
  bool wide_ = false;                      // int64: some are no floats
  bool nanos_ = false;                     // timestamps: some have a part finer than microseconds
  std::int32_t size_ = 0;                  // of a fixed_size_list
  std::size_t expected_ = kFirstCapacity;  // values, as many as last time
  std::size_t expected_text_ = 1024;
  std::string zone_;
};

// Most text is under 33 bytes: two overlapping copies instead of a call.
inline void AnyBuilder::copy_short(std::uint8_t* to, std::string_view value) noexcept {
  struct Sixteen {
    std::uint64_t halves[2];
  };
  const std::size_t size = value.size();
  const char* from = value.data();
  const auto copy_ends = [&]<typename T>(T front) {
    const T back = load_le<T>(from + size - sizeof(T));
    store_le(to, front);
    store_le(to + size - sizeof(T), back);
  };
  if (size > 32) {
    std::memcpy(to, from, size);
  } else if (size >= 16) {
    copy_ends(load_le<Sixteen>(from));
  } else if (size >= 8) {
    copy_ends(load_le<std::uint64_t>(from));
  } else if (size >= 4) {
    copy_ends(load_le<std::uint32_t>(from));
  } else if (size != 0) {
    to[0] = static_cast<std::uint8_t>(from[0]);
    to[size / 2] = static_cast<std::uint8_t>(from[size / 2]);
    to[size - 1] = static_cast<std::uint8_t>(from[size - 1]);
  }
}

// Names are short too.
inline bool AnyBuilder::is_same(std::string_view a, std::string_view b) noexcept {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  const auto same_ends = [&]<typename T>(T front) {
    return front == load_le<T>(b.data()) &&
           load_le<T>(a.data() + size - sizeof(T)) == load_le<T>(b.data() + size - sizeof(T));
  };
  if (size > 16) return std::memcmp(a.data(), b.data(), size) == 0;
  if (size >= 8) return same_ends(load_le<std::uint64_t>(a.data()));
  if (size >= 4) return same_ends(load_le<std::uint32_t>(a.data()));
  if (size >= 2) return same_ends(load_le<std::uint16_t>(a.data()));
  return size == 0 || a[0] == b[0];
}

}  // namespace wirespeed::column
