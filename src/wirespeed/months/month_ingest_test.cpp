#include "wirespeed/months/month_ingest.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <thread>

#include "wirespeed/base/file.hpp"
#include "wirespeed/discogs/generator.hpp"
#include "wirespeed/months/checkpoint.hpp"
#include "wirespeed/months/directory_lock.hpp"
#include "wirespeed/months/snapshot_store.hpp"

namespace wirespeed::months {
namespace {

namespace fs = std::filesystem;
using discogs::DumpFile;
using discogs::Kind;

constexpr std::size_t kReleases = static_cast<std::size_t>(Kind::releases);

class MonthIngestTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / fmt::format("months_{}_{}", test->name(), ::getpid());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::vector<DumpFile> month(std::uint32_t number, std::uint64_t releases = 400, int level = 1) {
    const fs::path out = folder_ / fmt::format("dumps{}_{}_{}", number, releases, level);
    value_or_throw(discogs::generate(
        {.releases = releases, .out = out, .compression_level = level, .month = number, .changed = 0.1}));
    return value_or_throw(discogs::find_dumps({out}));
  }
  std::vector<DumpFile> releases(const std::string& name, const std::string& records) {
    std::ofstream(folder_ / name, std::ios::binary) << "<releases>\n" << records << "\n</releases>\n";
    return value_or_throw(discogs::find_dumps({folder_ / name}));
  }

  MonthReport take(const std::vector<DumpFile>& files, const char* out, const MonthOptions& options = {}) {
    return value_or_throw(ingest_month(files, folder_ / out, options));
  }
  std::string fresh(const std::vector<DumpFile>& files, std::int16_t last_year = 0) {
    value_or_throw(discogs::ingest(files, folder_ / "fresh", {.last_year = last_year}));
    return bytes("fresh/graph.snapshot");
  }
  std::string bytes(const std::string& name) { return value_or_throw(read_file(folder_ / name)); }
  std::set<std::string> names(const char* out) {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_ / out)) found.insert(entry.path().filename().string());
    return found;
  }

  fs::path folder_;
};

using Names = std::set<std::string>;

TEST_F(MonthIngestTest, the_first_month_is_a_plain_ingest) {
  const auto files = month(0);
  const auto report = take(files, "out");
  EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(files));
  EXPECT_EQ(report.changes[kReleases].added, 400u);
  EXPECT_EQ(names("out"), Names({"graph.snapshot", "lock", "records.cache"}));
}

TEST_F(MonthIngestTest, the_next_month_is_byte_for_byte_a_fresh_load) {
  take(month(0), "out");
  const auto next = month(1);
  const auto report = take(next, "out");
  EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(next));
  const Changes& changes = report.changes[kReleases];
  EXPECT_GT(changes.changed, 10u);
  EXPECT_GT(changes.unchanged, 300u);
  EXPECT_EQ(changes.added, 0u);
  EXPECT_EQ(changes.unchanged + changes.changed + changes.removed, 400u);
  take(next, "other");
  EXPECT_TRUE(bytes("out/records.cache") == bytes("other/records.cache"));
}

TEST_F(MonthIngestTest, what_was_removed_comes_back_as_added) {
  take(month(1, 4000), "out");
  const auto report = take(month(2, 4000), "out");
  EXPECT_GT(report.changes[kReleases].added, 0u);
  EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(month(2, 4000)));
}

TEST_F(MonthIngestTest, the_same_files_are_not_read_again) {
  const auto files = month(0);
  take(files, "out");
  const auto report = take(files, "out");
  EXPECT_TRUE(report.same_files);
  EXPECT_EQ(report.changes[kReleases].unchanged, 400u);
  EXPECT_EQ(names("out"), Names({"graph.snapshot", "lock", "records.cache"}));
}

TEST_F(MonthIngestTest, the_same_records_in_other_files_keep_the_graph) {
  take(month(0), "out");
  const auto packed = month(0, 400, 3);
  const auto report = take(packed, "out");
  EXPECT_FALSE(report.same_files);
  EXPECT_TRUE(report.same_records);
  EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(packed));
}

