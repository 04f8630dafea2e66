#include "wirespeed/s3/listing_columns.hpp"

#include <gtest/gtest.h>

#include "wirespeed/column/cell_text.hpp"

namespace wirespeed::s3 {
namespace {

using column::Batch;
using column::Schema;

// A row as its cells, with a blank between them; a null is "-".
std::string row_of(const Schema& schema, const Batch& batch, std::size_t row) {
  std::string text;
  for (std::size_t i = 0; i < schema.size(); ++i) {
    if (i > 0) text += " ";
    const auto place = static_cast<std::int64_t>(row);
    const column::Column& column = batch.columns[i];
    if (column::is_null(column, place)) {
      text += "-";
    } else if (!schema[i].dictionary.empty()) {
      const std::int32_t value = column.values.values<std::int32_t>()[row];
      append_cell(text, schema[i].dictionary[0], column.dictionary[0], value);
    } else {
      append_cell(text, schema[i], column, place);
    }
  }
  return text;
}

std::vector<std::string> rows_of(ListingColumns& columns) {
  const auto batch = columns.finish();
  std::vector<std::string> rows;
  if (!batch) return {batch.error().message};
  for (std::size_t row = 0; row < static_cast<std::size_t>(batch->rows); ++row) {
    rows.push_back(row_of(columns.schema(), *batch, row));
  }
  return rows;
}

ListedEntry entry_of(std::string_view key, std::int64_t size = 7) {
  ListedEntry entry;
  entry.key = key;
  entry.size = size;
  entry.etag = "9b2c";
  entry.last_modified = 1'795'348'800'000'000;
  entry.storage_class = "STANDARD";
  return entry;
}

using Rows = std::vector<std::string>;

TEST(ListingColumns, have_a_row_for_each_entry) {
  ListingColumns columns({});
  columns.entry(entry_of("a"));
  columns.entry(entry_of("\xC3\xA4", 8));
  columns.prefix("p/");
  EXPECT_EQ(columns.rows(), 2u);
  EXPECT_EQ(rows_of(columns),
            (Rows{"a 7 \"9b2c\" 2026-11-22T12:00:00Z STANDARD", "\xC3\xA4 8 \"9b2c\" 2026-11-22T12:00:00Z STANDARD"}));
  EXPECT_EQ(columns.prefixes()[0], "p/");
  EXPECT_EQ(columns.repaired(), 0u);
}

TEST(ListingColumns, say_in_their_schema_what_they_hold) {
  const auto names_and_formats = [](const Schema& schema) {
    std::string text;
    for (const column::Field& field : schema) text += field.name + " " + column::format_of(field) + ", ";
    return text;
  };
  EXPECT_EQ(names_and_formats(ListingColumns({}).schema()),
            "key u, size l, etag u, last_modified tsu:UTC, storage_class i, ");
  EXPECT_EQ(ListingColumns({.versions = true}).schema().size(), 8u);
  EXPECT_EQ(ListingColumns({.owners = true}).schema().size(), 7u);
}

TEST(ListingColumns, what_was_not_sent_is_null) {
  ListingColumns columns({.versions = true, .owners = true});
  ListedEntry entry = entry_of("a");
  entry.version_id = "v1";
  entry.is_latest = false;
  entry.owner_id = "me";
  columns.entry(entry);
  ListedEntry marker;
  marker.key = "a";
  marker.is_delete_marker = true;
  columns.entry(marker);
  EXPECT_EQ(rows_of(columns),
            (Rows{"a 7 \"9b2c\" 2026-11-22T12:00:00Z STANDARD v1 false false me -", "a - - - - - true true - -"}));
}

TEST(ListingColumns, the_dictionary_of_classes_grows_from_batch_to_batch) {
  ListingColumns columns({});
  columns.entry(entry_of("a"));
  EXPECT_EQ(rows_of(columns).size(), 1u);
  ListedEntry cold = entry_of("b");
  cold.storage_class = "GLACIER";
  columns.entry(cold);
  columns.entry(entry_of("c"));
  const auto batch = columns.finish();
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->rows, 2);
  EXPECT_EQ(batch->columns[4].dictionary[0].length, 2);
  EXPECT_EQ(row_of(columns.schema(), *batch, 0), "b 7 \"9b2c\" 2026-11-22T12:00:00Z GLACIER");
  EXPECT_EQ(row_of(columns.schema(), *batch, 1), "c 7 \"9b2c\" 2026-11-22T12:00:00Z STANDARD");
}

TEST(ListingColumns, keys_that_are_no_utf8_are_repaired_and_counted) {
  ListingColumns columns({});
  columns.entry(
      entry_of("a\xFF"
               "b"));
  EXPECT_EQ(columns.repaired(), 1u);
  EXPECT_TRUE(
      rows_of(columns)[0].starts_with("a\xEF\xBF\xBD"
                                      "b "));
}

TEST(ListingColumns, take_lists_of_entries_too) {
  EntryList entries;
  entries.entry(entry_of("a"));
  entries.prefix("p/");
  ListingColumns columns({});
  columns.append(entries);
  EXPECT_EQ(rows_of(columns), (Rows{"a 7 \"9b2c\" 2026-11-22T12:00:00Z STANDARD"}));
  EXPECT_EQ(columns.prefixes().size(), 1u);
}

}  // namespace
}  // namespace wirespeed::s3
