// Values that are appended; how a type grows is in any_builder_growth.cpp.
#include "wirespeed/column/any_builder.hpp"

#include <algorithm>

#include "wirespeed/base/utf8.hpp"

namespace wirespeed::column {
namespace {

constexpr std::size_t kMaxAlternatives = 64;             // of a union; Arrow's limit is 127
constexpr std::size_t kMaxMembers = 1024;                // of a struct
constexpr std::size_t kMaxCells = std::size_t{1} << 26;  // fields x values of a struct: nulls cost no bytes on the wire

struct MonthDayNano {
  std::int32_t months;
  std::int32_t days;
  std::int64_t ns;
};
static_assert(sizeof(MonthDayNano) == 16);

struct UuidBytes {
  std::uint8_t bytes[16];
};

// False when 64 bits are too few. The second before is counted back from, for the first second that fits in part.
bool to_nanos(std::int64_t seconds, std::int64_t nanos, std::int64_t& out) noexcept {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const bool before = seconds < 0;
  return !__builtin_mul_overflow(before ? seconds + 1 : seconds, kSecond, &out) &&
         !__builtin_add_overflow(out, before ? nanos - kSecond : nanos, &out);
}

}  // namespace

bool AnyBuilder::null() {
  if (kind_.type == Type::dense_union) return choose(0)->null();
  if (too_many_cells(static_cast<std::size_t>(size_) * (length_ + 1))) return false;
  if (kind_.type != Type::null) {
    if (length_ == capacity_) grow();
    if (nulls_ == 0) start_validity();
    fill_null();
  }
  ++nulls_;
  ++length_;
  return true;
}

bool AnyBuilder::boolean(bool value) {
  AnyBuilder* to = open(Kind{Type::boolean});
  if (to == nullptr) return false;
  if (to->length_ == to->capacity_) to->grow();
  if (value) set_bit(to->values_, to->length_);
  to->push();
  return true;
}

bool AnyBuilder::uuid(ByteView value) {
  UuidBytes bytes;
  std::copy_n(value.begin(), sizeof bytes.bytes, bytes.bytes);
  return number(Kind{Type::uuid}, bytes);
}

bool AnyBuilder::interval(std::int32_t months, std::int32_t days, std::int64_t ns) {
  return number(Kind{Type::month_day_nano}, MonthDayNano{months, days, ns});
}

bool AnyBuilder::integer_elsewhere(std::int64_t value) {
  if (kind_.type == Type::float64 && is_exact(value)) {
    put(static_cast<double>(value));
    return true;
  }
  if (kind_.type == Type::float64 && fixed_) return refuse(fmt::format("the integer {}, which no float is", value));
  AnyBuilder* to = open(Kind{Type::int64});
  if (to == nullptr) return false;
  to->put_integer(value);
  return true;
}

bool AnyBuilder::floating_elsewhere(double value) {
  if (kind_.type == Type::int64 && !wide_ && !fixed_) become_float();
  AnyBuilder* to = open(Kind{Type::float64});
  if (to == nullptr) return false;
  to->put(value);
  return true;
}

bool AnyBuilder::sized(Kind kind, std::string_view value) {
  AnyBuilder* to = as_text_ ? nullptr : open(kind);  // which may be when it becomes text
  if (to == nullptr && as_text_ && kind.type == Type::utf8) to = this;
  return to != nullptr && to->put_text(value);
}

bool AnyBuilder::timestamp(std::int64_t seconds, std::uint32_t nanos, std::string_view zone) {
  const char* name = zone.empty() ? kind::kLocalTimestamp : kind::kTimestamp;
  AnyBuilder* to = open(Kind{Type::timestamp_ns, name});
  if (to == nullptr) return false;
  to->set_zone(zone);
  return to->put_time(seconds, nanos);
}

bool AnyBuilder::put_time(std::int64_t seconds, std::uint32_t nanos) {
  const bool finer = nanos % 1000 != 0;
  std::int64_t value = 0;
  if (kind_.type == Type::timestamp_ns) {
    if (to_nanos(seconds, nanos, value)) {
      nanos_ |= finer;
      put(value);
      return true;
    }
    if (fixed_ || nanos_ || finer) return refuse("a time outside of the years 1678 to 2262, or values finer than 1 us");
    become_microseconds();
  }
  if (finer) return refuse("a time with a part finer than 1 us");
  if (__builtin_mul_overflow(seconds, std::int64_t{1'000'000}, &value) ||
      __builtin_add_overflow(value, std::int64_t{nanos / 1000}, &value)) {
    return refuse("a time outside of what 64 bits of microseconds can say");
  }
  put(value);
  return true;
}

bool AnyBuilder::close_list() {
  const std::size_t end = items().length();
  if (end > kMaxTextBytes) return refuse("a list", "more than 2^31 - 1 items in one batch; make the batches smaller");
  if (length_ == capacity_) grow();
  set_offset(end);
  push();
  return true;
}

// Declared as one.
bool AnyBuilder::is_vector_of(Type item) const noexcept {
  return fixed_ && kind_.name == nullptr && (kind_.type == Type::fixed_size_list || kind_.type == Type::list) &&
         children_.front().kind_.type == item;
}

AnyBuilder* AnyBuilder::vector(Kind kind, Type item, std::size_t size) {
  AnyBuilder* to = is_vector_of(item) ? this : open(kind);
  if (to == nullptr) return nullptr;
  if (to->items().kind_.type == Type::null) {
    to->items().become(Kind{item});
    to->size_ = static_cast<std::int32_t>(size);
    if (!to->items().pad(to->length_ * size)) return nullptr;
  }
  if (to->kind_.type == Type::fixed_size_list && static_cast<std::size_t>(to->size_) != size) {
    if (to->fixed_) {
      to->refuse(fmt::format("a vector of {} values", size));
      return nullptr;
    }
    to->become_list();
  }
  return to;
}

bool AnyBuilder::close_vector(std::size_t size) {
  if (kind_.type == Type::list) return close_list();
  if (too_many_cells(size * (length_ + 1))) return false;
  if (length_ == capacity_) grow();
  push();
  return true;
}

bool AnyBuilder::close_structure() {
  next_ = 0;
  if (too_many_cells(children_.size() * (length_ + 1))) return false;
  if (length_ == capacity_) grow();
  push();
  return true;
}

AnyBuilder* AnyBuilder::ready(AnyBuilder& member) {
  if (member.length_ == length_) [[likely]]
    return &member;
  if (member.length_ > length_) {
    refuse("a struct", fmt::format("its field '{}' comes twice", member.name_));
    return nullptr;
  }
  return member.pad(length_) ? &member : nullptr;
}

// Names mostly come in one order, with some left out: the search goes on from the one that was last.
AnyBuilder* AnyBuilder::find_member(std::string_view name) {
  const std::size_t count = children_.size();
  std::size_t at = next_ < count ? next_ : 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (is_same(children_[at].name_, name)) {
      next_ = at + 1;
      return ready(children_[at]);
    }
    at = at + 1 == count ? 0 : at + 1;
  }
  return add_member(name);
}

