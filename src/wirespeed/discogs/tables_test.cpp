// Tables of whole files: streams and collections, their order, their ends, their errors.
#include "wirespeed/discogs/tables.hpp"

#include "wirespeed/discogs/dump_fixture.hpp"

namespace wirespeed::discogs {
namespace {

constexpr int kReleases = 400;

std::string releases_xml() {
  std::string xml = "<releases>\n";
  for (int id = 1; id <= kReleases; ++id) {
    xml += fmt::format("<release id=\"{}\"><title>Title {}</title><genres><genre>Rock</genre></genres><tracklist>", id,
                       id);
    for (int track = 0; track < id % 5; ++track) xml += fmt::format("<track><title>T{}</title></track>", track);
    xml += "</tracklist></release>\n";
  }
  return xml + "</releases>\n";
}

std::string title_at(const column::Batch& batch, std::size_t row) {
  const auto offsets = batch.columns[1].offsets.values<std::int32_t>();
  return {reinterpret_cast<const char*>(batch.columns[1].values.data()) + offsets[row],
          static_cast<std::size_t>(offsets[row + 1] - offsets[row])};
}

// The vocabulary: a dump of 400 releases, its titles and tracks read in different ways.
class TablesTest : public DumpTest {
 protected:
  std::vector<DumpFile> dumps() { return dumps_of(releases_xml()); }
  std::vector<DumpFile> dumps_of(std::string_view xml) {
    return find_dumps({write("releases.xml.gz", gzip(xml))}).value();
  }

  static std::unique_ptr<TableStream> open(const std::vector<DumpFile>& files, const TableOptions& options = {},
                                           std::string_view table = "releases") {
    return TableStream::open(files, table, options).value();
  }

  static std::vector<std::string> expected_titles() {
    std::vector<std::string> titles;
    for (int id = 1; id <= kReleases; ++id) titles.push_back(fmt::format("Title {}", id));
    return titles;
  }

  static std::vector<std::string> titles_in(TableStream& stream) {
    std::vector<std::string> titles;
    while (const auto batch = value_or_throw(stream.next())) {
      for (std::int64_t row = 0; row < batch->rows; ++row) {
        titles.push_back(title_at(*batch, static_cast<std::size_t>(row)));
      }
    }
    return titles;
  }

