#include "wirespeed/adbc_postgres/partitions.hpp"

#include <gtest/gtest.h>

namespace wirespeed::adbc_postgres {
namespace {

TEST(Partitions, a_token_says_what_it_was_made_of) {
  const auto read = parse_partition(serialize({"00000003-0000001B-1", "\"$user\", public", "SELECT a\nFROM t"}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->snapshot, "00000003-0000001B-1");
  EXPECT_EQ(read->search_path, "\"$user\", public");
  EXPECT_EQ(read->sql, "SELECT a\nFROM t");
}

TEST(Partitions, a_token_that_is_cut_anywhere_is_refused) {
  const std::string token = serialize({"1-2-3", "public", "S"});
  for (std::size_t size = 0; size < token.size(); ++size) {
    const auto read = parse_partition(std::string_view(token).substr(0, size));
    ASSERT_FALSE(read) << size;
    EXPECT_EQ(read.error().status, status::kInvalidArgument);
  }
}

TEST(Partitions, other_bytes_are_refused) {
  const std::string zeros(100, '\0');
  EXPECT_FALSE(parse_partition(zeros));
  EXPECT_FALSE(parse_partition("wirespeed-postgresql-partition 2\na\nb\nc"));
}

TEST(Partitions, what_is_given_out_is_released_once) {
  AdbcPartitions out{};
  export_partitions({"one", "three"}, &out);
  ASSERT_EQ(out.num_partitions, 2U);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(out.partitions[1]), out.partition_lengths[1]), "three");
  out.release(&out);
  EXPECT_EQ(out.release, nullptr);
  EXPECT_EQ(out.num_partitions, 0U);
}

}  // namespace
}  // namespace wirespeed::adbc_postgres
