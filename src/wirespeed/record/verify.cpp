#include "wirespeed/record/verify.hpp"

#include <algorithm>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/record/view.hpp"

namespace wirespeed::record {
namespace {

struct Fault {
  const char* expected = nullptr;  // none: no fault
  const std::uint8_t* at = nullptr;
  std::uint64_t found = 0;
  const Field* field = nullptr;

  explicit operator bool() const noexcept { return expected != nullptr; }
};

constexpr std::uint64_t kHighBits = 0x8080808080808080;

bool is_ascii(std::string_view text) noexcept {
  const char* at = text.data();
  const std::size_t size = text.size();
  if (size < 8) {
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < size; ++i) all |= static_cast<std::uint8_t>(at[i]);
    return all < 0x80;
  }
  std::uint64_t all = load_le<std::uint64_t>(at + size - 8);
  for (std::size_t i = 0; i + 8 <= size; i += 8) all |= load_le<std::uint64_t>(at + i);
  return (all & kHighBits) == 0;
}

bool is_utf8(std::string_view text) noexcept { return is_ascii(text) || valid_utf8_prefix(text) == text.size(); }

bool is_zero(const std::uint8_t* at, std::size_t size) noexcept {
  for (std::size_t i = 0; i < size; ++i) {
    if (at[i] != 0) return false;
  }
  return true;
}

// One record, from its first byte on.
class Verifier {
 public:
  Verifier(const Schema& schema, ByteView record) noexcept : schema_(schema), record_(record) {}

  Fault run() noexcept {
    if (!has_shape()) [[unlikely]] {
      if (Fault fault = check_header()) return fault;
      if (Fault fault = check_nulls()) return fault;
      if (Fault fault = check_gaps()) return fault;
    }
    cursor_ = header_.fixed_bytes;
    for (const std::uint32_t i : schema_.checked()) {
      if (i >= known_) break;
      field_ = &schema_.field(i);
      if (Fault fault = check_field(); fault) [[unlikely]]
        return fault;
    }
    field_ = nullptr;
    return is_newer() ? Fault{} : check_end();
  }

 private:
  const std::uint8_t* data() const noexcept { return record_.data(); }
  bool is_newer() const noexcept { return header_.fields > schema_.size(); }

  Fault fault(const char* expected, const std::uint8_t* at, std::uint64_t found) const noexcept {
    return {expected, at, found, field_};
  }

  // What almost all records are: of this very schema. It says the same of them as the checks below.
  bool has_shape() noexcept {
    if (record_.size() < schema_.fixed_bytes() || record_.size() % kAlignment != 0) return false;
    std::uint64_t other = 0;
    for (const Schema::ShapeWord& word : schema_.shape()) {
      other |= (load_le<std::uint64_t>(data() + word.offset) & word.mask) ^ word.expected;
    }
    if (other != 0) return false;
    header_ = header_of(data());
    known_ = schema_.size();
    nulls_ = data() + nulls_at(header_);
    return header_.total_bytes == record_.size();
  }

  Fault check_header() noexcept {
    if (record_.size() < kHeaderBytes) return fault("16 bytes of a header at least", data(), record_.size());
    header_ = header_of(data());
    if (header_.magic != kMagic) return fault("the magic bytes \"WR\"", data(), header_.magic);
    if (header_.total_bytes != record_.size() || record_.size() % kAlignment != 0) {
      return fault("its total size, a multiple of 8, to be that of the bytes", data() + 12, header_.total_bytes);
    }
    known_ = std::min<std::size_t>(header_.fields, schema_.size());
    return check_version();
  }

  Fault check_version() noexcept {
    if (header_.fields < schema_.min_fields()) {
      return fault("all fields that are not optional and have no default", data() + 2, header_.fields);
    }
    const std::uint32_t fixed = schema_.fixed_bytes(known_);
    const bool fits = is_newer() ? header_.fixed_bytes > fixed && header_.fixed_bytes % kAlignment == 0 &&
                                       nulls_at(header_) >= schema_.end_of(known_ - 1) &&
                                       header_.fixed_bytes > nulls_at(header_)
                                 : header_.fixed_bytes == fixed;
    if (!fits || header_.fixed_bytes > header_.total_bytes) {
      return fault("the size of the fixed part as its fields need it", data() + 8, header_.fixed_bytes);
    }
    const std::uint8_t* marks = data() + header_.fixed_bytes - header_.fields;
    const bool same_id = is_newer() || header_.schema_id == schema_.id(known_);
    if (!same_id || !std::equal(marks, marks + known_, schema_.marks().begin())) {
      return fault("the fields of this schema, by names and types, perhaps more or fewer of them at the end",
                   data() + 4, header_.schema_id);
    }
    return {};
  }

