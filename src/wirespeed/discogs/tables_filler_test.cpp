// Which rows a record becomes: records made by hand, tables read back as text.
#include <gtest/gtest.h>

#include "wirespeed/discogs/tables_worker.hpp"

namespace wirespeed::discogs {
namespace {

using column::Column;
using column::Type;
using Rows = std::vector<std::string>;

// The vocabulary: a table as lines such as "12|null|LP;Album|true".
bool present(const Column& column, std::size_t row) {
  return column.nulls == 0 || (column.validity.data()[row / 8] >> (row % 8) & 1) != 0;
}

std::string cell(const Column& column, std::size_t row);

std::string list_cell(const Column& column, std::size_t row) {
  const auto offsets = column.offsets.values<std::int32_t>();
  std::string text = "[";
  for (auto i = offsets[row]; i < offsets[row + 1]; ++i) {
    text += (i == offsets[row] ? "" : ";") + cell(column.children.front(), static_cast<std::size_t>(i));
  }
  return text + "]";
}

std::string text_cell(const Column& column, std::size_t row) {
  const auto offsets = column.offsets.values<std::int32_t>().subspan(row, 2);
  return {reinterpret_cast<const char*>(column.values.data()) + offsets[0],
          static_cast<std::size_t>(offsets[1] - offsets[0])};
}

std::string cell(const Column& column, std::size_t row) {
  if (!present(column, row)) return "null";
  switch (column.type) {
    case Type::int32:
      return std::to_string(column.values.values<std::int32_t>()[row]);
    case Type::int64:
      return std::to_string(column.values.values<std::int64_t>()[row]);
    case Type::boolean:
      return (column.values.data()[row / 8] >> (row % 8) & 1) != 0 ? "true" : "false";
    case Type::utf8:
      return text_cell(column, row);
    case Type::list_utf8:
      return list_cell(column, row);
    default:
      break;
  }
  return "";
}

Rows rows_of(const column::Batch& batch) {
  Rows rows(static_cast<std::size_t>(batch.rows));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const Column& column : batch.columns) rows[i] += (rows[i].empty() ? "" : "|") + cell(column, i);
  }
  return rows;
}

TableMask mask_of(const char* table) { return TableMask{1} << (find_table(table) - all_tables().data()); }

// The rows of one table after `fill` has shown records to the filler.
template <typename Fill>
Rows rows_in(const char* table, Fill fill) {
  TableFiller filler(mask_of(table));
  fill(filler);
  const auto batches = filler.finish().value();
  if (batches.empty()) return {};
  EXPECT_EQ(batches.size(), 1U);
  EXPECT_EQ(all_tables()[batches.front().table].name, table);
  return rows_of(batches.front().batch);
}

Rows artist_rows(const char* table, const Artist& artist) {
  return rows_in(table, [&](TableFiller& filler) { filler.on_artist(artist); });
}
Rows label_rows(const char* table, const Label& label) {
  return rows_in(table, [&](TableFiller& filler) { filler.on_label(label); });
}
Rows master_rows(const char* table, const Master& master) {
  return rows_in(table, [&](TableFiller& filler) { filler.on_master(master); });
}
Rows release_rows(const char* table, const Release& release) {
  return rows_in(table, [&](TableFiller& filler) { filler.on_release(release); });
}

Artist an_artist() {
  Artist artist;
  artist.id = 1;
  artist.name = "The Persuader";
  artist.realname = "Jesper Dahlbäck";
  artist.data_quality = "Correct";
  artist.urls = {"http://a", "http://b"};
  artist.aliases = {{239, "Jesper"}, {kNoId, "Nobody"}};
  return artist;
}

Release a_release() {
  Release release;
  release.id = 7;
  release.title = "Stockholm";
  return release;
}

TEST(Tables, an_absent_field_is_null) {
  EXPECT_EQ(artist_rows("artists", an_artist()), (Rows{"1|The Persuader|Jesper Dahlbäck|null|Correct"}));
}

TEST(Tables, each_part_of_a_record_is_a_row_under_its_parent) {
  EXPECT_EQ(artist_rows("artist_urls", an_artist()), (Rows{"1|http://a", "1|http://b"}));
  EXPECT_EQ(artist_rows("artist_aliases", an_artist()), (Rows{"1|239|Jesper", "1|null|Nobody"}));
  EXPECT_EQ(artist_rows("artist_groups", an_artist()), Rows{});
}

TEST(Tables, an_empty_sublabel_is_a_row_without_id_and_name) {
  Label label;
  label.id = 1;
  label.sublabels = {{}, {5, "Svek"}};
  EXPECT_EQ(label_rows("label_sublabels", label), (Rows{"1|null|null", "1|5|Svek"}));
}

TEST(Tables, a_label_names_its_parent_or_none) {
  Label label;
  label.id = 212;
  EXPECT_EQ(label_rows("labels", label), (Rows{"212|null|null|null|null|null|null"}));
  label.parent = {4711, "R & S"};
  EXPECT_EQ(label_rows("labels", label), (Rows{"212|null|null|null|null|4711|R & S"}));
}