AnyBuilder* AnyBuilder::add_member(std::string_view name) {
  if (fixed_) {
    refuse(fmt::format("a new field '{}'", name));
    return nullptr;
  }
  if (valid_utf8_prefix(name) != name.size()) {
    refuse("one more field", "its name is no UTF-8");
    return nullptr;
  }
  if (children_.size() == kMaxMembers) {
    refuse(fmt::format("one more field, '{}'", name), fmt::format("a struct has at most {} fields", kMaxMembers));
    return nullptr;
  }
  children_.emplace_back(std::string(name), growth_);
  next_ = children_.size();
  return ready(children_.back());
}

AnyBuilder* AnyBuilder::open_elsewhere(Kind kind) {
  if (kind_.type == Type::dense_union) return open_alternative(kind);
  if (as_text_) return nullptr;
  if (fixed_) return refused(kind);
  if (kind_.type == Type::null) {
    become(kind);
    return this;
  }
  if (growth_.mixed == Mixed::text) return become_text() && kind == kind_ ? this : nullptr;
  become_union();
  return open_alternative(kind);
}

AnyBuilder* AnyBuilder::open_alternative(Kind kind) {
  const auto found =
      std::find_if(children_.begin(), children_.end(), [&](const AnyBuilder& child) { return child.kind_ == kind; });
  if (found != children_.end()) return choose(static_cast<std::size_t>(found - children_.begin()));
  if (fixed_ || children_.size() == kMaxAlternatives) return refused(kind);
  children_.push_back(AnyBuilder(name_of(kind), growth_, kind));
  return choose(children_.size() - 1);
}

// The next value is one of this alternative.
AnyBuilder* AnyBuilder::choose(std::size_t alternative) {
  if (length_ == capacity_) grow();
  AnyBuilder& child = children_[alternative];
  values_.data()[length_] = static_cast<std::uint8_t>(alternative);
  offsets_.as<std::int32_t>()[length_] = static_cast<std::int32_t>(child.length_);
  ++length_;
  return &child;
}

AnyBuilder* AnyBuilder::refused(Kind kind) {
  refuse(name_of(kind));
  return nullptr;
}

bool AnyBuilder::refuse(std::string found, std::string reason) {
  *growth_.refusal = {
      .column = name_, .expected = to_string(field()), .found = std::move(found), .reason = std::move(reason)};
  return false;
}

bool AnyBuilder::refused_inside() const {
  growth_.refusal->column.insert(0, name_ + ".");
  return false;
}

bool AnyBuilder::too_many_cells(std::size_t cells) {
  if (cells <= kMaxCells) [[likely]]
    return false;
  refuse("one more", fmt::format("more than {} values in one batch, most of them null", kMaxCells));
  return true;
}

bool AnyBuilder::pad(std::size_t length) {
  while (length_ < length) {
    if (!null()) return false;
  }
  return true;
}

}  // namespace wirespeed::column
