#include "wirespeed/packstream/column_reader.hpp"

#include "wirespeed/packstream/json_reader.hpp"

namespace wirespeed::packstream {

using column::AnyBuilder;

bool ColumnReader::read(AnyBuilder& to) {
  const std::size_t begin = cursor_.position();
  std::uint8_t m = 0;
  if (!cursor_.take_marker(m)) return false;
  switch (m >> 4) {
    case 0x8:
      return text(to, m, m & 0x0F);
    case 0x9:
      return list(to, m, m & 0x0F, begin);
    case 0xA:
      return map(to, m, m & 0x0F, begin);
    case 0xB:
      return structure(to, m, begin);
    case 0xC:
    case 0xD:
    case 0xE:
      return large(to, m) || (to.as_text() && !error() && read_text(to, begin));
    default:  // 0..7 and F
      return to.integer(static_cast<std::int8_t>(m)) || read_elsewhere(to, begin);
  }
}

// The markers C0 to EF.
bool ColumnReader::large(AnyBuilder& to, std::uint8_t m) {
  std::uint64_t n = 0;
  const std::size_t begin = cursor_.position() - 1;
  switch (m) {
    case marker::kNull:
      return to.null();
    case marker::kFloat:
      return floating(to);
    case marker::kFalse:
    case marker::kTrue:
      return to.boolean(m == marker::kTrue);
    case marker::kInt8:
    case marker::kInt16:
    case marker::kInt32:
    case marker::kInt64:
      return integer(to, m);
    case marker::kBytes8:
    case marker::kBytes16:
    case marker::kBytes32:
      return cursor_.size(m, n) && bytes(to, m, n);
    case marker::kText8:
    case marker::kText16:
    case marker::kText32:
      return cursor_.size(m, n) && text(to, m, n);
    case marker::kList8:
    case marker::kList16:
    case marker::kList32:
      return cursor_.size(m, n) && list(to, m, n, begin);
    case marker::kMap8:
    case marker::kMap16:
    case marker::kMap32:
      return cursor_.size(m, n) && map(to, m, n, begin);
    case marker::kUuid:
      if (rules_->version == Version::v2) return uuid(to);
      break;
    default:
      break;
  }
  return cursor_.fail(Fault::Kind::unknown_marker, m);
}

bool ColumnReader::integer(AnyBuilder& to, std::uint8_t m) {
  std::int64_t value = 0;
  return cursor_.integer(m, value) && to.integer(value);
}

bool ColumnReader::floating(AnyBuilder& to) {
  double value = 0;
  return cursor_.floating(value) && to.floating(value);
}

bool ColumnReader::text(AnyBuilder& to, std::uint8_t m, std::uint64_t n) {
  ByteView value;
  return cursor_.contents(m, n, value) && to.text(text_of(value));
}

bool ColumnReader::bytes(AnyBuilder& to, std::uint8_t m, std::uint64_t n) {
  ByteView value;
  return cursor_.contents(m, n, value) && to.bytes(value);
}

bool ColumnReader::uuid(AnyBuilder& to) {
  ByteView value;
  return cursor_.contents(marker::kUuid, kUuidBytes, value) && to.uuid(value);
}

bool ColumnReader::list(AnyBuilder& to, std::uint8_t m, std::uint64_t n, std::size_t begin) {
  if (!cursor_.holds(m, n, 1)) return false;
  AnyBuilder* list = to.list();
  return list == nullptr ? read_elsewhere(to, begin) : read_items(*list, n);
}

bool ColumnReader::read_items(AnyBuilder& list, std::uint64_t n) {
  if (!enter(marker::kTinyList)) return false;
  AnyBuilder& items = list.items();
  for (std::uint64_t i = 0; i < n; ++i) {
    if (!read(items)) return list.refused_inside();
  }
  leave();
  return list.close_list();
}

bool ColumnReader::map(AnyBuilder& to, std::uint8_t m, std::uint64_t n, std::size_t begin) {
  if (!cursor_.holds(m, n, 2)) return false;
  if (rules_->json_maps) return read_json(to, begin);
  AnyBuilder* structure = to.structure();
  if (structure == nullptr) return read_elsewhere(to, begin);
  if (!enter(m)) return false;
  for (std::uint64_t i = 0; i < n; ++i) {
    std::string_view key;
    if (!cursor_.expect_key(key) || !read_member(*structure, key)) return false;
  }
  leave();
  return structure->close_structure();
}

bool ColumnReader::read_member(AnyBuilder& structure, std::string_view name) {
  AnyBuilder* member = structure.member(name);
  if (member == nullptr) return false;
  return read(*member) || structure.refused_inside();
}

bool ColumnReader::structure(AnyBuilder& to, std::uint8_t m, std::size_t begin) {
  const std::size_t fields = m & 0x0F;
  std::uint8_t tag = 0;
  if (!cursor_.holds(m, fields + 1, 1) || !cursor_.take_marker(tag)) return false;
  if (to.as_text()) return read_text(to, begin);
  if (rules_->structure == nullptr) return malformed("a structure, which has no meaning here");
  if (!enter(m)) return false;
  const bool ok = rules_->structure(*this, to, tag, fields);
  leave();
  return ok || (wrong_.empty() && cursor_.fault().kind == Fault::Kind::none && read_elsewhere(to, begin));
}

bool ColumnReader::read_json(AnyBuilder& to, std::size_t begin) {
  cursor_.rewind(begin);
  text_.clear();
  JsonReader reader(cursor_, text_, *rules_);
  if (!reader.read()) return reader.why().empty() ? false : malformed(reader.why());
  return to.json(text_);
}

bool ColumnReader::read_text(AnyBuilder& to, std::size_t begin) {
  cursor_.rewind(begin);
  text_.clear();
  JsonReader reader(cursor_, text_, *rules_);
  if (!reader.read_bare()) return reader.why().empty() ? false : malformed(reader.why());
  return to.text(text_);
}

bool ColumnReader::malformed(std::string why) {
  wrong_ = std::move(why);
  return false;
}

std::optional<Error> ColumnReader::error() const {
  if (!wrong_.empty()) {
    return Error{Errc::malformed, fmt::format("columns: found {} before offset {}", wrong_, cursor_.position())};
  }
  if (cursor_.fault().kind == Fault::Kind::none) return std::nullopt;
  Error error = to_error(cursor_.fault());
  if (cursor_.fault().kind == Fault::Kind::too_deep) error.message += "; as text (utf8) a column may be deeper";
  return error;
}

}  // namespace wirespeed::packstream
