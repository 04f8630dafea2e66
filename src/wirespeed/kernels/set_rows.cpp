#include "wirespeed/kernels/set_rows.hpp"

#include "wirespeed/kernels/key_parts.hpp"
#include "wirespeed/kernels/line_lookup.hpp"
#include "wirespeed/kernels/match_column.hpp"
#include "wirespeed/kernels/sorted_sets.hpp"
#include "wirespeed/kernels/word_set.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;

// What is done with the left values, when those of the right are in a set.
enum class Ask : std::uint8_t {
  held,   // whether each is in it
  taken,  // the same, but once for each value
  added,  // whether each is new, of those before it too
};

// Null in a set.
class NullSet {
 public:
  bool insert() noexcept { return !std::exchange(held_, true); }
  bool ask(Ask what) noexcept {
    if (what == Ask::added) return insert();
    return what == Ask::taken ? std::exchange(held_, false) : held_;
  }

 private:
  bool held_ = false;
};

// A set of a column's values: `Words` is one of word_set.hpp.
template <typename Words>
class ValuesOfWords {
 public:
  ValuesOfWords(KeyKind kind, Words words) : kind_(kind), words_(std::move(words)) {}

  // Calls work(row, is_new) for each row of the column, whose values are put in.
  template <typename Work>
  void insert(const ArrayView& column, Work&& work) {
    each(WordReader(column, kind_), [&](std::size_t row, bool there, std::uint64_t word) {
      work(row, there ? words_.insert(word) : null_.insert());
    });
  }

  template <Ask kAsk>
  void ask(const ArrayView& column, std::uint8_t* flags) {
    const WordReader reader(column, kind_);
    if constexpr (kAsk == Ask::held) {
      for_parts(reader.size(), [&](std::size_t begin, std::size_t count) { look_up(reader, begin, count, flags); });
    } else {
      each(reader, [&](std::size_t row, bool there, std::uint64_t word) {
        const bool flag = !there ? null_.ask(kAsk) : kAsk == Ask::taken ? words_.take_out(word) : words_.insert(word);
        flags[row] = flag ? 1 : 0;
      });
    }
  }

 private:
  template <typename Work>
  void each(const WordReader& reader, Work&& work) const {
    const bool can_miss = reader.presence().can_miss();
    for_tiles(0, reader.size(), [&](std::size_t begin, std::size_t count) {
      std::uint64_t tile[kTile];
      reader.read(begin, count, tile);
      if (words_.is_large()) std::for_each_n(tile, count, [&](std::uint64_t word) { words_.prefetch(word); });
      for (std::size_t i = 0; i < count; ++i) {
        work(begin + i, !can_miss || reader.presence().is_there(begin + i), tile[i]);
      }
    });
  }

  void look_up(const WordReader& reader, std::size_t first, std::size_t rows, std::uint8_t* flags) const {
    const bool can_miss = reader.presence().can_miss();
    NullSet null = null_;
    const std::uint8_t of_null = null.ask(Ask::held) ? 1 : 0;
    for_tiles(first, first + rows, [&](std::size_t begin, std::size_t count) {
      std::uint64_t tile[kTile];
      reader.read(begin, count, tile);
      words_.look_up(tile, count, flags + begin);
      for (std::size_t i = begin; can_miss && i < begin + count; ++i) {
        if (!reader.presence().is_there(i)) flags[i] = of_null;
      }
    });
  }

  KeyKind kind_;
  Words words_;
  NullSet null_;
};

class ValuesOfText {
 public:
  explicit ValuesOfText(std::size_t rows) : texts_(rows) {}

  template <typename Work>
  void insert(const ArrayView& column, Work&& work) {
    const TextReader reader(column);
    each(reader, 0, reader.size(), arena_, [&](std::size_t row, std::string_view text, std::uint64_t hash) {
      work(row, text.data() != nullptr ? texts_.insert(hash, text) : null_.insert());
    });
  }

  template <Ask kAsk>
  void ask(const ArrayView& column, std::uint8_t* flags) {
    const TextReader reader(column);
    if constexpr (kAsk == Ask::held) {
      for_parts(reader.size(), [&](std::size_t begin, std::size_t count) { look_up(reader, begin, count, flags); });
    } else {
      each(reader, 0, reader.size(), arena_, [&](std::size_t row, std::string_view text, std::uint64_t hash) {
        const bool is_there = text.data() != nullptr;
        const bool flag = !is_there            ? null_.ask(kAsk)
                          : kAsk == Ask::taken ? texts_.take_out(hash, text)
                                               : texts_.insert(hash, text);
        flags[row] = flag ? 1 : 0;
      });
    }
  }

