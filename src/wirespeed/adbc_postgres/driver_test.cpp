#include "wirespeed/adbc_postgres/driver.hpp"

#include <cstring>

#include "wirespeed/adbc_postgres/driver_fixture.hpp"

namespace wirespeed::adbc_postgres {
namespace {

// Nobody listens at port 1.
constexpr const char* kNobody = "postgresql://ann:secret@127.0.0.1:1/music?connect_timeout=2";

TEST_F(DriverTest, every_function_of_the_newest_version_is_there) {
  void* functions[(sizeof(AdbcDriver) - offsetof(AdbcDriver, release)) / sizeof(void*)];
  std::memcpy(functions, reinterpret_cast<char*>(&driver) + offsetof(AdbcDriver, release), sizeof functions);
  for (const void* function : functions) EXPECT_NE(function, nullptr);
}

TEST_F(DriverTest, both_names_give_the_same_driver) {
  AdbcDriver other{};
  EXPECT_EQ(AdbcDriverWirespeedPostgresqlInit(kAdbcVersion110, &other, error.get()), status::kOk);
  EXPECT_EQ(other.StatementExecuteQuery, driver.StatementExecuteQuery);
}

TEST(Driver, a_caller_of_the_old_version_gets_no_more_than_it_has_room_for) {
  AdbcDriver driver;
  std::memset(&driver, 0x55, sizeof driver);
  EXPECT_EQ(AdbcDriverInit(kAdbcVersion100, &driver, nullptr), status::kOk);
  EXPECT_NE(driver.StatementSetSubstraitPlan, nullptr);
  const auto* behind = reinterpret_cast<const unsigned char*>(&driver) + kAdbcDriver100Bytes;
  for (std::size_t i = 0; i < sizeof driver - kAdbcDriver100Bytes; ++i) ASSERT_EQ(behind[i], 0x55);
}

TEST(Driver, a_newer_version_is_refused_so_that_the_caller_asks_for_an_older_one) {
  AdbcDriver driver{};
  CallerError error;
  EXPECT_EQ(AdbcDriverInit(1'002'000, &driver, error.get()), status::kNotImplemented);
  EXPECT_NE(error.message().find("1002000"), std::string::npos);
  EXPECT_EQ(driver.DatabaseNew, nullptr);
}

TEST(Driver, an_error_of_the_old_version_is_written_no_further_than_it_is_long) {
  struct {
    AdbcError error;
  } given;
  std::memset(&given, 0, sizeof given);
  std::memset(&given.error.private_data, 0x55, sizeof given.error - offsetof(AdbcError, private_data));
  EXPECT_EQ(AdbcDriverInit(7, nullptr, &given.error), status::kInvalidArgument);
  EXPECT_NE(given.error.message, nullptr);
  EXPECT_EQ(*reinterpret_cast<unsigned char*>(&given.error.private_data), 0x55);
  given.error.release(&given.error);
  EXPECT_EQ(given.error.message, nullptr);
}

TEST_F(DriverTest, what_was_not_made_or_was_released_is_an_error) {
  AdbcDatabase database{};
  EXPECT_EQ(driver.DatabaseInit(&database, error.get()), status::kInvalidState);
  EXPECT_TRUE(says("not made, or released"));
  EXPECT_EQ(driver.DatabaseNew(&database, error.get()), status::kOk);
  AdbcDatabase copy = database;
  EXPECT_EQ(driver.DatabaseRelease(&database, error.get()), status::kOk);
  EXPECT_EQ(driver.DatabaseRelease(&database, error.get()), status::kInvalidState);
  EXPECT_EQ(driver.DatabaseRelease(&copy, error.get()), status::kInvalidState);
  EXPECT_EQ(driver.DatabaseSetOption(&copy, "uri", kNobody, error.get()), status::kInvalidState);
}

TEST_F(DriverTest, an_address_that_this_driver_never_gave_is_an_error) {
  int mine = 0;
  AdbcStatement statement{&mine, nullptr};
  EXPECT_EQ(driver.StatementPrepare(&statement, error.get()), status::kInvalidState);
  EXPECT_EQ(driver.StatementRelease(&statement, error.get()), status::kInvalidState);
}

TEST_F(DriverTest, a_struct_is_made_once) {
  AdbcDatabase database{};
  ASSERT_EQ(driver.DatabaseNew(&database, error.get()), status::kOk);
  EXPECT_EQ(driver.DatabaseNew(&database, error.get()), status::kInvalidState);
  EXPECT_EQ(driver.DatabaseRelease(&database, error.get()), status::kOk);
}

TEST_F(DriverTest, null_pointers_are_invalid_arguments) {
  EXPECT_EQ(driver.DatabaseNew(nullptr, error.get()), status::kInvalidArgument);
  EXPECT_EQ(driver.ConnectionInit(nullptr, nullptr, error.get()), status::kInvalidArgument);
  EXPECT_EQ(driver.StatementExecuteQuery(nullptr, nullptr, nullptr, error.get()), status::kInvalidArgument);
  EXPECT_TRUE(says("null pointer"));
  AdbcDatabase database{};
  ASSERT_EQ(driver.DatabaseNew(&database, nullptr), status::kOk);
  EXPECT_EQ(driver.DatabaseSetOption(&database, nullptr, "x", error.get()), status::kInvalidArgument);
  EXPECT_EQ(driver.DatabaseSetOption(&database, "uri", nullptr, error.get()), status::kInvalidArgument);
  EXPECT_EQ(driver.DatabaseGetOption(&database, "username", nullptr, nullptr, error.get()), status::kInvalidArgument);
  EXPECT_EQ(driver.DatabaseRelease(&database, nullptr), status::kOk);
}

class DatabaseTest : public DriverTest {
 protected:
  DatabaseTest() { EXPECT_EQ(driver.DatabaseNew(&database, error.get()), status::kOk); }
  ~DatabaseTest() override { driver.DatabaseRelease(&database, nullptr); }

