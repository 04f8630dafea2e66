#include "wirespeed/adbc_postgres/failure.hpp"

#include <gtest/gtest.h>

#include "wirespeed/adbc_postgres/driver_fixture.hpp"

namespace wirespeed::adbc_postgres {
namespace {

postgres::Notice said(std::string sqlstate) {
  postgres::Notice notice;
  notice.severity = "ERROR";
  notice.sqlstate = std::move(sqlstate);
  notice.message = "no";
  notice.constraint = "artists_pkey";
  return notice;
}

AdbcStatusCode status_for(const char* sqlstate) { return failure_of(postgres::Error(said(sqlstate))).status; }

TEST(Failures, a_sqlstate_decides_what_the_caller_may_do) {
  EXPECT_EQ(status_for("42P01"), status::kNotFound);
  EXPECT_EQ(status_for("42P07"), status::kAlreadyExists);
  EXPECT_EQ(status_for("42601"), status::kInvalidArgument);
  EXPECT_EQ(status_for("42501"), status::kUnauthorized);
  EXPECT_EQ(status_for("23505"), status::kIntegrity);
  EXPECT_EQ(status_for("22012"), status::kInvalidData);
  EXPECT_EQ(status_for("57014"), status::kCancelled);
  EXPECT_EQ(status_for("57P01"), status::kIo);
  EXPECT_EQ(status_for("28P01"), status::kUnauthenticated);
  EXPECT_EQ(status_for("25P02"), status::kInvalidState);
  EXPECT_EQ(status_for("99999"), status::kUnknown);
}

TEST(Failures, our_own_errors_have_their_status_too) {
  EXPECT_EQ(failure_of(wirespeed::Error{Errc::unsupported, "x"}).status, status::kNotImplemented);
  EXPECT_EQ(failure_of(wirespeed::Error{Errc::deadline, "x"}).status, status::kTimeout);
  EXPECT_EQ(failure_of(postgres::Error({Errc::malformed, "x"}, postgres::Error::Kind::authentication)).status,
            status::kUnauthenticated);
}

TEST(Failures, the_callers_error_has_state_and_details) {
  CallerError error;
  EXPECT_EQ(report(failure_of(postgres::Error(said("23505"))), error.get()), status::kIntegrity);
  EXPECT_EQ(std::string(error.get()->sqlstate, 5), "23505");
  EXPECT_EQ(error.get()->vendor_code, kAdbcErrorHasPrivateData);
  ASSERT_EQ(detail_count(error.get()), 4);
  const AdbcErrorDetail last = detail_of(error.get(), 3);
  EXPECT_STREQ(last.key, "PG_DIAG_CONSTRAINT_NAME");
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(last.value), last.value_length), "artists_pkey");
  EXPECT_EQ(detail_of(error.get(), 4).key, nullptr);
  EXPECT_EQ(detail_of(error.get(), -1).key, nullptr);
}

TEST(Failures, a_later_error_takes_the_place_of_an_earlier_one) {
  CallerError error;
  report({status::kIo, "first"}, error.get());
  report({status::kIo, "second"}, error.get());
  EXPECT_EQ(error.message(), "second");
  error.clear();
  EXPECT_EQ(error.get()->release, nullptr);
  EXPECT_EQ(detail_count(error.get()), 0);
}

TEST(Failures, what_is_thrown_inside_is_an_internal_error) {
  CallerError error;
  EXPECT_EQ(guarded(error.get(), []() -> Answer<void> { throw std::runtime_error("lost"); }), status::kInternal);
  EXPECT_EQ(error.message(), "lost");
  EXPECT_EQ(guarded(error.get(), []() -> Answer<void> { throw std::bad_alloc(); }), status::kInternal);
}

}  // namespace
}  // namespace wirespeed::adbc_postgres