  static Error error_of(TableStream& stream) {
    for (;;) {
      auto batch = stream.next();
      if (!batch) return batch.error();
      if (*batch == nullptr) return {Errc::invalid_argument, "the stream ended without an error"};
    }
  }
};

TableOptions small_slabs(unsigned threads, std::size_t slab_bytes, std::int64_t batch_rows = 65536) {
  TableOptions options;
  options.read.threads = threads;
  options.read.slab_bytes = slab_bytes;
  options.batch_rows = batch_rows;
  return options;
}

TEST_F(TablesTest, rows_stand_in_the_order_of_the_file_for_any_threads_and_slabs) {
  const auto files = dumps();
  for (const unsigned threads : {1U, 2U, 5U}) {
    for (const std::size_t slab : {100U, 3000U, 1U << 20}) {
      EXPECT_EQ(titles_in(*open(files, small_slabs(threads, slab, 33))), expected_titles()) << threads << " " << slab;
    }
  }
}

TEST_F(TablesTest, small_slabs_are_joined_to_batches_of_the_wanted_size) {
  const auto stream = open(dumps(), small_slabs(2, 500, 150));
  std::vector<std::int64_t> sizes;
  while (const auto batch = value_or_throw(stream->next())) sizes.push_back(batch->rows);
  ASSERT_GE(sizes.size(), 2U);
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) EXPECT_GE(sizes[i], 150);
  EXPECT_LT(sizes.front(), 170);
}

TEST_F(TablesTest, batches_are_bounded_in_bytes_too) {
  TableOptions options = small_slabs(1, 500);
  options.batch_bytes = 2000;
  const auto stream = open(dumps(), options);
  int batches = 0;
  for (; const auto batch = value_or_throw(stream->next()); ++batches) EXPECT_LE(batch->bytes(), 2000U);
  EXPECT_GT(batches, 5);
}

TEST_F(TablesTest, the_end_of_a_stream_is_said_again_and_again) {
  const auto stream = open(dumps());
  titles_in(*stream);
  EXPECT_EQ(stream->next().value(), nullptr);
  EXPECT_EQ(stream->report().read.records[static_cast<int>(Kind::releases)], std::uint64_t{kReleases});
}

TEST_F(TablesTest, a_stream_that_is_left_early_ends_its_run) {
  TableOptions options = small_slabs(2, 200, 1);
  options.queued_batches = 1;
  for (int i = 0; i < 20; ++i) {
    const auto stream = open(dumps(), options);
    if (i % 2 == 0) {
      EXPECT_NE(stream->next().value(), nullptr);
    }
  }
}

TEST_F(TablesTest, a_cancelled_stream_says_so) {
  TableOptions options = small_slabs(2, 200, 1);
  options.queued_batches = 1;
  const auto stream = open(dumps(), options);
  stream->cancel();
  EXPECT_EQ(error_of(*stream).code, Errc::cancelled);
  EXPECT_EQ(error_of(*stream).code, Errc::cancelled);
}

TEST_F(TablesTest, the_callers_token_cancels_a_stream) {
  CancelToken token;
  TableOptions options = small_slabs(2, 200, 1);
  options.queued_batches = 1;
  options.read.stop.cancel = &token;
  const auto stream = open(dumps(), options);
  token.cancel();
  EXPECT_EQ(error_of(*stream).code, Errc::cancelled);
}

TEST_F(TablesTest, a_deadline_ends_a_stream) {
  TableOptions options;
  options.read.stop.deadline = Clock::now();
  EXPECT_EQ(error_of(*open(dumps(), options)).code, Errc::deadline);
}

TEST_F(TablesTest, an_error_of_the_reader_comes_out_of_the_stream_and_names_the_file) {
  std::string xml = releases_xml();
  xml.insert(xml.rfind("</releases>"), 1U << 17, '\n');  // so that the file's head, by which it is known, is whole
  const std::string whole = gzip(xml);
  const auto path = write("cut.xml.gz", std::string_view(whole).substr(0, whole.size() - 20));
  const auto stream = open(find_dumps({path}).value());
  EXPECT_NE(error_of(*stream).message.find("cut.xml.gz"), std::string::npos) << error_of(*stream).message;
}

TEST_F(TablesTest, a_bad_record_is_left_out_and_reported) {
  std::string xml = releases_xml();
  xml.insert(xml.find("<title>Title 7<"), "<broken>");
  const auto stream = open(dumps_of(xml));
  EXPECT_EQ(titles_in(*stream).size(), std::size_t{kReleases - 1});
  const TableReport report = stream->report();
  EXPECT_EQ(report.read.rejects, 1U);
  ASSERT_EQ(report.rejects.size(), 1U);
  EXPECT_EQ(report.rejects[0].offset, xml.find("<release id=\"7\""));
  EXPECT_TRUE(report.rejects[0].bytes.starts_with("<release id=\"7\""));
}

TEST_F(TablesTest, rejects_beyond_the_room_are_counted_only) {
  std::string xml = releases_xml();
  for (std::size_t at = 0; (at = xml.find("<title>", at)) != std::string::npos; at += 15) xml.insert(at, "<broken>");
  TableOptions options;
  options.kept_reject_bytes = 2000;
  const auto stream = open(dumps_of(xml), options);
  titles_in(*stream);
  EXPECT_EQ(stream->report().read.rejects, std::uint64_t{kReleases});
  EXPECT_GT(stream->report().rejects.size(), 0U);
  EXPECT_LT(stream->report().rejects.size(), 20U);
}

TEST_F(TablesTest, several_tables_come_from_one_pass_as_they_were_named) {
  Progress progress;
  const auto collected = collect_tables(dumps(), {"release_tracks", "releases", "release_series"}, {}, &progress);
  ASSERT_TRUE(collected);
  ASSERT_EQ(collected->tables.size(), 3U);
  EXPECT_EQ(collected->tables[0]->rows(), 2 * kReleases);
  EXPECT_EQ(collected->tables[0]->schema[1].name, "sequence");
  EXPECT_EQ(collected->tables[1]->rows(), kReleases);
  EXPECT_EQ(collected->tables[2]->rows(), 0);
  EXPECT_EQ(progress.records, std::uint64_t{kReleases});
}

TEST_F(TablesTest, only_files_that_the_tables_need_are_read) {
  const auto artists = write("artists.xml", "<artists>\n<artist><id>1</id><name>A</name></artist>\n</artists>\n");
  const auto releases = write("releases.xml", releases_xml());
  const auto files = find_dumps({artists, releases}).value();
  const auto collected = collect_tables(files, {"artists"}, {}, nullptr);
  EXPECT_EQ(collected->tables[0]->rows(), 1);
  EXPECT_EQ(collected->report.read.records[static_cast<int>(Kind::releases)], 0U);
}

TEST_F(TablesTest, a_table_that_cannot_be_given_is_refused_by_name) {
  const auto unknown = TableStream::open(dumps(), "release_colours", {});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::invalid_argument);
  EXPECT_NE(unknown.error().message.find("release_tracks"), std::string::npos);
  const auto missing = TableStream::open(dumps(), "artists", {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::not_found);
}

}  // namespace
}  // namespace wirespeed::discogs
