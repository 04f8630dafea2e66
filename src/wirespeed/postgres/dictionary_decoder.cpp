#include "wirespeed/postgres/dictionary_decoder.hpp"

#include <limits>

#include "wirespeed/postgres/text_decoder.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kFewTexts = 1000;  // so many may be distinct among the first values
constexpr std::size_t kWorthwhile = 10;  // values for each text

std::size_t greatest(column::Type type) noexcept {
  if (type == column::Type::int8) return std::numeric_limits<std::int8_t>::max();
  if (type == column::Type::int16) return std::numeric_limits<std::int16_t>::max();
  return std::numeric_limits<std::int32_t>::max();
}

template <typename T>
void narrow(column::Buffer& places) {
  const auto wide = places.values<std::int32_t>();
  T* out = places.as<T>();  // never ahead of what it reads
  for (std::size_t i = 0; i < wide.size(); ++i) {
    const auto place = static_cast<T>(wide[i]);
    std::memcpy(out + i, &place, sizeof place);
  }
  places.set_size(wide.size() * sizeof(T));
}

}  // namespace

DictionaryDecoder::DictionaryDecoder(std::unique_ptr<ColumnDecoder> plain, Form form, std::vector<std::string> known)
    : plain_(std::move(plain)), form_(form), known_(std::move(known)) {
  begin_dictionary();
}

void DictionaryDecoder::begin_dictionary() {
  texts_ = {};
  for (const std::string& text : known_) texts_.place_of(bytes_of(text));
}

column::Field DictionaryDecoder::field() const {
  column::Field plain = plain_->field();
  if (is_plain_) return plain;
  const std::string name = plain.name;
  return column::dictionary_of(name, place_type_.value_or(narrowest()), std::move(plain));
}

Appended DictionaryDecoder::append(std::span<const Cell> cells) {
  if (is_plain_) return plain_->append(cells);
  if (form_.check) {
    auto checked = check_utf8(cells);
    if (!checked) return checked;
  }
  auto* places = places_.room_for<std::int32_t>(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i)
    places[i] = cells[i].is_null() ? -1 : texts_.place_of(cells[i].bytes());
  places_.grow_by(cells.size() * sizeof(std::int32_t));
  presence_.push(cells);
  if (may_become_plain() && texts_.size() > std::max(kFewTexts, values() / kWorthwhile)) return become_plain();
  return {};
}

Appended DictionaryDecoder::become_plain() {
  std::vector<Cell> cells;
  cells.reserve(presence_.length());
  const auto* places = reinterpret_cast<const std::int32_t*>(places_.data());
  for (std::size_t i = 0; i < presence_.length(); ++i) {
    cells.push_back(places[i] < 0 ? Cell{} : texts_.cell(static_cast<std::size_t>(places[i])));
  }
  is_plain_ = true;
  auto appended = plain_->append(cells);
  places_ = {};
  presence_ = {};
  texts_ = {};
  return appended;
}

std::size_t DictionaryDecoder::bytes() const noexcept {
  return is_plain_ ? plain_->bytes() : places_.size() + presence_.bytes() + texts_.bytes();
}

column::Type DictionaryDecoder::narrowest() const noexcept {
  if (form_.narrow) {
    for (const column::Type type : {column::Type::int8, column::Type::int16}) {
      if (texts_.size() <= greatest(type) + 1) return type;
    }
  }
  return column::Type::int32;
}

column::Buffer DictionaryDecoder::finish_places() {
  auto* all = reinterpret_cast<std::int32_t*>(places_.data());
  for (std::size_t i = 0; i < presence_.length() && presence_.nulls() != 0; ++i) all[i] = std::max(all[i], 0);
  column::Buffer places = places_.finish();
  if (place_type_ == column::Type::int8) narrow<std::int8_t>(places);
  if (place_type_ == column::Type::int16) narrow<std::int16_t>(places);
  return places;
}

Result<column::Column> DictionaryDecoder::finish_texts() {
  std::vector<Cell> cells;
  cells.reserve(texts_.size());
  for (std::size_t i = 0; i < texts_.size(); ++i) cells.push_back(texts_.cell(i));
  auto appended = plain_->append(cells);
  if (!appended) return std::unexpected(wirespeed::Error{appended.error().code, std::move(appended.error().text)});
  return plain_->finish();
}

Result<column::Column> DictionaryDecoder::finish() {
  if (may_become_plain() && texts_.size() > values() / kWorthwhile) {
    auto appended = become_plain();
    if (!appended) return std::unexpected(wirespeed::Error{appended.error().code, std::move(appended.error().text)});
  }
  if (is_plain_) return plain_->finish();
  if (!place_type_) place_type_ = narrowest();
  if (texts_.size() > greatest(*place_type_) + 1) {
    return fail(Errc::limit, "finish a dictionary: expected at most {} texts, as the first batch had, found {}",
                greatest(*place_type_) + 1, texts_.size());
  }
  const std::size_t values = this->values();
  column::Buffer places = finish_places();
  column::Column column = presence_.finish(*place_type_);
  column.values = std::move(places);
  auto texts = finish_texts();
  if (!texts) return texts;
  column.dictionary.push_back(std::move(*texts));
  if (texts_.size() > std::max(kFewTexts, values / kWorthwhile)) begin_dictionary();
  return column;
}

}  // namespace wirespeed::postgres