 private:
  void look_up(const TextReader& reader, std::size_t first, std::size_t rows, std::uint8_t* flags) const {
    NullSet null = null_;
    const bool of_null = null.ask(Ask::held);
    for_tiles(first, first + rows, [&](std::size_t begin, std::size_t count) {
      TextArena arena;
      each(reader, begin, count, arena, [&](std::size_t row, std::string_view text, std::uint64_t hash) {
        flags[row] = (text.data() != nullptr ? texts_.holds(hash, text) : of_null) ? 1 : 0;
      });
    });
  }

  template <typename Work>
  void each(const TextReader& reader, std::size_t first, std::size_t rows, TextArena& arena, Work&& work) const {
    for_tiles(first, first + rows, [&](std::size_t begin, std::size_t count) {
      std::string_view tile[kTile];
      reader.read(begin, count, tile, arena);
      for (std::size_t i = 0; i < count; ++i) work(begin + i, tile[i], hash_(tile[i]));
    });
  }

  KeyHash hash_;
  TextArena arena_;
  TextHashSet texts_;
  NullSet null_;
};

constexpr auto kNothing = [](std::size_t, bool) {};

WordRange merged(WordRange one, const WordRange& two) noexcept {
  if (two.empty()) return one;
  one.add(two.least);
  one.add(two.most);
  return one;
}

WordRange range_of(Columns columns, KeyKind kind) {
  WordRange range;
  for (const ArrayView& column : columns) range = merged(range, range_of(WordReader(column, kind)));
  return range;
}

// Calls work(set) with an empty set for the values of `columns`, where `rows` rows will be put in or looked up.
template <typename Work>
auto with_set(KeyKind kind, Columns columns, const WordRange& range, std::size_t rows, Work&& work) {
  std::size_t values = 0;
  for (const ArrayView& column : columns) values += static_cast<std::size_t>(column.length);
  if (kind == KeyKind::text) return work(ValuesOfText(values));
  if (WordBytes::suits(range, rows)) return work(ValuesOfWords<WordBytes>(kind, WordBytes(range)));
  if (WordBits::suits(range, rows)) return work(ValuesOfWords<WordBits>(kind, WordBits(range)));
  return work(ValuesOfWords<WordHashSet>(kind, WordHashSet(values)));
}

Result<KeyKind> kind_for(const ArrayView& left, const ArrayView& right, const char* operation) {
  if (auto ok = check_rows(left.length, operation); !ok) return std::unexpected(ok.error());
  if (auto ok = check_rows(right.length, operation); !ok) return std::unexpected(ok.error());
  return common_kind(left, right, operation);
}

std::size_t rows_of(const ArrayView& left, const ArrayView& right) noexcept {
  return static_cast<std::size_t>(left.length + right.length);
}

// Whether the set would not fit a cache. Lookups alone are cheap until its filter does not, either.
bool is_worth_parts(Ask ask, std::size_t rows) noexcept {
  return rows >= (ask == Ask::held ? 10 * kPartitionedRows : kPartitionedRows);
}

void ask_nulls(const Presence& left, const Presence& right, std::size_t left_rows, std::size_t right_rows, Ask ask,
               std::uint8_t* flags) {
  NullSet null;
  for (std::size_t row = 0; right.can_miss() && row < right_rows; ++row) {
    if (!right.is_there(row)) null.insert();
  }
  for (std::size_t row = 0; left.can_miss() && row < left_rows; ++row) {
    if (!left.is_there(row)) flags[row] = null.ask(ask) ? 1 : 0;
  }
}

// By parts of both that belong together: each has a set of its own, and a thread.
template <Ask kAsk>
void ask_parts(const ArrayView& left, const ArrayView& right, KeyKind kind, std::uint8_t* flags) {
  const WordKeys lefts(left, kind);
  const WordKeys rights(right, kind);
  const KeyParts left_parts = parts_of(lefts);
  const KeyParts right_parts = parts_of(rights);
  parallel_for(threads_for(lefts.size() + rights.size()), kKeyParts, [&](std::size_t part) {
    const std::size_t begin = left_parts.begins[part];
    const std::size_t end = left_parts.begins[part + 1];
    const std::size_t values = right_parts.begins[part + 1] - right_parts.begins[part];
    WordHashSet set(values + (kAsk == Ask::added ? end - begin : 0));
    for (std::size_t i = 0; i < values; ++i) set.insert(right_parts.keys[right_parts.begins[part] + i]);
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint64_t word = left_parts.keys[i];
      bool flag = false;
      if constexpr (kAsk == Ask::held) flag = set.holds(word);
      if constexpr (kAsk == Ask::taken) flag = set.take_out(word);
      if constexpr (kAsk == Ask::added) flag = set.insert(word);
      flags[left_parts.rows[i]] = flag ? 1 : 0;
    }
  });
  ask_nulls(lefts.presence(), rights.presence(), lefts.size(), rights.size(), kAsk, flags);
}