TEST_F(MonthIngestTest, a_damaged_snapshot_is_made_anew) {
  take(month(0), "out");
  std::string snapshot = bytes("out/graph.snapshot");
  snapshot[snapshot.size() / 2] = static_cast<char>(snapshot[snapshot.size() / 2] ^ 1);
  std::ofstream(folder_ / "out/graph.snapshot", std::ios::binary) << snapshot;
  const auto packed = month(0, 400, 3);
  EXPECT_FALSE(take(packed, "out").same_records);
  EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(packed));
}

TEST_F(MonthIngestTest, another_last_year_is_another_graph) {
  const auto files = month(0);
  take(files, "out");
  MonthOptions options;
  options.ingest.last_year = 1990;
  const auto report = take(files, "out", options);
  EXPECT_FALSE(report.same_records);
  EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(files, 1990));
}

TEST_F(MonthIngestTest, a_damaged_cache_costs_time_and_nothing_else) {
  take(month(0), "out");
  std::string cache = bytes("out/records.cache");
  cache[cache.size() / 2] = static_cast<char>(cache[cache.size() / 2] ^ 1);
  std::ofstream(folder_ / "out/records.cache", std::ios::binary) << cache;
  const auto next = month(1);
  const auto report = take(next, "out");
  EXPECT_EQ(report.changes[kReleases].unchanged, 0u);
  EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(next));
}

TEST_F(MonthIngestTest, records_of_the_same_id_bad_ones_and_order_are_as_in_a_fresh_load) {
  const std::string one =
      "<release id=\"1\"><title>A</title><artists><artist><id>9</id><name>X</name></artist></artists></release>";
  const std::string two = "<release id=\"2\"><title>B &amp; C</title><genres><genre>Rock</genre></genres></release>";
  const std::string bad = "<release id=\"3\"><title>broken</titel></release>";
  const std::string bare = "<release id=\"4\"><title>R&B</title></release>";
  const auto all = [](std::initializer_list<std::string> records) {
    return fmt::format("{}", fmt::join(records, "\n"));
  };
  take(releases("a.xml", all({one, two, bad, bare})), "out");
  for (const std::string& records :
       {all({two, one, bare, bad}), all({one, one, two, bare}), all({bad, bad, bare, bare, one}), two,
        all({bare, "<!-- a comment -->", one, "text", two})}) {
    const auto files = releases("b.xml", records);
    const auto report = take(files, "out");
    EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(files)) << records;
    EXPECT_EQ(fs::exists(folder_ / "out/rejects.jsonl"), report.ingest.facts.rejects > 0);
    if (report.ingest.facts.rejects > 0) {
      EXPECT_TRUE(bytes("out/rejects.jsonl") == bytes("fresh/rejects.jsonl"));
    }
  }
}

TEST_F(MonthIngestTest, the_same_records_keep_what_was_superseded_and_ignored) {
  const std::string records =
      "<release id=\"1\"><title>A</title><artists><artist><id>0</id></artist></artists></release>\n"
      "<release id=\"1\"><title>B</title><genres><genre></genre></genres></release>\n"
      "<release id=\"2\"><title>C</title></release>";
  take(releases("a.xml", records), "out");
  for (const std::string& same : {records + "\n\n", "<!-- other bytes -->" + records}) {
    const auto files = releases("b.xml", same);
    EXPECT_TRUE(take(files, "out").same_records);
    EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(files));
  }
}

// Several batches of records; those of `other` ids differ from what they would be.
std::string long_month(int last, const std::set<int>& other = {}) {
  std::string records;
  for (int id = 1; id <= last; ++id) {
    records += fmt::format("<release id=\"{}\"><title>{}{}</title><genres><genre>G{}</genre></genres>{}</release>\n",
                           id, other.contains(id) ? "other" : "T", id, id % 70, std::string(600, ' '));
  }
  return records;
}

