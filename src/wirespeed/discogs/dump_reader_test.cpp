#include "wirespeed/discogs/dump_reader.hpp"

#include <sys/stat.h>

#include "wirespeed/discogs/content_hash.hpp"
#include "wirespeed/discogs/dump_fixture.hpp"

namespace wirespeed::discogs {
namespace {

std::string releases(int count) {
  std::string xml = "<releases>\n";
  for (int id = 1; id <= count; ++id) {
    xml += fmt::format("<release id=\"{}\"><title>R&amp;B {}</title><notes>{}</notes></release>\n", id, id,
                       std::string(static_cast<std::size_t>(id * 7919 % 300), 'x'));
  }
  return xml + "</releases>\n";
}

std::string labels(int count) {
  std::string xml = "<labels>\n";
  for (int id = 1; id <= count; ++id) {
    xml += fmt::format("<label><id>{}</id><sublabels><label id=\"7\">S</label><label/></sublabels></label>", id);
  }
  return xml + "</labels>\n";
}

class DumpReaderTest : public DumpTest {
 protected:
  static Result<HashReport> hash(const std::filesystem::path& path, const ReadOptions& options = {}) {
    auto files = find_dumps({path});
    if (!files) return std::unexpected(files.error());
    return hash_dumps(*files, options);
  }
  static std::string error(const std::filesystem::path& path, const ReadOptions& options = {}) {
    auto report = hash(path, options);
    return report ? "no error" : report.error().message;
  }
  static std::string digest(const std::filesystem::path& path, const ReadOptions& options = {}) {
    return to_hex(value_or_throw(hash(path, options)).digest);
  }
};

#define EXPECT_HAS(text, part) EXPECT_NE(std::string(text).find(part), std::string::npos) << (text)

TEST_F(DumpReaderTest, the_hash_is_the_same_for_any_packing_threads_and_chunks) {
  for (const auto& [name, xml] : {std::pair("releases", releases(300)), std::pair("labels", labels(300))}) {
    const auto plain = write(fmt::format("{}.xml", name), xml);
    const std::string expected = digest(plain);
    const auto packed = write(fmt::format("{}.xml.gz", name), gzip(xml));
    const auto members =
        write(fmt::format("{}_members.xml.gz", name), gzip(xml.substr(0, 777)) + gzip(xml.substr(777)));
    for (const auto& path : {plain, packed, members}) {
      for (const unsigned threads : {1u, 2u, 5u}) {
        for (const std::size_t slab : {1u, 100u, 1000u, 1u << 20}) {
          EXPECT_EQ(digest(path, {.threads = threads, .slab_bytes = slab}), expected);
        }
      }
      for (const std::size_t piece : {1u, 2u, 3u, 4u, 5u}) {
        EXPECT_EQ(digest(path, {.threads = 2, .slab_bytes = 256, .read_bytes = piece}), expected);
      }
    }
  }
}

TEST_F(DumpReaderTest, rejects_are_the_same_for_any_chunks) {
  std::string xml = releases(50);
  xml.insert(xml.find("<title>R&amp;B 7<"), "<broken>");
  xml.insert(xml.find("<release id=\"9\""), "junk <x> ");
  xml.erase(xml.find("</release>", xml.find("id=\"20\"")), 10);
  xml.insert(xml.find("<title>R&amp;B 30<"), "<!-- <release id=\"1\"> -->");
  const auto path = write("releases.xml", xml);
  const auto rejects = [&](const ReadOptions& options) {
    std::vector<std::pair<std::uint64_t, std::string>> seen;
    value_or_throw(hash_dumps(value_or_throw(find_dumps({path})), options,
                              [&](const Reject& reject) { seen.emplace_back(reject.offset, reject.bytes); }));
    return seen;
  };
  const auto expected = rejects({});
  EXPECT_GE(expected.size(), 4u);
  for (const std::size_t slab : {1u, 64u, 500u, 5000u}) {
    EXPECT_EQ(rejects({.threads = 3, .slab_bytes = slab, .read_bytes = 17}), expected) << slab;
  }
}

TEST_F(DumpReaderTest, a_reject_at_the_end_leaves_the_end_of_the_dump_out) {
  const std::string bad = "<release id=\"2\"><title></release>\n";
  const auto path = write("releases.xml", "<releases>\n<release id=\"1\"/>\n" + bad + "</releases>\n");
  std::string rejected;
  value_or_throw(
      hash_dumps(value_or_throw(find_dumps({path})), {}, [&](const Reject& reject) { rejected += reject.bytes; }));
  EXPECT_EQ(rejected, bad);
}

TEST_F(DumpReaderTest, files_are_recognised_by_content_and_read_in_one_order) {
  write("z", gzip("<?xml version=\"1.0\"?>\n<!-- c --><artists></artists>"));
  write("a.xml", releases(2));
  write("notes.txt", "no dump");
  const auto files = value_or_throw(find_dumps({folder_, folder_ / "a.xml"}));
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].kind, Kind::artists);
  EXPECT_EQ(files[1].kind, Kind::releases);
  EXPECT_EQ(value_or_throw(read_dumps(
                               files, {},
                               [] {
                                 struct Nothing : BatchWorker {
                                   std::unique_ptr<BatchResult> process(const Batch&) override {
                                     return std::make_unique<BatchResult>();
                                   }
                                 };
                                 return std::make_unique<Nothing>();
                               },
                               [](const DumpFile&, BatchResult&) -> Result<void> { return {}; }))
                .rejects,
            0u);
}