template <Ask kAsk>
void ask_all(const ArrayView& left, const ArrayView& right, KeyKind kind, std::uint8_t* flags) {
  const ArrayView both[] = {right, left};
  const Columns held(both, kAsk == Ask::added ? 2 : 1);
  const std::size_t rows = rows_of(left, right);
  const WordRange range = kind == KeyKind::text ? WordRange() : range_of(held, kind);
  const bool is_hashed = kind != KeyKind::text && !WordBits::suits(range, rows);
  const std::size_t values = kAsk == Ask::added ? rows : static_cast<std::size_t>(right.length);
  if (is_hashed && is_worth_parts(kAsk, values)) return ask_parts<kAsk>(left, right, kind, flags);
  with_set(kind, held, range, rows, [&](auto set) {
    set.insert(right, kNothing);
    set.template ask<kAsk>(left, flags);
  });
}

RawVector<Row> rows_where(const RawVector<std::uint8_t>& flags, std::uint8_t wanted) {
  RawVector<Row> rows(flags.size() + 1);
  std::size_t size = 0;
  for (std::size_t row = 0; row < flags.size(); ++row) {
    rows[size] = static_cast<Row>(row);
    size += flags[row] == wanted ? 1 : 0;
  }
  rows.resize(size);
  return rows;
}

template <Ask kAsk>
RawVector<Row> rows_asked(const ArrayView& left, const ArrayView& right, KeyKind kind, std::uint8_t wanted) {
  RawVector<std::uint8_t> flags(static_cast<std::size_t>(left.length));
  ask_all<kAsk>(left, right, kind, flags.data());
  return rows_where(flags, wanted);
}

}  // namespace

Result<void> is_in(const ArrayView& column, const ArrayView& values, std::uint8_t* found) {
  const auto kind = kind_for(column, values, "isin");
  if (!kind) return std::unexpected(kind.error());
  ask_all<Ask::held>(column, values, *kind, found);
  return {};
}

Result<RawVector<Row>> rows_not_in(const ArrayView& left, const ArrayView& right) {
  const auto kind = kind_for(left, right, "setdiff_index");
  if (!kind) return std::unexpected(kind.error());
  return rows_asked<Ask::held>(left, right, *kind, 0);
}

Result<RawVector<Row>> intersect_rows(const ArrayView& left, const ArrayView& right) {
  const auto kind = kind_for(left, right, "intersect");
  if (!kind) return std::unexpected(kind.error());
  if (auto rows = intersect_if_sorted(left, right, *kind)) return std::move(*rows);
  if (*kind != KeyKind::text) {
    if (auto rows = intersect_by_lines({left, *kind}, {right, *kind})) return std::move(*rows);
  }
  return rows_asked<Ask::taken>(left, right, *kind, 1);
}

Result<RawVector<Row>> difference_rows(const ArrayView& left, const ArrayView& right) {
  const auto kind = kind_for(left, right, "difference");
  if (!kind) return std::unexpected(kind.error());
  return rows_asked<Ask::added>(left, right, *kind, 1);
}

Result<UnionRows> union_rows(const ArrayView& left, const ArrayView& right) {
  const auto kind = kind_for(left, right, "union");
  if (!kind) return std::unexpected(kind.error());
  const ArrayView both[] = {left, right};
  const WordRange range = *kind == KeyKind::text ? WordRange() : range_of(both, *kind);
  return with_set(*kind, both, range, rows_of(left, right), [&](auto set) {
    RawVector<std::uint8_t> from_left(static_cast<std::size_t>(left.length));
    RawVector<std::uint8_t> from_right(static_cast<std::size_t>(right.length));
    set.insert(left, [&](std::size_t row, bool is_new) { from_left[row] = is_new ? 1 : 0; });
    set.insert(right, [&](std::size_t row, bool is_new) { from_right[row] = is_new ? 1 : 0; });
    return UnionRows{rows_where(from_left, 1), rows_where(from_right, 1)};
  });
}

}  // namespace wirespeed::kernels