  Fault check_nulls() noexcept {
    nulls_ = data() + nulls_at(header_);
    const ByteView required = schema_.required_bits();
    const std::size_t bytes = null_bytes(known_);
    for (std::size_t i = 0; i < bytes; ++i) {
      const std::size_t fields = std::min<std::size_t>(known_ - i * 8, 8);
      const std::uint32_t nulls = nulls_[i];
      if ((nulls & required[i] & ((1U << fields) - 1)) != 0) {
        return fault("no null in fields that are not optional", nulls_ + i, nulls);
      }
      if (!is_newer() && nulls >> fields != 0) return fault("null bits for its fields alone", nulls_ + i, nulls);
    }
    return {};
  }

  Fault check_gaps() const noexcept {
    for (const Schema::Gap& gap : schema_.gaps()) {
      if (gap.field >= known_) break;
      if (!is_zero(data() + gap.offset, gap.size)) return fault("zeros between fields", data() + gap.offset, gap.size);
    }
    const std::size_t end = schema_.end_of(known_ - 1);
    if (!is_newer() && !is_zero(data() + end, nulls_at(header_) - end)) {
      return fault("zeros behind the fields", data() + end, nulls_at(header_) - end);
    }
    return {};
  }

  Fault check_field() noexcept {
    const std::uint8_t* at = data() + field_->offset;
    if ((nulls_[field_->index / 8] >> (field_->index % 8) & 1) != 0) {
      const std::size_t size = schema_.end_of(field_->index) - field_->offset;
      return is_zero(at, size) ? Fault{} : fault("zeros where a field is null", at, size);
    }
    if (is_fixed(field_->type)) return check_values(at, 1);
    return check_tail(load_le<Span>(at));
  }

  // Values of one width, one behind the other.
  Fault check_values(const std::uint8_t* at, std::size_t count) const noexcept {
    if (field_->type.kind == Kind::boolean) {
      const std::uint8_t* wrong = std::find_if(at, at + count, [](std::uint8_t byte) { return byte > 1; });
      if (wrong != at + count) return fault("a boolean of 0 or 1", wrong, *wrong);
    }
    if (field_->type.kind != Kind::fixed_text) return {};
    for (std::size_t i = 0; i < count; ++i, at += field_->type.width) {
      const std::string_view text = text_of({at, field_->type.width});
      if (!is_utf8(text)) return fault("text in UTF-8", at, text.size());
    }
    return {};
  }

  // What begins at the next place of its alignment, and takes `size` bytes.
  Fault take(const Span& span, std::uint64_t size) noexcept {
    const std::size_t begin = align_up(cursor_, alignment_of(field_->type));
    if (span.offset != begin)
      return fault("the next free place of the tail as its offset", data() + field_->offset, span.offset);
    if (begin > record_.size() || size > record_.size() - begin) {
      return fault("a size within the record", data() + field_->offset, span.size);
    }
    if (!is_zero(data() + cursor_, begin - cursor_))
      return fault("zeros between parts of the tail", data() + cursor_, begin - cursor_);
    cursor_ = begin + size;
    return {};
  }

  Fault check_tail(const Span& span) noexcept {
    const FieldType& type = field_->type;
    if (type.is_list) return has_width(type.kind) ? check_numbers(span) : check_list(span);
    if (Fault fault = take(span, span.size)) return fault;
    const ByteView bytes = record_.subspan(span.offset, span.size);
    if (type.kind == Kind::record) return Verifier(*type.record, bytes).run();
    if (type.kind == Kind::text && !is_utf8(text_of(bytes))) return fault("text in UTF-8", bytes.data(), span.size);
    return {};
  }

  Fault check_numbers(const Span& span) noexcept {
    if (Fault fault = take(span, std::uint64_t{span.size} * width_of(field_->type))) return fault;
    return check_values(data() + span.offset, span.size);
  }