TEST_F(DumpReaderTest, a_byte_order_mark_is_no_text) {
  const std::string xml = "<?xml version=\"1.0\"?>\n" + releases(20);
  const auto plain = hash_dumps(value_or_throw(find_dumps({write("plain.xml", xml)})), {});
  const auto marked = value_or_throw(find_dumps({write("marked.xml", "\xEF\xBB\xBF" + xml)}));
  for (const std::size_t slab : {1u, 64u, 500u, 5000u}) {
    const auto report = value_or_throw(hash_dumps(marked, {.slab_bytes = slab, .read_bytes = 17}));
    EXPECT_EQ(report.read.rejects, 0u) << slab;
    EXPECT_EQ(report.digest, value_or_throw(plain).digest) << slab;
  }
}

TEST_F(DumpReaderTest, what_is_no_dump_is_named) {
  EXPECT_HAS(error(write("page.xml", "<html></html>")), "page.xml: expected a Discogs dump");
  EXPECT_HAS(error(write("empty.xml", "")), "empty.xml: expected a Discogs dump, found no element");
  EXPECT_HAS(error(write("dtd.xml", "<!DOCTYPE releases><releases></releases>")), "found a DTD");
  EXPECT_HAS(error(folder_ / "missing.xml"), "missing.xml: No such file");
}

TEST_F(DumpReaderTest, what_can_be_read_but_once_is_refused) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe.xml").c_str(), 0600), 0);
  EXPECT_HAS(error(folder_ / "pipe.xml"), "pipe.xml: expected a file, found a pipe");
  EXPECT_HAS(error("/dev/null"), "expected a file, found a pipe or a device");
}

TEST_F(DumpReaderTest, a_file_that_was_cut_is_an_error) {
  const std::string packed = gzip(releases(2000));
  EXPECT_HAS(error(write("cut.xml.gz", packed.substr(0, packed.size() / 2))), "expected the rest of a gzip member");
  EXPECT_HAS(error(write("cut.xml", releases(20).substr(0, 900))), "expected </releases> at the end");
  std::string altered = packed;
  altered[altered.size() / 2] = static_cast<char>(altered[altered.size() / 2] ^ 0x55);
  EXPECT_HAS(error(write("altered.xml.gz", altered)), "altered.xml.gz");
}

TEST_F(DumpReaderTest, an_error_budget_ends_the_run) {
  std::string xml = releases(10);
  xml.insert(xml.find("<title>R&amp;B 3<"), "<broken>");
  const auto path = write("releases.xml", xml);
  EXPECT_EQ(value_or_throw(hash(path)).read.rejects, 1u);
  EXPECT_TRUE(hash(path, {.max_errors = 1}));
  EXPECT_HAS(error(path, {.max_errors = 0}), "expected at most 0 bad records");
}

TEST_F(DumpReaderTest, an_error_budget_counts_what_a_run_before_found) {
  const auto path = write("releases.xml", releases(10));
  for (const std::uint64_t file : {0u, 1u}) {  // in the middle, and behind all
    const ReadPlace place{.file = file, .inflater = {}, .carry = {}, .report = {.rejects = 3}};
    EXPECT_EQ(value_or_throw(hash(path, {.max_errors = 3, .start = &place})).read.rejects, 3u);
    EXPECT_HAS(error(path, {.max_errors = 2, .start = &place}), "expected at most 2 bad records, found 3 in what an");
  }
}

TEST_F(DumpReaderTest, a_cancelled_run_says_so) {
  CancelToken token;
  token.cancel();
  ReadOptions options;
  options.stop.cancel = &token;
  EXPECT_HAS(error(write("releases.xml", releases(10)), options), "cancelled");
}

TEST_F(DumpReaderTest, progress_reaches_its_total) {
  Progress progress;
  const auto path = write("releases.xml.gz", gzip(releases(100)));
  value_or_throw(hash(path, {.progress = &progress}));
  EXPECT_EQ(progress.bytes_in, progress.bytes_total);
  EXPECT_EQ(progress.records, 100u);
}

}  // namespace
}  // namespace wirespeed::discogs