TEST(Tables, a_year_is_a_number_and_zero_stays_zero) {
  Master master;
  master.id = 113;
  for (const auto& [written, expected] :
       {std::pair{"2002", "2002"}, {"0", "0"}, {"19xx", "null"}, {"", "null"}, {"99999999999", "null"}}) {
    master.year = written;
    EXPECT_EQ(master_rows("masters", master), (Rows{std::string("113|null|") + expected + "|null|null|null"}));
  }
}

TEST(Tables, a_video_has_typed_duration_and_embed) {
  Master master;
  master.id = 1;
  master.videos = {{"http://v", "321", "true", "Title", Text()}, {"http://w", "", "maybe", Text(), "text"}};
  EXPECT_EQ(master_rows("master_videos", master),
            (Rows{"1|http://v|321|true|Title|null", "1|http://w|null|null|null|text"}));
}

TEST(Tables, a_release_keeps_its_date_as_written_and_master_zero_as_zero) {
  Release release = a_release();
  release.released = "1999-03-00";
  release.master_id = 0;
  release.is_main_release = "false";
  EXPECT_EQ(release_rows("releases", release), (Rows{"7|Stockholm|null|1999-03-00|null|null|0|false|null"}));
}

TEST(Tables, main_and_extra_credits_share_a_table) {
  Release release = a_release();
  release.artists = {{.id = 1, .name = "A", .anv = "a", .join = ",", .role = Text(), .tracks = Text()}};
  release.extra_artists = {{.id = kNoId, .name = "B", .anv = Text(), .join = Text(), .role = "Mix", .tracks = "A1"}};
  EXPECT_EQ(release_rows("release_artists", release),
            (Rows{"7|1|A|a|,|null|null|false", "7|null|B|null|null|Mix|A1|true"}));
}

TEST(Tables, a_format_has_its_own_descriptions_and_an_empty_list_without_them) {
  Release release = a_release();
  release.descriptions = {"LP", "Album", "12\""};
  release.formats = {
      {"Vinyl", "2", "", 0, 2}, {"CD", "0000000000000000000000000000000000001", "Blue", 2, 2}, {"File", "1", "", 2, 3}};
  EXPECT_EQ(release_rows("release_formats", release),
            (Rows{"7|Vinyl|2||[LP;Album]", "7|CD|0000000000000000000000000000000000001|Blue|[]", "7|File|1||[12\"]"}));
}

TEST(Tables, tracks_are_numbered_from_one_and_a_sub_track_names_its_parent) {
  Release release = a_release();
  release.tracks = {{"1", "One", "3:00", -1}, {Text(), "Medley", Text(), -1}, {"2.1", "Part", "1:00", 1}};
  EXPECT_EQ(release_rows("release_tracks", release),
            (Rows{"7|1|null|1|One|3:00", "7|2|null|null|Medley|null", "7|3|2|2.1|Part|1:00"}));
}

TEST(Tables, a_track_credit_names_the_track_by_its_sequence) {
  Release release = a_release();
  release.tracks.resize(2);
  release.track_credits = {{1, true, {.id = 9, .name = "C", .anv = {}, .join = {}, .role = "Vocals", .tracks = {}}}};
  EXPECT_EQ(release_rows("release_track_artists", release), (Rows{"7|2|9|C|null|null|Vocals|null|true"}));
}

TEST(Tables, only_the_wanted_tables_are_filled) {
  TableFiller filler(mask_of("release_genres") | mask_of("artists"));
  Release release = a_release();
  release.genres = {"Electronic"};
  release.styles = {"Techno"};
  filler.on_release(release);
  filler.on_artist(an_artist());
  const auto batches = filler.finish().value();
  ASSERT_EQ(batches.size(), 2U);
  EXPECT_EQ(all_tables()[batches[0].table].name, "artists");
  EXPECT_EQ(all_tables()[batches[1].table].name, "release_genres");
}

TEST(Tables, finish_gives_rows_once) {
  TableFiller filler(mask_of("artists"));
  filler.on_artist(an_artist());
  EXPECT_EQ(filler.finish()->size(), 1U);
  EXPECT_TRUE(filler.finish()->empty());
}

TEST(Tables, every_table_has_a_name_of_its_own_and_named_columns) {
  for (const TableInfo& table : all_tables()) {
    EXPECT_EQ(find_table(table.name), &table);
    EXPECT_TRUE(table.name.starts_with(record_name(table.kind))) << table.name;
    for (const column::Field& field : table.schema) EXPECT_FALSE(field.name.empty());
  }
  EXPECT_EQ(all_tables().size(), 26U);
  EXPECT_EQ(find_table("nothing"), nullptr);
}

}  // namespace
}  // namespace wirespeed::discogs
