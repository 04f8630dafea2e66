#include "wirespeed/column/builders.hpp"

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::column {
namespace {

// length + 1 offsets, the first of them 0.
void reserve_offsets(Buffer& offsets, std::size_t slots) {
  const bool first = offsets.capacity() == 0;
  offsets.reserve((slots + 1) * sizeof(std::int32_t));
  if (first) offsets.as<std::int32_t>()[0] = 0;
}

Buffer take_offsets(Buffer& offsets, std::size_t length) {
  reserve_offsets(offsets, length);
  offsets.set_size((length + 1) * sizeof(std::int32_t));
  return std::exchange(offsets, {});
}

}  // namespace

void BitBuilder::reserve(std::size_t bits) {
  const std::size_t before = words_.capacity();
  words_.reserve(align_up(bits, 64) / 8);
  if (words_.capacity() != before) std::memset(words_.data() + before, 0, words_.capacity() - before);
}

Buffer BitBuilder::finish(std::size_t bits) noexcept {
  words_.set_size((bits + 7) / 8);
  return std::exchange(words_, {});
}

std::size_t Slots::grow_slots() {
  capacity_ = capacity_ == 0 ? std::max(expected_, kFirstCapacity) : capacity_ * 2;
  validity_.reserve(capacity_);
  return capacity_;
}

Column Slots::finish_slots(Type type) {
  Column column{.type = type,
                .length = static_cast<std::int64_t>(length_),
                .nulls = static_cast<std::int64_t>(nulls_),
                .validity = validity_.finish(length_),
                .offsets = {},
                .values = {},
                .children = {}};
  if (nulls_ == 0) column.validity = {};
  expected_ = length_;
  length_ = capacity_ = nulls_ = 0;
  return column;
}

Result<Column> BoolBuilder::finish() {
  Buffer bits = values_.finish(length());
  Column column = finish_slots(kType);
  column.values = std::move(bits);
  return column;
}

void Utf8Builder::grow_offsets() { reserve_offsets(offsets_, grow_slots()); }

std::string_view Utf8Builder::grow_text(std::string_view text) {
  if (text.size() > kMaxTextBytes - end_) {
    overflow_ = true;
    return {};
  }
  const std::size_t wanted = std::max({expected_text_, 2 * end_, end_ + text.size()});
  text_.reserve(std::min(wanted, kMaxTextBytes));
  return text;
}

Result<Column> Utf8Builder::finish() {
  Buffer offsets = take_offsets(offsets_, length());
  text_.set_size(end_);
  Column column = finish_slots(kType);
  column.offsets = std::move(offsets);
  column.values = std::exchange(text_, {});
  expected_text_ = std::exchange(end_, 0);
  if (!std::exchange(overflow_, false)) return column;
  return fail(Errc::limit, "build a text column: expected at most {} bytes in one batch; make the batches smaller",
              kMaxTextBytes);
}

void ListUtf8Builder::grow_offsets() { reserve_offsets(offsets_, grow_slots()); }

Result<Column> ListUtf8Builder::finish() {
  Buffer offsets = take_offsets(offsets_, length());
  auto items = items_.finish();
  Column column = finish_slots(kType);
  if (!items) return items;
  column.offsets = std::move(offsets);
  column.children.push_back(std::move(*items));
  return column;
}

}  // namespace wirespeed::column
