#include "wirespeed/adbc_postgres/simple_select.hpp"

#include <gtest/gtest.h>

namespace wirespeed::adbc_postgres {
namespace {

std::string cut(std::string_view sql) {
  const auto found = parse_simple_select(sql);
  return found ? found->where("x") : "";
}

TEST(SimpleSelects, a_tables_columns_can_be_cut) {
  EXPECT_EQ(cut("SELECT * FROM t"), "SELECT *  FROM t WHERE x");
  EXPECT_EQ(cut("select a, b as c from s.t ;"), "SELECT a, b as c  FROM s.t WHERE x");
  EXPECT_EQ(cut("TABLE t"), "SELECT * FROM t WHERE x");
  EXPECT_EQ(cut("SELECT \"a\"\"b\", s.t.c FROM \"my schema\".\"t\""),
            "SELECT \"a\"\"b\", s.t.c  FROM \"my schema\".\"t\" WHERE x");
}

TEST(SimpleSelects, a_condition_stays_one_whatever_it_ends_with) {
  EXPECT_EQ(cut("SELECT a FROM t WHERE b = 1 OR c -- why"), "SELECT a  FROM t  WHERE (\nb = 1 OR c -- why\n) AND x");
  EXPECT_EQ(cut("SELECT a FROM t WHERE b ORDER BY a"), "SELECT a  FROM t  WHERE (\nb ORDER BY a\n) AND x");
}

TEST(SimpleSelects, other_queries_are_left_whole) {
  for (const char* sql : {"",
                          "SELECT",
                          "SELECT 1",
                          "SELECT count(*) FROM t",
                          "SELECT DISTINCT a FROM t",
                          "SELECT a b FROM t",
                          "SELECT a FROM t, u",
                          "SELECT a FROM t JOIN u USING (a)",
                          "SELECT a FROM t u",
                          "SELECT a FROM ONLY t",
                          "SELECT a FROM t ORDER BY a",
                          "SELECT a FROM t LIMIT 3",
                          "SELECT a FROM (SELECT 1) t",
                          "SELECT a + 1 FROM t",
                          "WITH t AS (SELECT 1) SELECT * FROM t",
                          "TABLE t ORDER BY a",
                          "SELECT \"a FROM t",
                          "INSERT INTO t VALUES (1)",
                          "/* x */ SELECT a FROM t",
                          "SELECT FROM t"}) {
    EXPECT_EQ(cut(sql), "") << sql;
  }
}

}  // namespace
}  // namespace wirespeed::adbc_postgres
