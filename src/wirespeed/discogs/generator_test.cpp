// What a generated dump is like: the same from the same seed, well-formed, and in the proportions of the real one.
#include "wirespeed/discogs/generator.hpp"

#include <expat.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "wirespeed/base/file.hpp"

namespace wirespeed::discogs {
namespace {

constexpr double kWholeReleases = 18'952'204;

// A directory of the test's own, gone afterwards.
class Place {
 public:
  Place() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() / fmt::format("generator_{}_{}", test->name(), ::getpid());
    std::filesystem::remove_all(path_);
  }
  ~Place() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The text of a file that must be one gzip member and nothing after it.
std::string gunzip(const std::filesystem::path& path) {
  const std::string bytes = read_file(path).value();
  std::string text;
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 31), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  int status = Z_OK;
  for (std::vector<char> room(1 << 20); status == Z_OK;) {
    stream.next_out = reinterpret_cast<Bytef*>(room.data());
    stream.avail_out = static_cast<uInt>(room.size());
    status = inflate(&stream, Z_NO_FLUSH);
    text.append(room.data(), room.size() - stream.avail_out);
  }
  EXPECT_EQ(status, Z_STREAM_END) << path;
  EXPECT_EQ(stream.avail_in, 0U) << path;
  inflateEnd(&stream);
  return text;
}

using Dump = std::array<std::string, kKindCount>;  // the text of the four files

Dump generate_texts(GenerateOptions options) {
  const Place place;
  options.out = place.path();
  const GenerateReport report = value_or_throw(generate(options));
  Dump dump;
  for (std::size_t i = 0; i < kKindCount; ++i) {
    dump[i] = gunzip(report.files[i].path);
    EXPECT_EQ(dump[i].size(), report.files[i].xml_bytes);
    EXPECT_EQ(std::filesystem::file_size(report.files[i].path), report.files[i].gz_bytes);
  }
  return dump;
}

const std::string& text_of(const Dump& dump, Kind kind) { return dump[static_cast<std::size_t>(kind)]; }

// Elements by their path in a record ("release/tracklist/track"), the values of some fields, and how many different
// ones each record has of them.
class Census {
 public:
  explicit Census(std::string_view xml, std::set<std::string> watched = {}) : watched_(std::move(watched)) {
    XML_Parser parser = XML_ParserCreate("UTF-8");
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, begin, end);
    XML_SetCharacterDataHandler(parser, characters);
    if (XML_Parse(parser, xml.data(), static_cast<int>(xml.size()), 1) != XML_STATUS_OK) {
      error_ = fmt::format("line {}: {}", XML_GetCurrentLineNumber(parser), XML_ErrorString(XML_GetErrorCode(parser)));
    }
    XML_ParserFree(parser);
  }

  const std::string& error() const { return error_; }
  double count(const std::string& path) const {
    const auto found = elements_.find(path);
    return found == elements_.end() ? 0 : static_cast<double>(found->second);
  }
  double distinct(const std::string& path) const { return static_cast<double>(distinct_.at(path)); }
  const std::vector<std::string>& values(const std::string& path) const { return values_.at(path); }

 private:
  static void begin(void* self, const char* name, const char** attributes) {
    static_cast<Census*>(self)->begin_element(name, attributes);
  }
  static void end(void* self, const char*) { static_cast<Census*>(self)->end_element(); }
  static void characters(void* self, const char* text, int size) {
    static_cast<Census*>(self)->text_.append(text, static_cast<std::size_t>(size));
  }

  void begin_element(const char* name, const char** attributes) {
    if (depth_++ == 0) return;
    if (!path_.empty()) path_ += '/';
    path_ += name;
    text_.clear();
    ++elements_[path_];
    for (; *attributes != nullptr; attributes += 2) see(path_ + "@" + attributes[0], attributes[1]);
  }

  void end_element() {
    if (--depth_ == 0) return;
    see(path_, text_);
    path_.resize(depth_ == 1 ? 0 : path_.rfind('/'));
    if (depth_ > 1) return;
    for (const auto& [path, values] : in_record_) distinct_[path] += values.size();
    in_record_.clear();
  }

  void see(const std::string& path, const std::string& value) {
    if (!watched_.contains(path)) return;
    values_[path].push_back(value);
    in_record_[path].insert(value);
  }

  std::set<std::string> watched_;
  std::string path_, text_, error_;
  std::size_t depth_ = 0;
  std::map<std::string, std::uint64_t> elements_, distinct_;
  std::map<std::string, std::vector<std::string>> values_;
  std::map<std::string, std::set<std::string>> in_record_;
};