  // Of texts, bytes or records: first their ends, then themselves.
  Fault check_list(const Span& span) noexcept {
    const std::uint64_t head = list_head_bytes(field_->type, span.size);
    if (Fault fault = take(span, head)) return fault;
    const std::uint8_t* ends = data() + span.offset;
    const auto size = load_le<std::uint32_t>(ends + std::size_t{span.size} * sizeof(std::uint32_t));
    if (size > record_.size() - cursor_) return fault("the end of a list within the record", ends, size);
    if (Fault fault = check_ends(ends, span.size, data() + cursor_)) return fault;
    const std::size_t end_of_ends = span.offset + (std::size_t{span.size} + 1) * sizeof(std::uint32_t);
    if (!is_zero(data() + end_of_ends, cursor_ - end_of_ends)) {
      return fault("zeros between parts of a list", data() + end_of_ends, cursor_ - end_of_ends);
    }
    const std::string_view all = text_of(record_.subspan(cursor_, size));
    if (field_->type.kind == Kind::text && !is_utf8(all)) return fault("text in UTF-8", bytes_of(all).data(), size);
    cursor_ += size;
    return {};
  }

  Fault check_ends(const std::uint8_t* ends, std::uint32_t count, const std::uint8_t* items) const noexcept {
    auto begin = load_le<std::uint32_t>(ends);
    if (begin != 0) return fault("a list to begin at 0", ends, begin);
    const auto last = load_le<std::uint32_t>(ends + std::size_t{count} * sizeof(std::uint32_t));
    for (std::size_t i = 1; i <= count; ++i) {
      const std::uint8_t* at = ends + i * sizeof(std::uint32_t);
      const auto end = load_le<std::uint32_t>(at);
      if (end < begin || end > last) return fault("ends in a list that only grow", at, end);
      if (Fault fault = check_item(items, begin, end, last)) return fault;
      begin = end;
    }
    return {};
  }

  Fault check_item(const std::uint8_t* items, std::uint32_t begin, std::uint32_t end,
                   std::uint32_t last) const noexcept {
    if (field_->type.kind == Kind::record) return Verifier(*field_->type.record, {items + begin, end - begin}).run();
    // All texts together are looked at as UTF-8, so none may end within a character.
    const bool splits = field_->type.kind == Kind::text && end < last && (items[end] & 0xC0U) == 0x80;
    return splits ? fault("text in UTF-8", items + end, items[end]) : Fault{};
  }

  Fault check_end() const noexcept {
    const std::size_t end = align_up(cursor_, kAlignment);
    if (end != record_.size()) return fault("the record to end with its last part", data() + 12, record_.size());
    return is_zero(data() + cursor_, end - cursor_) ? Fault{}
                                                    : fault("zeros at the end", data() + cursor_, end - cursor_);
  }

  const Schema& schema_;
  ByteView record_;
  Header header_{};
  std::size_t known_ = 0;   // fields that both have
  std::size_t cursor_ = 0;  // where the next part of the tail may begin
  const std::uint8_t* nulls_ = nullptr;
  const Field* field_ = nullptr;
};

}  // namespace

bool is_valid(const Schema& schema, ByteView record) noexcept {
  return schema.is_plain(record) || !Verifier(schema, record).run();
}

std::size_t first_invalid(const Schema& schema, std::span<const ByteView> records,
                          const std::uint8_t** places) noexcept {
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!is_valid(schema, records[i])) return i;
    places[i] = records[i].data();
  }
  return records.size();
}

Result<void> verify(const Schema& schema, ByteView record) {
  const Fault fault = Verifier(schema, record).run();
  if (!fault) return {};
  const bool is_cut = record.size() < kHeaderBytes || total_bytes_of(record.data()) > record.size();
  const std::string where = fault.field == nullptr ? "" : fmt::format(", field \"{}\"", fault.field->name);
  return fail(is_cut ? Errc::truncated : Errc::malformed, "record: expected {}, found {} (byte {} of {}{})",
              fault.expected, fault.found, fault.at - record.data(), record.size(), where);
}

bool is_plausible(const Schema& schema, ByteView record) noexcept {
  if (record.size() < kHeaderBytes) return false;
  const Header header = header_of(record.data());
  if (header.magic != kMagic || header.total_bytes != record.size() || header.fields < schema.min_fields())
    return false;
  const std::size_t known = std::min<std::size_t>(header.fields, schema.size());
  return header.fixed_bytes <= record.size() && header.fixed_bytes >= schema.fixed_bytes(known) &&
         nulls_at(header) >= schema.end_of(known - 1) && nulls_at(header) < header.fixed_bytes;
}

}  // namespace wirespeed::record
