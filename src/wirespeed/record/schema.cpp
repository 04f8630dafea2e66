#include "wirespeed/record/schema.hpp"

#include <algorithm>
#include <cstddef>

#include "wirespeed/base/hash.hpp"
#include "wirespeed/record/verify.hpp"

namespace wirespeed::record {
namespace {

// What identifies a field: its name and its type.
std::string signature_of(const FieldSpec& spec) { return fmt::format("{}:{}\n", spec.name, to_string(spec.type)); }

}  // namespace

Result<SchemaPtr> Schema::make(std::vector<FieldSpec> fields) {
  if (fields.empty() || fields.size() > kMaxFields) {
    return fail(Errc::invalid_argument, "record schema: expected 1 to {} fields, found {}", kMaxFields, fields.size());
  }
  auto made = std::make_shared<Schema>();
  made->fields_.reserve(fields.size());
  std::string text;
  for (FieldSpec& spec : fields) {
    if (auto ok = made->add(std::move(spec), text); !ok) return std::unexpected(std::move(ok).error());
  }
  made->finish();
  return made;
}

Result<void> Schema::check(const FieldSpec& spec) const {
  if (by_name_.contains(spec.name)) {
    return fail(Errc::invalid_argument, "record schema: expected names that differ, found \"{}\" twice", spec.name);
  }
  if (is_padded(spec.type.kind) && (spec.type.width == 0 || spec.type.width > kMaxWidth)) {
    return fail(Errc::invalid_argument, "record schema: field \"{}\": expected a width of 1 to {} bytes, found {}",
                spec.name, kMaxWidth, spec.type.width);
  }
  if (spec.type.kind != Kind::record) return {};
  if (spec.type.record == nullptr) {
    return fail(Errc::invalid_argument, "record schema: field \"{}\": expected the schema of its records, found none",
                spec.name);
  }
  if (spec.type.record->depth() >= kMaxDepth) {
    return fail(Errc::limit, "record schema: field \"{}\": expected at most {} records in one another, found more",
                spec.name, kMaxDepth);
  }
  return {};
}

Result<void> Schema::add(FieldSpec spec, std::string& text) {
  if (auto ok = check(spec); !ok) return ok;
  const std::string signature = signature_of(spec);
  text += signature;
  marks_.push_back(static_cast<std::uint8_t>(hash64(bytes_of(signature))));
  if (spec.type.kind == Kind::record) depth_ = std::max(depth_, spec.type.record->depth() + 1);
  place(std::move(spec));
  const std::size_t n = fields_.size();
  const std::size_t end = end_of(n - 1) + null_bytes(n) + n;
  versions_.push_back(
      {static_cast<std::uint32_t>(hash64(bytes_of(text))), static_cast<std::uint32_t>(align_up(end, kAlignment))});
  return {};
}

void Schema::place(FieldSpec spec) {
  const auto index = static_cast<std::uint32_t>(fields_.size());
  const std::size_t end = index == 0 ? kHeaderBytes : end_of(index - 1);
  const std::size_t offset = align_up(end, is_fixed(spec.type) ? alignment_of(spec.type) : alignof(Span));
  if (offset != end) {
    gaps_.push_back({static_cast<std::uint32_t>(end), static_cast<std::uint32_t>(offset - end), index});
  }
  if (!spec.is_optional && !spec.has_default) min_fields_ = index + 1;
  const bool is_number = is_fixed(spec.type) && spec.type.kind != Kind::boolean && spec.type.kind != Kind::fixed_text;
  if (spec.is_optional || !is_number) checked_.push_back(index);
  has_tail_ |= !is_fixed(spec.type);
  required_bits_.resize(null_bytes(index + 1));
  if (!spec.is_optional) required_bits_[index / 8] |= static_cast<std::uint8_t>(1U << (index % 8));
  fields_.push_back({std::move(spec.name), std::move(spec.type), spec.is_optional, spec.has_default,
                     static_cast<std::uint32_t>(offset), index});
  by_name_.emplace(fields_.back().name, index);
}

void Schema::finish() {
  prototype_.assign(fixed_bytes(), 0);
  const Header header{kMagic, static_cast<std::uint16_t>(size()), id(), fixed_bytes(), 0};
  store_le(prototype_.data(), header);
  std::ranges::copy(marks_, prototype_.end() - static_cast<std::ptrdiff_t>(size()));
  defaults_ = prototype_;
  store_le(defaults_.data() + offsetof(Header, total_bytes), fixed_bytes());
  for (std::size_t i = 0; i < required_bits_.size(); ++i) {
    const std::size_t fields = std::min<std::size_t>(size() - i * 8, 8);
    defaults_[nulls_at(header) + i] = static_cast<std::uint8_t>(~required_bits_[i] & ((1U << fields) - 1));
  }
  set_shape();
}

void Schema::set_shape() {
  std::vector<std::uint8_t> mask(fixed_bytes(), 0);
  std::vector<std::uint8_t> expected = prototype_;
  std::fill_n(mask.begin(), has_tail_ ? offsetof(Header, total_bytes) : kHeaderBytes, 0xFF);
  if (!has_tail_) store_le(expected.data() + offsetof(Header, total_bytes), fixed_bytes());
  for (const Gap& gap : gaps_) std::fill_n(mask.begin() + gap.offset, gap.size, 0xFF);
  const std::size_t nulls = nulls_at(header_of(prototype_.data()));
  std::fill(mask.begin() + static_cast<std::ptrdiff_t>(end_of(size() - 1)), mask.end(), 0xFF);
  for (std::size_t i = 0; i < required_bits_.size(); ++i) {
    const std::size_t fields = std::min<std::size_t>(size() - i * 8, 8);
    mask[nulls + i] =
        static_cast<std::uint8_t>(required_bits_[i] | ~((1U << fields) - 1));  // and none beyond the fields
  }
  for (std::size_t at = 0; at < mask.size(); at += sizeof(std::uint64_t)) {
    const auto bits = load_le<std::uint64_t>(mask.data() + at);
    if (bits == 0) continue;
    shape_.push_back({static_cast<std::uint32_t>(at), bits, load_le<std::uint64_t>(expected.data() + at) & bits});
  }
  if (!has_tail_) set_plain(std::move(mask), expected);
}

void Schema::set_plain(std::vector<std::uint8_t> mask, const std::vector<std::uint8_t>& expected) {
  const std::size_t nulls = nulls_at(header_of(prototype_.data()));
  std::fill_n(mask.begin() + static_cast<std::ptrdiff_t>(nulls), null_bytes(size()), 0xFF);
  for (const Field& field : fields_) {
    const std::uint8_t bits = field.type.kind == Kind::fixed_text ? 0x80 : field.type.kind == Kind::boolean ? 0xFE : 0;
    for (std::size_t at = field.offset; at < end_of(field.index); ++at) mask[at] |= bits;
  }
  for (std::size_t at = 0; at < mask.size(); at += sizeof(std::uint64_t)) {
    const auto bits = load_le<std::uint64_t>(mask.data() + at);
    plain_masks_.push_back(bits);
    plain_words_.push_back(load_le<std::uint64_t>(expected.data() + at) & bits);
  }
}

Result<SchemaPtr> Schema::loosened() const {
  std::vector<FieldSpec> specs;
  specs.reserve(size());
  for (const Field& field : fields_) {
    specs.push_back({field.name, field.type, field.is_optional || !field.has_default, field.has_default});
  }
  return make(std::move(specs));
}

Result<SchemaPtr> Schema::with_defaults(ByteView record) const {
  auto loose = loosened();
  if (!loose) return loose;
  if (auto ok = verify(**loose, record); !ok) return std::unexpected(std::move(ok).error());
  if (header_of(record.data()).fields != size()) {
    return fail(Errc::invalid_argument, "record schema: expected defaults for {} fields, found a record of {}", size(),
                header_of(record.data()).fields);
  }
  auto made = std::make_shared<Schema>(*this);
  made->defaults_.assign(record.begin(), record.end());
  made->by_name_.clear();
  for (const Field& field : made->fields_) made->by_name_.emplace(field.name, field.index);
  return made;
}

const Field* Schema::find(std::string_view name) const noexcept {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &fields_[found->second];
}

}  // namespace wirespeed::record