// Within five percent.
void expect_about(double found, double expected, const char* what) {
  EXPECT_NEAR(found, expected, expected * 0.05) << what;
}

constexpr std::uint64_t kReleases = 12'000;

const Dump& usual_dump() {
  static const Dump dump = generate_texts({.releases = kReleases, .seed = 7, .out = {}});
  return dump;
}

Census usual_census(Kind kind, std::set<std::string> watched = {}) {
  return Census(text_of(usual_dump(), kind), std::move(watched));
}

TEST(Generator, one_seed_gives_the_same_bytes_for_any_number_of_threads) {
  const Place one, three;
  const auto files_of = [](const std::filesystem::path& out, unsigned threads) {
    return value_or_throw(generate({.releases = 3000, .seed = 5, .out = out, .threads = threads})).files;
  };
  const auto first = files_of(one.path() / "a", 1);
  const auto second = files_of(one.path() / "b", 3);
  for (std::size_t i = 0; i < kKindCount; ++i) {
    EXPECT_EQ(read_file(first[i].path).value(), read_file(second[i].path).value()) << first[i].path;
  }
}

TEST(Generator, another_seed_gives_another_dump) {
  EXPECT_NE(generate_texts({.releases = 50, .seed = 1, .out = {}}),
            generate_texts({.releases = 50, .seed = 2, .out = {}}));
}

TEST(Generator, artists_labels_and_masters_come_in_the_proportions_of_a_whole_dump) {
  const auto whole = generated_counts(18'952'204);
  EXPECT_EQ(whole, (std::array<std::uint64_t, kKindCount>{9'957'079, 2'349'729, 2'530'697, 18'952'204}));
  EXPECT_EQ(usual_census(Kind::artists).count("artist"), 6305);
  EXPECT_EQ(usual_census(Kind::labels).count("label"), 1488);
  EXPECT_EQ(usual_census(Kind::masters).count("master"), 1602);
  EXPECT_EQ(usual_census(Kind::releases).count("release"), kReleases);
}

TEST(Generator, the_smallest_dump_is_one_release_with_a_few_of_the_rest) {
  const Dump dump = generate_texts({.releases = 1, .seed = 3, .out = {}});
  EXPECT_EQ(Census(text_of(dump, Kind::releases)).count("release"), 1);
  EXPECT_EQ(Census(text_of(dump, Kind::masters)).count("master"), 4);
}

TEST(Generator, relationships_come_in_the_published_numbers) {
  const double scale = static_cast<double>(kReleases) / kWholeReleases;
  const Census releases = usual_census(Kind::releases, {"release/artists/artist/id", "release/labels/label@id",
                                                        "release/genres/genre", "release/styles/style"});
  const Census masters =
      usual_census(Kind::masters, {"master/artists/artist/id", "master/genres/genre", "master/styles/style"});
  const Census artists = usual_census(Kind::artists);
  const Census labels = usual_census(Kind::labels);
  expect_about(releases.distinct("release/artists/artist/id") + masters.distinct("master/artists/artist/id"),
               26e6 * scale, "BY");
  expect_about(releases.distinct("release/labels/label@id"), 20.6e6 * scale, "ON");
  expect_about(releases.distinct("release/genres/genre") + releases.distinct("release/styles/style") +
                   masters.distinct("master/genres/genre") + masters.distinct("master/styles/style"),
               61.2e6 * scale, "IS");
  expect_about(artists.count("artist/aliases/name"), 4.9e6 * scale, "ALIAS_OF");
  expect_about(artists.count("artist/members/name"), 2.3e6 * scale, "MEMBER_OF");
  EXPECT_EQ(artists.count("artist/members/name"), artists.count("artist/groups/name"));
  expect_about(labels.count("label/parentLabel"), 278e3 * scale, "SUBLABEL_OF");
  EXPECT_EQ(labels.count("label/parentLabel"), labels.count("label/sublabels/label"));
}

