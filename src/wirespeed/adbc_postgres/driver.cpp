#include "wirespeed/adbc_postgres/driver.hpp"

#include "wirespeed/adbc_postgres/driver_functions.hpp"
#include "wirespeed/adbc_postgres/result_stream.hpp"

namespace wirespeed::adbc_postgres {
namespace {

AdbcStatusCode release(AdbcDriver* driver, AdbcError* error) noexcept {
  return guarded(error, [&]() -> Answer<void> {
    if (auto ok = require(driver, "driver"); !ok) return ok;
    driver->private_data = nullptr;
    driver->release = nullptr;
    return {};
  });
}

// What a caller of 1.0.0 gives has no room for more.
void fill_100(AdbcDriver& driver) {
  driver.release = release;
  fill_database_functions(driver);
  fill_connection_functions(driver);
  fill_statement_functions(driver);
}

void fill_110(AdbcDriver& driver) {
  driver.ErrorGetDetailCount = detail_count;
  driver.ErrorGetDetail = detail_of;
  driver.ErrorFromArrayStream = error_of;
  fill_database_functions_110(driver);
  fill_connection_functions_110(driver);
  fill_statement_functions_110(driver);
}

AdbcStatusCode init(int version, void* given, AdbcError* error) noexcept {
  return guarded(error, [&]() -> Answer<void> {
    if (auto ok = require(given, "driver to fill"); !ok) return ok;
    if (version != kAdbcVersion100 && version != kAdbcVersion110) {
      return refuse(status::kNotImplemented, "load the PostgreSQL driver: expected version {} or {} of ADBC, found {}",
                    kAdbcVersion100, kAdbcVersion110, version);
    }
    auto& driver = *static_cast<AdbcDriver*>(given);
    std::memset(given, 0, version == kAdbcVersion100 ? kAdbcDriver100Bytes : sizeof(AdbcDriver));
    fill_100(driver);
    if (version == kAdbcVersion110) fill_110(driver);
    return {};
  });
}

}  // namespace
}  // namespace wirespeed::adbc_postgres

#define WIRESPEED_EXPORT __attribute__((visibility("default")))

WIRESPEED_EXPORT AdbcStatusCode AdbcDriverInit(int version, void* driver, AdbcError* error) {
  return wirespeed::adbc_postgres::init(version, driver, error);
}

WIRESPEED_EXPORT AdbcStatusCode AdbcDriverWirespeedPostgresqlInit(int version, void* driver, AdbcError* error) {
  return wirespeed::adbc_postgres::init(version, driver, error);
}