TEST_F(MonthIngestTest, wherever_the_first_difference_is_the_graph_is_that_of_a_fresh_load) {
  constexpr int kLast = 4000;
  const auto same = releases("same.xml", long_month(kLast));
  for (const unsigned threads : {1U, 4U}) {
    MonthOptions options;
    options.ingest.threads = threads;
    for (const std::string& records :
         {long_month(kLast, {1}), long_month(kLast, {kLast}), long_month(kLast, {2000, 2001}), long_month(kLast - 1),
          long_month(kLast + 1), long_month(1), std::string()}) {
      fs::remove_all(folder_ / "out");
      take(same, "out", options);
      const auto files = releases("next.xml", records);
      EXPECT_FALSE(take(files, "out", options).same_records);
      EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(files));
    }
  }
}

TEST_F(MonthIngestTest, long_records_make_the_same_chunks_for_any_number_of_threads) {
  std::string records;
  for (int id = 1; id < 4000; ++id) {
    const std::string notes(id % 700 == 0 ? 900'000 : 300, 'x');
    records += fmt::format("<release id=\"{}\"><title>T{}</title><notes>{}</notes></release>\n", id, id, notes);
  }
  const auto files = releases("long.xml", records);
  for (const unsigned threads : {1U, 2U, 4U}) {
    MonthOptions options;
    options.ingest.threads = threads;
    take(files, fmt::format("out{}", threads).c_str(), options);
    EXPECT_TRUE(bytes(fmt::format("out{}/records.cache", threads)) == bytes("out1/records.cache"));
  }
}

// Ends a run behind the n-th checkpoint as a kill would: with its files as they are.
TEST_F(MonthIngestTest, a_run_that_was_ended_goes_on_where_it_was) {
  const auto files = month(1, 6000);
  take(month(0, 6000), "out");
  MonthOptions options;
  options.checkpoint_interval = std::chrono::milliseconds(0);
  CancelToken token;
  options.ingest.stop.cancel = &token;
  discogs::IngestProgress progress;
  options.ingest.progress = &progress;
  {
    const std::jthread killer([&] {
      while (!fs::exists(folder_ / "out" / kCheckpointName) && progress.stage == discogs::IngestStage::read) {
        std::this_thread::yield();
      }
      token.cancel();
    });
    const auto ended = ingest_month(files, folder_ / "out", options);
    ASSERT_FALSE(ended);
  }
  ASSERT_TRUE(fs::exists(folder_ / "out" / kPartialCacheName));
  options.ingest.stop = {};
  const auto report = take(files, "out", options);
  EXPECT_GT(report.resumed_records, 0u);
  EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(files));
  EXPECT_EQ(names("out"), Names({"graph.snapshot", "lock", "records.cache", "old"}));
  take(files, "whole");
  EXPECT_TRUE(bytes("out/records.cache") == bytes("whole/records.cache"));
}

// Takes all records, and cancels at one of them, when a checkpoint is there.
class CancelAt final : public discogs::RecordFilter {
 public:
  CancelAt(discogs::Id id, fs::path checkpoint, CancelToken& token)
      : id_(id), checkpoint_(std::move(checkpoint)), token_(&token) {}

  const discogs::Artist* apply(const discogs::Artist& record, std::vector<discogs::RuleHit>&) override {
    return &record;
  }
  const discogs::Label* apply(const discogs::Label& record, std::vector<discogs::RuleHit>&) override { return &record; }
  const discogs::Master* apply(const discogs::Master& record, std::vector<discogs::RuleHit>&) override {
    return &record;
  }
  const discogs::Release* apply(const discogs::Release& record, std::vector<discogs::RuleHit>&) override {
    if (record.id != id_) return &record;
    while (!fs::exists(checkpoint_)) std::this_thread::yield();
    token_->cancel();
    return &record;
  }

 private:
  discogs::Id id_;
  fs::path checkpoint_;
  CancelToken* token_;
};