TEST(Generator, a_release_has_as_much_of_everything_as_in_the_sample) {
  const Census census = usual_census(Kind::releases, {"release/artists/artist/id", "release/master_id"});
  const auto mean = [&](const char* path) { return census.count(path) / static_cast<double>(kReleases); };
  expect_about(mean("release/artists/artist"), 1.24, "artists");
  expect_about(mean("release/labels/label"), 1.135, "labels");
  expect_about(mean("release/extraartists/artist"), 3.81, "credits");
  expect_about(mean("release/formats/format"), 1.037, "formats");
  expect_about(mean("release/formats/format/descriptions/description"), 2.10, "descriptions");
  expect_about(mean("release/genres/genre"), 1.30, "genres");
  expect_about(mean("release/styles/style"), 1.50, "styles");
  expect_about(mean("release/tracklist/track"), 9.18, "tracks");
  expect_about(mean("release/tracklist/track/artists/artist"), 1.71, "track artists");
  expect_about(mean("release/tracklist/track/extraartists/artist"), 5.0, "track credits");
  expect_about(mean("release/identifiers/identifier"), 1.67, "identifiers");
  expect_about(mean("release/videos/video"), 2.32, "videos");
  expect_about(mean("release/companies/company"), 1.68, "companies");
  expect_about(mean("release/released"), 0.882, "released");
  const auto& artists = census.values("release/artists/artist/id");
  expect_about(static_cast<double>(std::ranges::count(artists, "194")), 0.06 * kReleases, "Various");
  const auto& masters = census.values("release/master_id");
  EXPECT_EQ(masters.size(), kReleases);
  expect_about(static_cast<double>(std::ranges::count(masters, "0")), 0.38 * kReleases, "releases without a master");
}

TEST(Generator, ids_grow_with_gaps_and_various_artists_and_label_212_are_as_they_should) {
  const Census artists = usual_census(Kind::artists, {"artist/id"});
  std::uint64_t last = 0;
  for (const std::string& text : artists.values("artist/id")) {
    const std::uint64_t id = std::stoull(text);
    EXPECT_GT(id, last);
    EXPECT_NE(id, 194U);
    last = id;
  }
  EXPECT_GT(last, artists.values("artist/id").size() * 3 / 2);
  EXPECT_NE(text_of(usual_dump(), Kind::labels).find("<label><id>212</id><data_quality>"), std::string::npos);
}

// The set of (record, other) that a list of relatives names.
std::set<std::pair<std::string, std::string>> pairs(std::string_view xml, const std::string& record,
                                                    const std::string& list) {
  std::set<std::pair<std::string, std::string>> found;
  const std::string close = "</" + record + ">\n";
  xml.remove_prefix(xml.find('\n') + 1);
  for (std::size_t end; (end = xml.find(close)) != std::string_view::npos; xml.remove_prefix(end + close.size())) {
    const Census census("<all>" + std::string(xml.substr(0, end)) + close + "</all>", {record + "/id", list});
    EXPECT_EQ(census.error(), "");
    if (census.count(list.substr(0, list.find('@'))) == 0) continue;
    for (const std::string& other : census.values(list)) found.emplace(census.values(record + "/id")[0], other);
  }
  return found;
}

TEST(Generator, both_ends_of_a_relationship_agree) {
  const Dump dump = generate_texts({.releases = 2000, .seed = 11, .out = {}});
  const std::string& artists = text_of(dump, Kind::artists);
  const auto turned = [](const auto& edges) {
    std::set<std::pair<std::string, std::string>> out;
    for (const auto& [from, to] : edges) out.emplace(to, from);
    return out;
  };
  const auto aliases = pairs(artists, "artist", "artist/aliases/name@id");
  EXPECT_GT(aliases.size(), 100U);
  EXPECT_EQ(aliases, turned(aliases));
  EXPECT_EQ(pairs(artists, "artist", "artist/members/name@id"),
            turned(pairs(artists, "artist", "artist/groups/name@id")));
}

TEST(Generator, each_master_has_one_release_that_calls_itself_the_main_one) {
  const Census masters = usual_census(Kind::masters, {"master@id"});
  const std::string_view releases = text_of(usual_dump(), Kind::releases);
  const std::string_view mark = "<master_id is_main_release=\"true\">";
  std::set<std::string> named;
  for (std::size_t at = 0; (at = releases.find(mark, at)) != std::string_view::npos;) {
    at += mark.size();
    EXPECT_TRUE(named.emplace(releases.substr(at, releases.find('<', at) - at)).second) << "two main releases";
  }
  const auto& ids = masters.values("master@id");
  EXPECT_EQ(named, std::set<std::string>(ids.begin(), ids.end()));
}

TEST(Generator, the_shape_of_2026_has_no_images_no_status_and_no_empty_elements) {
  for (const std::string& xml : usual_dump()) {
    EXPECT_EQ(Census(xml).error(), "");
    EXPECT_EQ(xml.find("<images>"), std::string::npos);
    EXPECT_EQ(xml.find("status="), std::string::npos);
    EXPECT_EQ(xml.find("<anv/>"), std::string::npos);
  }
  const std::string& releases = text_of(usual_dump(), Kind::releases);
  EXPECT_NE(releases.find("<master_id>0</master_id>"), std::string::npos);
  EXPECT_NE(releases.find("<series><series name=\""), std::string::npos);
  EXPECT_NE(releases.find("<artist><name>"), std::string::npos) << "a credit without an id";
  EXPECT_NE(releases.find("&amp;"), std::string::npos);
  EXPECT_NE(releases.find("&#13;"), std::string::npos);
  EXPECT_NE(releases.find("é"), std::string::npos);
}