  AdbcStatusCode set(const char* key, const char* value) {
    return driver.DatabaseSetOption(&database, key, value, error.get());
  }

  AdbcDatabase database{};
};

TEST_F(DatabaseTest, an_unknown_option_is_refused_and_says_which_there_are) {
  EXPECT_EQ(set("passwort", "x"), status::kNotImplemented);
  EXPECT_TRUE(says("uri, username, password"));
  EXPECT_EQ(set("sslmode", "disable"), status::kOk);
  EXPECT_EQ(set("wirespeed.postgresql.text", "utf9"), status::kInvalidArgument);
  EXPECT_TRUE(says("large_utf8"));
}

TEST_F(DatabaseTest, options_are_told_but_for_what_may_hold_a_password) {
  ASSERT_EQ(set("username", "ann"), status::kOk);
  ASSERT_EQ(set("password", "secret"), status::kOk);
  ASSERT_EQ(set("uri", kNobody), status::kOk);
  char out[16] = "untouched";
  std::size_t size = 2;
  EXPECT_EQ(driver.DatabaseGetOption(&database, "username", out, &size, error.get()), status::kOk);
  EXPECT_EQ(size, 4U);
  EXPECT_STREQ(out, "untouched");
  EXPECT_EQ(driver.DatabaseGetOption(&database, "username", out, &size, error.get()), status::kOk);
  EXPECT_STREQ(out, "ann");
  for (const char* key : {"password", "uri", "sslpassword"}) {
    size = sizeof out;
    EXPECT_EQ(driver.DatabaseGetOption(&database, key, out, &size, error.get()), status::kNotFound) << key;
    EXPECT_EQ(error.message().find("secret"), std::string::npos);
  }
}

TEST_F(DatabaseTest, numbers_are_options_too) {
  EXPECT_EQ(driver.DatabaseSetOptionInt(&database, "wirespeed.postgresql.batch_rows", 1000, error.get()), status::kOk);
  std::int64_t rows = 0;
  EXPECT_EQ(driver.DatabaseGetOptionInt(&database, "wirespeed.postgresql.batch_rows", &rows, error.get()), status::kOk);
  EXPECT_EQ(rows, 1000);
  EXPECT_EQ(driver.DatabaseSetOptionInt(&database, "wirespeed.postgresql.batch_rows", 0, error.get()),
            status::kInvalidArgument);
  EXPECT_EQ(driver.DatabaseGetOptionInt(&database, "wirespeed.postgresql.text", &rows, error.get()), status::kNotFound);
}

TEST_F(DatabaseTest, a_bad_uri_is_told_without_repeating_it) {
  ASSERT_EQ(set("uri", "postgresql://ann:secret@db/music?sslmod=x"), status::kOk);
  EXPECT_EQ(driver.DatabaseInit(&database, error.get()), status::kInvalidArgument);
  EXPECT_EQ(error.message().find("secret"), std::string::npos);
}

TEST_F(DatabaseTest, it_is_initialized_once_and_then_stays_as_it_is) {
  ASSERT_EQ(set("uri", kNobody), status::kOk);
  EXPECT_EQ(driver.DatabaseInit(&database, error.get()), status::kOk);
  EXPECT_EQ(driver.DatabaseInit(&database, error.get()), status::kInvalidState);
  EXPECT_EQ(set("uri", kNobody), status::kInvalidState);
}

class ConnectionTest : public DatabaseTest {
 protected:
  ConnectionTest() { EXPECT_EQ(driver.ConnectionNew(&connection, error.get()), status::kOk); }
  ~ConnectionTest() override { driver.ConnectionRelease(&connection, nullptr); }

