// A PostgreSQL driver for every program that speaks ADBC: loaded at run time, it hands out results as Arrow streams and
// takes Arrow columns as parameters and as rows of tables. docs/postgres_adbc.md says what it can.
//
// Objects may be used by one thread at a time; only cancel and the reading of options may come from any. A statement
// that is released leaves the streams of its results whole, and a connection that is released goes on until they end.
#pragma once

#include "wirespeed/adbc_postgres/adbc_abi.hpp"

extern "C" {

// Fills the AdbcDriver that `driver` points to, as far as `version` (1000000 or 1001000) has it. A newer version is
// refused with NOT_IMPLEMENTED: the caller asks again for an older one.
AdbcStatusCode AdbcDriverInit(int version, void* driver, AdbcError* error);

// The same under the name that is looked for in a library called libadbc_driver_wirespeed_postgresql.
AdbcStatusCode AdbcDriverWirespeedPostgresqlInit(int version, void* driver, AdbcError* error);
}
