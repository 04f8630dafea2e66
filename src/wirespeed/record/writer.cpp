#include "wirespeed/record/writer.hpp"

#include <cstddef>

namespace wirespeed::record {

void Writer::begin() {
  out_.assign(schema_.prototype());
  next_ = 0;
  wrong_ = Wrong::nothing;
}

void Writer::skip() {
  const std::size_t i = next_;
  const Field& field = schema_.field(i);
  if (!field.is_optional && !field.has_default) {
    set_wrong(Wrong::missing, i, 0);
    ++next_;
    return;
  }
  View(schema_, schema_.defaults()).is_null(i) ? set_null(i) : copy_default(i);
}

void Writer::copy_default(std::size_t i) {
  const View view(schema_, schema_.defaults());
  const Field& field = schema_.field(i);
  if (is_fixed(field.type)) {
    std::memcpy(place(i), schema_.defaults() + field.offset, width_of(field.type));
    return;
  }
  const ByteView tail = tail_of(view, i);
  std::uint8_t* to = extend(i, tail.size(), view.number<Span>(i).size);
  if (to != nullptr && !tail.empty()) std::memcpy(to, tail.data(), tail.size());
}

void Writer::set_null(std::size_t i) {
  place(i);
  if (!schema_.field(i).is_optional) set_wrong(Wrong::missing, i, 0);
  const std::size_t nulls = schema_.fixed_bytes() - schema_.size() - null_bytes(schema_.size());
  out_.data()[nulls + i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
}

void Writer::set_fixed_text(std::size_t i, std::string_view text) {
  std::uint8_t* to = place(i);
  if (text.size() > schema_.field(i).type.width) return set_wrong(Wrong::width, i, text.size());
  if (!text.empty()) std::memcpy(to, text.data(), text.size());
}

void Writer::set_fixed_bytes(std::size_t i, ByteView bytes) {
  std::uint8_t* to = place(i);
  if (bytes.size() != schema_.field(i).type.width) return set_wrong(Wrong::width, i, bytes.size());
  std::memcpy(to, bytes.data(), bytes.size());
}

std::uint8_t* Writer::extend(std::size_t i, std::size_t bytes, std::size_t size) {
  std::uint8_t* at = place(i);
  const Field& field = schema_.field(i);
  const std::size_t begin = align_up(out_.size(), alignment_of(field.type));
  if (begin > kMaxRecordBytes - kAlignment || bytes > kMaxRecordBytes - kAlignment - begin) {
    set_wrong(Wrong::size, i, begin + bytes);
    return nullptr;
  }
  store_le(at, Span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(size)});
  out_.align(alignment_of(field.type));
  return out_.extend(bytes);
}

void Writer::set_bytes(std::size_t i, ByteView bytes) {
  std::uint8_t* to = extend(i, bytes.size(), bytes.size());
  if (to != nullptr && !bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
}

void Writer::set_record(std::size_t i, ByteView record) { set_bytes(i, record); }

void Writer::set_values(std::size_t i, ByteView values) {
  std::uint8_t* to = extend(i, values.size(), values.size() / width_of(schema_.field(i).type));
  if (to != nullptr && !values.empty()) std::memcpy(to, values.data(), values.size());
}

void Writer::set_items(std::size_t i, std::span<const ByteView> items) {
  const std::size_t head = list_head_bytes(schema_.field(i).type, items.size());
  std::size_t bytes = head;
  for (const ByteView item : items) bytes += item.size();
  std::uint8_t* ends = extend(i, bytes, items.size());
  if (ends == nullptr) return;
  std::memset(ends, 0, head);
  std::uint8_t* to = ends + head;
  std::uint32_t end = 0;
  for (const ByteView item : items) {
    if (!item.empty()) std::memcpy(to, item.data(), item.size());
    to += item.size();
    end += static_cast<std::uint32_t>(item.size());
    store_le(ends += sizeof end, end);
  }
}

Result<ByteView> Writer::finish() {
  skip_to(schema_.size());
  if (wrong_ != Wrong::nothing) return std::unexpected(error());
  out_.align(kAlignment);
  store_le(out_.data() + offsetof(Header, total_bytes), static_cast<std::uint32_t>(out_.size()));
  return ByteView(out_.data(), out_.size());
}

void Writer::set_wrong(Wrong wrong, std::size_t i, std::size_t found) noexcept {
  if (wrong_ != Wrong::nothing) return;
  wrong_ = wrong;
  wrong_field_ = i;
  found_ = found;
}

Error Writer::error() const {
  const Field& field = schema_.field(wrong_field_);
  switch (wrong_) {
    case Wrong::missing:
      return {Errc::invalid_argument,
              fmt::format(
                  "record: field \"{}\": expected a value, found none; make the field optional or give it a default",
                  field.name)};
    case Wrong::width:
      return {Errc::invalid_argument,
              fmt::format("record: field \"{}\": expected {} {} bytes for {}, found {}", field.name,
                          field.type.kind == Kind::fixed_text ? "at most" : "exactly", field.type.width,
                          to_string(field.type), found_)};
    default:
      return {Errc::limit, fmt::format("record: field \"{}\": expected a record of at most {} bytes, found {}",
                                       field.name, kMaxRecordBytes - kAlignment, found_)};
  }
}

}  // namespace wirespeed::record