TEST_F(MonthIngestTest, who_goes_on_with_fewer_errors_allowed_is_told_of_those_before) {
  std::string records = "<release id=\"1\"><title>broken</titel></release>\n";
  for (int id = 2; id < 4000; ++id) {
    records +=
        fmt::format("<release id=\"{}\"><title>T</title><notes>{}</notes></release>\n", id, std::string(500, 'x'));
  }
  const auto files = releases("bad.xml", records);
  CancelToken token;
  MonthOptions options;
  options.checkpoint_interval = std::chrono::milliseconds(0);
  options.ingest.threads = 1;
  options.ingest.stop.cancel = &token;
  options.make_filter = [&] { return std::make_unique<CancelAt>(3999, folder_ / "out" / kCheckpointName, token); };
  ASSERT_FALSE(ingest_month(files, folder_ / "out", options));
  options.ingest.stop = {};
  options.make_filter = {};
  options.ingest.max_errors = 0;
  const auto refused = ingest_month(files, folder_ / "out", options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::limit);
  EXPECT_NE(refused.error().message.find("at most 0 bad records, found 1"), std::string::npos);
  options.ingest.max_errors = 1;
  EXPECT_GT(take(files, "out", options).resumed_records, 0u);  // what was read is still there
  EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(files));
}

// A run that ends where it begins to make this part, as if it were killed there. What a run before left, which ended at
// the last record, is what lets it come so far.
TEST_F(MonthIngestTest, a_run_that_ended_while_it_built_takes_the_parts_that_were_whole) {
  std::string records;
  for (int id = 1; id < 4000; ++id) {
    const std::string notes(500, 'x');
    records += fmt::format("<release id=\"{}\"><title>T</title><notes>{}</notes></release>\n", id, notes);
  }
  const auto files = releases("plain.xml", records);
  MonthOptions options;
  options.checkpoint_interval = std::chrono::milliseconds(0);
  options.ingest.threads = 1;
  const fs::path out = folder_ / "out";
  const auto end_at = [&](const std::string& part) {
    fs::create_directories(out / kPartsName / (part + ".tmp"));
    const auto ended = ingest_month(files, out, options);
    ASSERT_FALSE(ended);
    EXPECT_NE(ended.error().message.find(part), std::string::npos) << ended.error().message;
    fs::remove(out / kPartsName / (part + ".tmp"));
  };
  CancelToken token;
  options.ingest.stop.cancel = &token;
  options.make_filter = [&] { return std::make_unique<CancelAt>(3999, out / kCheckpointName, token); };
  ASSERT_FALSE(ingest_month(files, out, options));
  options.ingest.stop = {};
  options.make_filter = {};
  end_at("IS");
  end_at("search-Person");
  const auto report = take(files, "out");  // whatever it would have kept itself
  EXPECT_EQ(report.resumed_parts, 16u);    // all but the one that it ended at
  EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(files));
  EXPECT_EQ(names("out"), Names({"graph.snapshot", "lock", "records.cache"}));
}

TEST_F(MonthIngestTest, what_is_left_of_another_work_is_thrown_away) {
  fs::create_directories(folder_ / "out");
  std::ofstream(folder_ / "out" / kCheckpointName) << "anything";
  std::ofstream(folder_ / "out" / kPartialCacheName) << "anything";
  std::ofstream(folder_ / "out/graph.snapshot.tmp") << "anything";
  fs::create_directories(folder_ / "out" / kPartsName);
  std::ofstream(folder_ / "out" / kPartsName / "BY") << "anything";
  const auto files = month(0);
  take(files, "out");
  EXPECT_EQ(names("out"), Names({"graph.snapshot", "lock", "records.cache"}));
  EXPECT_TRUE(bytes("out/graph.snapshot") == fresh(files));
}

TEST_F(MonthIngestTest, two_at_once_are_refused) {
  fs::create_directories(folder_ / "out");
  const auto lock = value_or_throw(DirectoryLock::take(folder_ / "out", "test"));
  const auto report = ingest_month(month(0), folder_ / "out");
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().message.find("another process at work"), std::string::npos) << report.error().message;
}