  AdbcConnection connection{};
};

TEST_F(ConnectionTest, it_wants_an_initialized_database) {
  EXPECT_EQ(driver.ConnectionInit(&connection, &database, error.get()), status::kInvalidState);
  EXPECT_TRUE(says("only made"));
}

TEST_F(ConnectionTest, a_server_that_is_not_there_is_an_error_of_input_and_output_without_the_password) {
  ASSERT_EQ(set("uri", kNobody), status::kOk);
  ASSERT_EQ(driver.DatabaseInit(&database, error.get()), status::kOk);
  EXPECT_EQ(driver.ConnectionInit(&connection, &database, error.get()), status::kIo);
  EXPECT_TRUE(says("127.0.0.1"));
  EXPECT_EQ(error.message().find("secret"), std::string::npos);
  EXPECT_EQ(driver.ErrorGetDetailCount(error.get()), 0);
  EXPECT_EQ(driver.ErrorGetDetail(error.get(), 0).key, nullptr);
}

TEST_F(ConnectionTest, everything_but_options_wants_an_open_one) {
  AdbcStatement statement{};
  EXPECT_EQ(driver.StatementNew(&connection, &statement, error.get()), status::kInvalidState);
  EXPECT_TRUE(says("not initialized"));
  ArrowArrayStream stream{};
  EXPECT_EQ(driver.ConnectionGetInfo(&connection, nullptr, 0, &stream, error.get()), status::kInvalidState);
  EXPECT_EQ(
      driver.ConnectionGetObjects(&connection, 0, nullptr, nullptr, nullptr, nullptr, nullptr, &stream, error.get()),
      status::kInvalidState);
  EXPECT_EQ(driver.ConnectionCommit(&connection, error.get()), status::kInvalidState);
  EXPECT_EQ(driver.ConnectionCancel(&connection, error.get()), status::kInvalidState);
  EXPECT_EQ(stream.release, nullptr);
  EXPECT_EQ(driver.ConnectionSetOption(&connection, option::kAutocommit, "false", error.get()), status::kOk);
  EXPECT_EQ(driver.ConnectionSetOption(&connection, "adbc.connection.colour", "red", error.get()),
            status::kNotImplemented);
}

TEST_F(ConnectionTest, statistics_want_an_initialized_connection) {
  ArrowArrayStream stream{};
  EXPECT_EQ(driver.ConnectionGetStatistics(&connection, nullptr, nullptr, nullptr, 1, &stream, error.get()),
            status::kInvalidState);
  EXPECT_EQ(driver.ConnectionGetStatisticNames(&connection, &stream, error.get()), status::kInvalidState);
  EXPECT_EQ(stream.release, nullptr);
}

TEST_F(DriverTest, a_released_driver_can_be_loaded_again) {
  EXPECT_EQ(driver.release(&driver, error.get()), status::kOk);
  EXPECT_EQ(driver.release, nullptr);
  EXPECT_EQ(AdbcDriverInit(kAdbcVersion110, &driver, error.get()), status::kOk);
}

}  // namespace
}  // namespace wirespeed::adbc_postgres
