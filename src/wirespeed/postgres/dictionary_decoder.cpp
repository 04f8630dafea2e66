#include "wirespeed/postgres/dictionary_decoder.hpp"

#include <array>
#include <limits>

#include "wirespeed/postgres/text_decoder.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kFewTexts = 1000;  // so many may be distinct among the first values
constexpr std::size_t kWorthwhile = 10;  // values for each text
constexpr std::size_t kAtOnce = 256;     // values

std::size_t greatest(column::Type type) noexcept {
  if (type == column::Type::int8) return std::numeric_limits<std::int8_t>::max();
  if (type == column::Type::int16) return std::numeric_limits<std::int16_t>::max();
  return std::numeric_limits<std::int32_t>::max();
}

// Calls `use` with a zero of the integer type.
template <typename Use>
void with_integer(column::Type type, Use use) {
  if (type == column::Type::int8) return use(std::int8_t{0});
  if (type == column::Type::int16) return use(std::int16_t{0});
  use(std::int32_t{0});
}

// In place, from the back: never ahead of what it reads.
template <typename From, typename To>
void widen_in_place(std::uint8_t* bytes, std::size_t count) noexcept {
  for (std::size_t i = count; i-- > 0;) {
    From narrow{};
    std::memcpy(&narrow, bytes + i * sizeof narrow, sizeof narrow);
    const To wide = narrow;
    std::memcpy(bytes + i * sizeof wide, &wide, sizeof wide);
  }
}

}  // namespace

DictionaryDecoder::DictionaryDecoder(std::unique_ptr<ColumnDecoder> plain, Form form, std::vector<std::string> known)
    : plain_(std::move(plain)), form_(form), known_(std::move(known)) {
  begin_dictionary();
}

void DictionaryDecoder::begin_dictionary() {
  texts_ = {};
  for (const std::string& text : known_) texts_.place_of(bytes_of(text));
  width_ = place_type_.value_or(narrowest());
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
  for (std::size_t done = 0; done < cells.size(); done += kAtOnce) {
    push_places(cells.subspan(done, std::min(kAtOnce, cells.size() - done)));
  }
  if (may_become_plain() && texts_.size() > std::max(kFewTexts, values() / kWorthwhile)) return become_plain();
  return {};
}

// REQUIRES: at most kAtOnce
void DictionaryDecoder::push_places(std::span<const Cell> cells) {
  std::array<std::int32_t, kAtOnce> found;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    found[i] = cells[i].is_null() ? -1 : texts_.place_of(cells[i].bytes());
  }
  if (texts_.size() > greatest(width_) + 1)
    widen(texts_.size() > greatest(column::Type::int16) + 1 ? column::Type::int32 : column::Type::int16);
  with_integer(width_, [&]<typename T>(T) {
    T* to = places_.room_for<T>(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) to[i] = static_cast<T>(found[i]);
    places_.grow_by(cells.size() * sizeof(T));
  });
  presence_.push(cells);
}

void DictionaryDecoder::widen(column::Type to) {
  const std::size_t count = presence_.length();
  with_integer(to, [&]<typename To>(To) {
    places_.room(count * sizeof(To) - places_.size());
    with_integer(width_, [&]<typename From>(From) {
      if constexpr (sizeof(From) < sizeof(To)) widen_in_place<From, To>(places_.data(), count);
    });
    places_.grow_by(count * sizeof(To) - places_.size());
  });
  width_ = to;
}

Appended DictionaryDecoder::become_plain() {
  std::vector<Cell> cells;
  cells.reserve(presence_.length());
  with_integer(width_, [&]<typename T>(T) {
    for (const T place : std::span(places<T>(), presence_.length())) {
      cells.push_back(place < 0 ? Cell{} : texts_.cell(static_cast<std::size_t>(place)));
    }
  });
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
  if (presence_.nulls() != 0) {
    with_integer(width_, [&]<typename T>(T) {
      for (T& place : std::span(places<T>(), presence_.length())) place = std::max(place, T{0});
    });
  }
  return places_.finish();
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