TEST_F(MonthIngestTest, an_error_leaves_what_was_there) {
  const auto bad = releases("bad.xml", "<release id=\"3\"><title>broken</titel></release>");
  MonthOptions options;
  options.ingest.max_errors = 0;
  EXPECT_FALSE(ingest_month(bad, folder_ / "none", options));
  EXPECT_FALSE(fs::exists(folder_ / "none"));
  take(month(0), "out");
  const std::string before = bytes("out/graph.snapshot");
  EXPECT_FALSE(ingest_month(bad, folder_ / "out", options));
  EXPECT_TRUE(bytes("out/graph.snapshot") == before);
  EXPECT_EQ(names("out"), Names({"graph.snapshot", "lock", "records.cache"}));
}

TEST_F(MonthIngestTest, as_many_old_snapshots_stay_as_are_kept) {
  std::vector<std::string> seen;
  MonthOptions options;
  options.keep = 2;
  for (std::uint32_t number = 0; number < 4; ++number) {
    take(month(number), "out", options);
    seen.push_back(bytes("out/graph.snapshot"));
  }
  EXPECT_EQ(names("out/old"), Names({"000002.snapshot", "000003.snapshot"}));
  EXPECT_TRUE(bytes("out/old/000003.snapshot") == seen[2]);
  options.keep = 0;
  take(month(4), "out", options);
  EXPECT_FALSE(fs::exists(folder_ / "out/old"));
}

TEST_F(MonthIngestTest, back_and_forward_again) {
  for (std::uint32_t number = 0; number < 3; ++number) {
    MonthOptions options;
    options.keep = 5;
    take(month(number), "out", options);
    fs::copy_file(folder_ / "out/graph.snapshot", folder_ / fmt::format("{}", number));
  }
  const auto current = [&] { return bytes("out/graph.snapshot"); };
  const fs::path out = folder_ / "out";
  value_or_throw(roll_back(out));
  EXPECT_TRUE(current() == bytes("1"));
  value_or_throw(roll_back(out));
  EXPECT_TRUE(current() == bytes("0"));
  EXPECT_FALSE(roll_back(out));
  value_or_throw(roll_forward(out));
  value_or_throw(roll_forward(out));
  EXPECT_TRUE(current() == bytes("2"));
  EXPECT_FALSE(roll_forward(out));
  value_or_throw(roll_back(out));
  EXPECT_TRUE(current() == bytes("1"));
  take(month(2), "out");  // not skipped: another snapshot serves
  EXPECT_TRUE(current() == bytes("2"));
  EXPECT_FALSE(fs::exists(out / kUndoneName));
}

TEST_F(MonthIngestTest, a_turn_goes_on_after_one_that_was_killed_on_its_other_way) {
  for (std::uint32_t number = 0; number < 3; ++number) {
    MonthOptions options;
    options.keep = 5;
    take(month(number), "out", options);
    fs::copy_file(folder_ / "out/graph.snapshot", folder_ / fmt::format("{}", number));
  }
  const fs::path out = folder_ / "out";
  value_or_throw(roll_back(out));
  fs::create_hard_link(out / "graph.snapshot", out / "undone/000002.snapshot");  // where the next one was killed
  value_or_throw(roll_forward(out));
  EXPECT_TRUE(bytes("out/graph.snapshot") == bytes("2"));
  EXPECT_EQ(names("out/old"), Names({"000001.snapshot", "000002.snapshot"}));
  EXPECT_TRUE(bytes("out/old/000002.snapshot") == bytes("1"));
  EXPECT_FALSE(fs::exists(out / kUndoneName));
}

TEST_F(MonthIngestTest, what_an_ingest_that_was_killed_kept_aside_can_be_had_back) {
  take(month(0), "out");
  const std::string before = bytes("out/graph.snapshot");
  take(month(1), "out");
  fs::rename(folder_ / "out/old/000001.snapshot", folder_ / "out/old/kept.snapshot");
  value_or_throw(roll_back(folder_ / "out"));
  EXPECT_TRUE(bytes("out/graph.snapshot") == before);
  EXPECT_FALSE(fs::exists(folder_ / "out/old"));
}

}  // namespace
}  // namespace wirespeed::months
