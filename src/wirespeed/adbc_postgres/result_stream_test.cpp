#include "wirespeed/adbc_postgres/result_stream.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace wirespeed::adbc_postgres {
namespace {

// One batch without columns, then what `last` says.
class Script final : public ResultSource {
 public:
  Script(std::optional<Failure> last, int& alive) : last_(std::move(last)), alive_(alive) { ++alive_; }
  ~Script() override { --alive_; }

  Answer<column::Schema> schema() override { return column::Schema{}; }
  Answer<std::shared_ptr<const column::Batch>> next() override {
    if (std::exchange(is_first_, false)) return std::make_shared<const column::Batch>();
    if (last_) return std::unexpected(*last_);
    return nullptr;
  }

 private:
  std::optional<Failure> last_;
  int& alive_;
  bool is_first_ = true;
};

class StreamTest : public testing::Test {
 protected:
  void open(std::optional<Failure> last) { export_results(std::make_unique<Script>(std::move(last), alive), &stream); }
  int next() {
    ArrowArray array{};
    const int code = stream.get_next(&stream, &array);
    has_batch = array.release != nullptr;
    if (has_batch) array.release(&array);
    return code;
  }

  int alive = 0;
  bool has_batch = false;
  ArrowArrayStream stream{};
};

TEST_F(StreamTest, it_ends_and_stays_ended) {
  open(std::nullopt);
  EXPECT_EQ(next(), 0);
  EXPECT_TRUE(has_batch);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(next(), 0);
    EXPECT_FALSE(has_batch);
  }
  AdbcStatusCode code = status::kIo;
  EXPECT_EQ(error_of(&stream, &code), nullptr);
  EXPECT_EQ(code, status::kOk);
  stream.release(&stream);
  EXPECT_EQ(stream.release, nullptr);
  EXPECT_EQ(alive, 0);
}

TEST_F(StreamTest, its_error_keeps_state_and_details_until_it_is_released) {
  open(Failure{status::kInvalidData, "division by zero", "22012", {{"PG_DIAG_SQLSTATE", "22012"}}});
  EXPECT_EQ(next(), 0);
  EXPECT_EQ(next(), EIO);
  EXPECT_EQ(next(), EIO);
  EXPECT_STREQ(stream.get_last_error(&stream), "division by zero");
  AdbcStatusCode code = status::kOk;
  const AdbcError* error = error_of(&stream, &code);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(code, status::kInvalidData);
  EXPECT_EQ(std::string(error->sqlstate, 5), "22012");
  EXPECT_EQ(detail_count(error), 1);
  stream.release(&stream);
  EXPECT_EQ(error_of(&stream, &code), nullptr);
}

TEST_F(StreamTest, streams_of_others_have_no_error_of_ours) {
  ArrowArrayStream other{};
  EXPECT_EQ(error_of(&other, nullptr), nullptr);
  EXPECT_EQ(error_of(nullptr, nullptr), nullptr);
}

}  // namespace
}  // namespace wirespeed::adbc_postgres
