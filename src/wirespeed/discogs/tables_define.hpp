// The words in which tables_records.hpp declares the tables.
#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>

#include "wirespeed/column/builders.hpp"
#include "wirespeed/discogs/records.hpp"
#include "wirespeed/discogs/tables.hpp"

namespace wirespeed::discogs {

// Which tables are wanted: bit i for all_tables()[i].
using TableMask = std::uint32_t;

// A batch of rows of one table.
struct TableBatch {
  std::size_t table;  // index in all_tables()
  column::Batch batch;
};

// A name as a template argument.
template <std::size_t kSize>
struct Name {
  char text[kSize];
  consteval Name(const char (&literal)[kSize]) { std::copy_n(literal, kSize, text); }
};

template <Name kName, typename BuilderOfColumn, bool kNullable = true>
struct ColumnOf {
  using Builder = BuilderOfColumn;
  static column::Field field() { return {kName.text, Builder::kType, kNullable}; }
};

template <Name kName>
using IdColumn = ColumnOf<kName, column::Int64Builder>;
template <Name kName>
using TextColumn = ColumnOf<kName, column::Utf8Builder>;
template <Name kName>
using NumberColumn = ColumnOf<kName, column::Int32Builder>;
template <Name kName>
using FlagColumn = ColumnOf<kName, column::BoolBuilder>;
template <Name kName>
using ListColumn = ColumnOf<kName, column::ListUtf8Builder, false>;
template <Name kName>
using SequenceColumn = ColumnOf<kName, column::Int32Builder, false>;
template <Name kName>
using SureFlagColumn = ColumnOf<kName, column::BoolBuilder, false>;

// A table derives from this, and adds the rows of a record in add(const Record&).
template <Name kName, typename... Columns>
class DumpTable {
 public:
  static constexpr const char* name() noexcept { return kName.text; }
  static column::Schema schema() { return {Columns::field()...}; }

  std::size_t rows() const noexcept { return rows_.rows(); }
  Result<column::Batch> finish() { return rows_.finish(); }

 protected:
  template <typename... Values>
  void row(const Values&... values) {
    rows_.append(values...);
  }

 private:
  column::RowBuilder<typename Columns::Builder...> rows_;
};

// All tables of one kind of record.
template <typename Record, Kind kKind, typename... Tables>
class TableSet {
 public:
  static constexpr std::size_t kCount = sizeof...(Tables);

  static void describe(std::vector<TableInfo>& all) { (all.push_back({Tables::name(), kKind, Tables::schema()}), ...); }

  // Bit i of `wanted`: the set's table i.
  explicit TableSet(TableMask wanted) : wanted_(wanted) {}

  void add(const Record& record) {
    for_each([&](auto& table, std::size_t index) {
      if (wanted_ >> index & 1) table.add(record);
    });
  }

  // Moves the rows out, a batch for each table that has some. The set's first table is `first` of all.
  Result<void> finish(std::size_t first, std::vector<TableBatch>& out) {
    Result<void> done;
    for_each([&](auto& table, std::size_t index) {
      if (table.rows() == 0) return;
      auto batch = table.finish();
      if (batch) {
        out.push_back({first + index, std::move(*batch)});
      } else {
        done = std::unexpected(std::move(batch).error());
      }
    });
    return done;
  }

 private:
  template <typename Visit>
  void for_each(Visit visit) {
    std::apply(
        [&](Tables&... tables) {
          std::size_t index = 0;
          (visit(tables, index++), ...);
        },
        tables_);
  }

  TableMask wanted_;
  std::tuple<Tables...> tables_;
};

inline std::optional<std::int64_t> id_or_null(Id id) noexcept {
  return id == kNoId ? std::nullopt : std::optional<std::int64_t>(id);
}

// A whole number as written; null for anything else.
inline std::optional<std::int32_t> number_or_null(Text text) noexcept {
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

// "true" and "false"; null for anything else.
inline std::optional<bool> flag_or_null(Text text) noexcept {
  if (text == "true") return true;
  return text == "false" ? std::optional(false) : std::nullopt;
}

}  // namespace wirespeed::discogs
