// The driver as a program that loaded it holds it, for tests.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "wirespeed/adbc_postgres/driver.hpp"

namespace wirespeed::adbc_postgres {

// An error as a program of 1.1.0 makes it.
class CallerError {
 public:
  CallerError() = default;
  CallerError(const CallerError&) = delete;
  CallerError& operator=(const CallerError&) = delete;
  ~CallerError() { clear(); }

  AdbcError* get() noexcept { return &error_; }
  std::string message() const { return error_.message == nullptr ? "" : error_.message; }
  void clear() {
    if (error_.release != nullptr) error_.release(&error_);
  }

 private:
  AdbcError error_{nullptr, kAdbcErrorHasPrivateData, {}, nullptr, nullptr, nullptr};
};

class DriverTest : public testing::Test {
 protected:
  DriverTest() { EXPECT_EQ(AdbcDriverInit(kAdbcVersion110, &driver, error.get()), status::kOk); }

  ::testing::AssertionResult says(std::string_view part) const {
    if (error.message().find(part) != std::string::npos) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "found: " << error.message();
  }

  AdbcDriver driver{};
  CallerError error;
};

}  // namespace wirespeed::adbc_postgres
