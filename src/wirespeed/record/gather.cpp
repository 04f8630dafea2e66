#include "wirespeed/record/gather.hpp"

#include <algorithm>
#include <cstring>

#include "wirespeed/record/view.hpp"

namespace wirespeed::record {
namespace {

template <std::size_t kWidth>
struct Item {
  std::uint8_t bytes[kWidth];
};

// Calls copy.operator()<width>(), where 0 is any other width.
template <typename Copy>
void by_width(std::uint32_t width, Copy copy) {
  switch (width) {
    case 1:
      return copy.template operator()<1>();
    case 2:
      return copy.template operator()<2>();
    case 4:
      return copy.template operator()<4>();
    case 8:
      return copy.template operator()<8>();
    case 16:
      return copy.template operator()<16>();
    case 20:
      return copy.template operator()<20>();
    default:
      return copy.template operator()<0>();
  }
}

template <std::size_t kWidth>
void copy_one(std::uint8_t* to, const std::uint8_t* from, std::size_t width) noexcept {
  std::memcpy(to, from, kWidth == 0 ? width : kWidth);
}

// Null is zeros in the record, so it is copied like all else.
void copy_current(const Records& records, const Field& field, std::uint8_t* to) {
  const std::uint32_t width = width_of(field.type);
  by_width(width, [&]<std::size_t kWidth>() {
    for (const std::uint8_t* record : records.items) {
      copy_one<kWidth>(to, record + field.offset, width);
      to += kWidth == 0 ? width : kWidth;
    }
  });
}

void copy_any(const Records& records, const Field& field, std::uint8_t* to) {
  const std::uint32_t width = width_of(field.type);
  for (const std::uint8_t* record : records.items) {
    const bool has_it = field.index < header_of(record).fields;
    std::memcpy(to, (has_it ? record : records.schema->defaults()) + field.offset, width);
    to += width;
  }
}

std::size_t mark_current(const Records& records, const Field& field, std::uint8_t* missing) {
  const std::size_t nulls = nulls_at(header_of(records.schema->prototype().data())) + field.index / 8;
  const std::size_t bit = field.index % 8;
  std::size_t count = 0;
  for (std::size_t row = 0; row < records.items.size(); ++row) {
    missing[row] = records.items[row][nulls] >> bit & 1;
    count += missing[row];
  }
  return count;
}

std::size_t mark_any(const Records& records, const Field& field, std::uint8_t* missing) {
  std::size_t count = 0;
  for (std::size_t row = 0; row < records.items.size(); ++row) {
    missing[row] = View(*records.schema, records.items[row]).is_null(field.index) ? 1 : 0;
    count += missing[row];
  }
  return count;
}

std::size_t mark_missing(const Records& records, const Field& field, std::uint8_t* missing) {
  // Who is not optional in the schema is never null, and neither are its defaults.
  if (!field.is_optional) {
    std::memset(missing, 0, records.items.size());
    return 0;
  }
  return records.are_current ? mark_current(records, field, missing) : mark_any(records, field, missing);
}

}  // namespace

std::size_t gather_values(const Records& records, std::size_t i, std::uint8_t* values, std::uint8_t* missing) {
  const Field& field = records.schema->field(i);
  records.are_current ? copy_current(records, field, values) : copy_any(records, field, values);
  return missing == nullptr ? 0 : mark_missing(records, field, missing);
}

}  // namespace wirespeed::record
