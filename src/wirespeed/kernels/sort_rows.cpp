#include "wirespeed/kernels/sort_rows.hpp"

#include <algorithm>
#include <bit>

#include "wirespeed/kernels/radix_sort.hpp"
#include "wirespeed/kernels/text_reader.hpp"

namespace wirespeed::kernels {
namespace {

// A key as words: of what is there `bits` bits that begin at 0, so that several fit into one.
struct WordKey {
  RawVector<std::uint64_t> words;
  unsigned bits = 0;
};

bool is_missing(const Presence& presence, KeyKind kind, std::uint64_t word, std::size_t row) noexcept {
  const bool is_nan = (kind == KeyKind::real || kind == KeyKind::ticks) && word == kLargestWord;
  return is_nan || (presence.can_miss() && !presence.is_there(row));
}

// Turns words to their places from the least one on, or backwards, and gives what is missing the place before the first
// or behind the last.
class Placement {
 public:
  Placement(const WordRange& range, bool any_missing, const SortKey& key) noexcept
      : range_(range), descending_(key.descending), shift_(any_missing && key.missing_first ? 1 : 0) {
    const std::uint64_t most = (range.empty() ? 0 : range.width()) + (any_missing ? 1 : 0);
    missing_ = key.missing_first ? 0 : most;
    bits_ = static_cast<unsigned>(std::bit_width(most));
  }

  unsigned bits() const noexcept { return bits_; }
  std::uint64_t missing() const noexcept { return missing_; }
  std::uint64_t place(std::uint64_t word) const noexcept {
    return (descending_ ? range_.most - word : word - range_.least) + shift_;
  }

 private:
  WordRange range_;
  bool descending_;
  std::uint64_t shift_;
  std::uint64_t missing_;
  unsigned bits_;
};

// Where words take all of 64 bits, what is missing is a key of one bit before them.
template <typename Missing>
WordKey missing_key(std::size_t rows, const SortKey& key, Missing&& missing) {
  RawVector<std::uint64_t> words(rows);
  for (std::size_t row = 0; row < rows; ++row) words[row] = missing(row) != key.missing_first ? 1 : 0;
  return {std::move(words), 1};
}

template <typename Missing>
void append_placed(RawVector<std::uint64_t> words, const SortKey& key, Missing&& missing, std::vector<WordKey>& keys) {
  WordRange range;
  bool any_missing = false;
  for (std::size_t row = 0; row < words.size(); ++row) {
    if (missing(row)) {
      any_missing = true;
    } else {
      range.add(words[row]);
    }
  }
  const bool fits = range.empty() || range.width() != kLargestWord;
  if (any_missing && !fits) keys.push_back(missing_key(words.size(), key, missing));
  const Placement placement(range, any_missing && fits, key);
  for (std::size_t row = 0; row < words.size(); ++row) {
    words[row] = any_missing && missing(row) ? placement.missing() : placement.place(words[row]);
  }
  keys.push_back({std::move(words), placement.bits()});
}

void append_words(const SortKey& key, KeyKind kind, std::vector<WordKey>& keys) {
  const WordReader reader(key.column, kind);
  RawVector<std::uint64_t> words(reader.size());
  for_tiles(0, words.size(), [&](std::size_t begin, std::size_t count) { reader.read(begin, count, &words[begin]); });
  std::vector<bool> missing;
  const Presence& presence = reader.presence();
  const bool can_miss = presence.can_miss() || kind == KeyKind::real || kind == KeyKind::ticks;
  if (can_miss) {
    missing.resize(words.size());
    for (std::size_t row = 0; row < words.size(); ++row) missing[row] = is_missing(presence, kind, words[row], row);
  }
  append_placed(std::move(words), key, [&](std::size_t row) { return can_miss && missing[row]; }, keys);
}

void append_texts(const SortKey& key, std::vector<WordKey>& keys) {
  const TextReader reader(key.column);
  TextArena arena;
  RawVector<std::string_view> texts(reader.size());
  for_tiles(0, texts.size(),
            [&](std::size_t begin, std::size_t count) { reader.read(begin, count, &texts[begin], arena); });
  append_placed(ranks_of(texts), key, [&](std::size_t row) { return texts[row].data() == nullptr; }, keys);
}

// As many keys as fit into one word, the first of them highest; the others are left for the next rounds.
struct Packed {
  std::size_t first;  // of the keys that are in it
  unsigned bits;
};

Packed pack(const std::vector<WordKey>& keys, std::size_t end) {
  Packed packed{end - 1, keys[end - 1].bits};
  while (packed.first > 0 && packed.bits + keys[packed.first - 1].bits < 64) {
    packed.bits += keys[--packed.first].bits;
  }
  return packed;
}

std::uint64_t packed_word(const std::vector<WordKey>& keys, const Packed& packed, std::size_t end, Row row) noexcept {
  std::uint64_t word = keys[packed.first].words[row];
  for (std::size_t i = packed.first + 1; i < end; ++i) word = word << keys[i].bits | keys[i].words[row];
  return word;
}

}  // namespace

Result<RawVector<Row>> sort_rows(std::span<const SortKey> keys) {
  if (keys.empty()) return fail(Errc::invalid_argument, "sort_index: expected at least one key, found none");
  if (auto ok = check_rows(keys[0].column.length, "sort_index"); !ok) return std::unexpected(ok.error());
  std::vector<WordKey> words;
  words.reserve(2 * keys.size());
  for (const SortKey& key : keys) {
    if (key.column.length != keys[0].column.length) {
      return fail(Errc::invalid_argument, "sort_index: expected keys of one length, found {} and {} rows",
                  keys[0].column.length, key.column.length);
    }
    const KeyKind kind = kind_of(key.column);
    if (kind == KeyKind::text) {
      append_texts(key, words);
    } else {
      append_words(key, kind, words);
    }
  }
  RawVector<WordItem> items(words[0].words.size());
  for (std::size_t i = 0; i < items.size(); ++i) items[i].row = static_cast<Row>(i);
  for (std::size_t end = words.size(); end > 0;) {
    const Packed packed = pack(words, end);
    for (WordItem& item : items) item.word = packed_word(words, packed, end, item.row);
    sort_by_word(items, packed.bits);
    end = packed.first;
  }
  RawVector<Row> rows(items.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = items[i].row;
  return rows;
}

}  // namespace wirespeed::kernels