TEST(Generator, the_shape_of_2020_has_them_and_writes_references) {
  const Dump dump = generate_texts({.releases = 500, .seed = 2, .out = {}, .shape = DumpShape::y2020});
  for (const std::string& xml : dump) {
    EXPECT_EQ(Census(xml).error(), "");
    EXPECT_TRUE(std::ranges::none_of(xml, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
  }
  const std::string& releases = text_of(dump, Kind::releases);
  EXPECT_NE(releases.find("status=\"Accepted\"><images><image type=\"primary\" uri=\"\""), std::string::npos);
  EXPECT_NE(releases.find("<anv/><join/><role/><tracks/>"), std::string::npos);
  EXPECT_EQ(releases.find("<master_id>0<"), std::string::npos);
  EXPECT_NE(text_of(dump, Kind::artists).find("<members><id>"), std::string::npos);
}

TEST(Generator, the_shape_of_2015_is_pretty_printed_with_bare_ampersands) {
  const Dump dump = generate_texts({.releases = 400, .seed = 2, .out = {}, .shape = DumpShape::y2015});
  std::size_t bare = 0;
  for (std::string xml : dump) {
    EXPECT_NE(xml.find("\n  <"), std::string::npos);
    for (std::size_t at = 0; (at = xml.find("& ", at)) != std::string::npos; ++bare) xml.replace(at, 1, "&amp;");
    EXPECT_EQ(Census(xml).error(), "");
  }
  EXPECT_GT(bare, 0U);
}

TEST(Generator, the_progress_counter_ends_at_the_number_of_records) {
  const Place place;
  std::atomic<std::uint64_t> records{0};
  const auto report = value_or_throw(generate({.releases = 600, .out = place.path(), .records = &records}));
  std::uint64_t expected = 0;
  for (const GeneratedFile& file : report.files) expected += file.records;
  EXPECT_EQ(records.load(), expected);
}

TEST(Generator, options_out_of_range_are_refused_with_the_range) {
  const Place place;
  const auto none = generate({.releases = 0, .out = place.path()});
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("expected 1 to 1000000000 releases, found 0"), std::string::npos);
  EXPECT_FALSE(generate({.releases = 1, .out = place.path(), .compression_level = 9}));
  EXPECT_FALSE(std::filesystem::exists(place.path()));
}

TEST(Generator, a_directory_that_cannot_be_made_is_named) {
  const Place place;
  std::filesystem::create_directories(place.path());
  const auto file = place.path() / "file";
  value_or_throw(value_or_throw(AtomicFile::create(file)).commit());
  const auto report = generate({.releases = 5, .out = file / "dump"});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Errc::io);
  EXPECT_NE(report.error().message.find(file.string()), std::string::npos);
}

// A disk with so many bytes left, as far as this process is concerned.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST(Generator, a_full_disk_is_an_error_that_leaves_nothing_behind) {
  const Place place;
  Error error{};
  {
    const SmallDisk disk(200'000);  // enough for the artists, not for the releases
    const auto report = generate({.releases = 4000, .out = place.path()});
    ASSERT_FALSE(report);
    error = report.error();
  }
  EXPECT_EQ(error.code, Errc::io);
  EXPECT_NE(error.message.find("write " + place.path().string()), std::string::npos) << error.message;
  EXPECT_FALSE(std::filesystem::exists(place.path()));
}

TEST(Generator, a_failed_run_leaves_the_files_of_an_earlier_one_alone) {
  const Place place;
  const auto report = value_or_throw(generate({.releases = 100, .seed = 1, .out = place.path()}));
  const std::string before = read_file(report.files[0].path).value();
  CancelToken cancel;
  cancel.cancel();
  const auto stopped =
      generate({.releases = 100, .seed = 2, .out = place.path(), .stop = {.deadline = {}, .cancel = &cancel}});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Errc::cancelled);
  EXPECT_EQ(read_file(report.files[0].path).value(), before);
  const auto files = std::distance(std::filesystem::directory_iterator(place.path()), {});
  EXPECT_EQ(files, 4);
}

}  // namespace
}  // namespace wirespeed::discogs
