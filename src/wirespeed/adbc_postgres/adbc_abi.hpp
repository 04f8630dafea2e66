// ADBC 1.1.0: the structs and numbers by which a program talks to a database driver that it loaded at run time, fixed
// for good like those of column/arrow_abi.hpp. https://arrow.apache.org/adbc/
//
// Whoever holds a struct calls its release() once. What private_data holds is its maker's business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include "wirespeed/column/arrow_abi.hpp"

// The guard belongs to the interface: another header that has it must not clash.
#ifndef ADBC
#define ADBC

extern "C" {

using AdbcStatusCode = std::uint8_t;

struct AdbcDriver;

// The caller has set it to zeros, or its vendor_code to kAdbcErrorHasPrivateData: only then the last two members exist.
struct AdbcError {
  char* message;
  std::int32_t vendor_code;
  char sqlstate[5];
  void (*release)(AdbcError*);
  void* private_data;
  AdbcDriver* private_driver;
};

struct AdbcErrorDetail {
  const char* key;
  const std::uint8_t* value;
  std::size_t value_length;
};

struct AdbcDatabase {
  void* private_data;
  AdbcDriver* private_driver;
};

struct AdbcConnection {
  void* private_data;
  AdbcDriver* private_driver;
};

struct AdbcStatement {
  void* private_data;
  AdbcDriver* private_driver;
};

struct AdbcPartitions {
  std::size_t num_partitions;
  const std::uint8_t** partitions;
  const std::size_t* partition_lengths;
  void* private_data;
  void (*release)(AdbcPartitions*);
};

// The functions of a driver, which fills them in. Those behind StatementSetSubstraitPlan came with 1.1.0.
struct AdbcDriver {
  void* private_data;
  void* private_manager;
  AdbcStatusCode (*release)(AdbcDriver*, AdbcError*);

  AdbcStatusCode (*DatabaseInit)(AdbcDatabase*, AdbcError*);
  AdbcStatusCode (*DatabaseNew)(AdbcDatabase*, AdbcError*);
  AdbcStatusCode (*DatabaseSetOption)(AdbcDatabase*, const char*, const char*, AdbcError*);
  AdbcStatusCode (*DatabaseRelease)(AdbcDatabase*, AdbcError*);

  AdbcStatusCode (*ConnectionCommit)(AdbcConnection*, AdbcError*);
  AdbcStatusCode (*ConnectionGetInfo)(AdbcConnection*, const std::uint32_t*, std::size_t, ArrowArrayStream*,
                                      AdbcError*);
  AdbcStatusCode (*ConnectionGetObjects)(AdbcConnection*, int, const char*, const char*, const char*, const char**,
                                         const char*, ArrowArrayStream*, AdbcError*);
  AdbcStatusCode (*ConnectionGetTableSchema)(AdbcConnection*, const char*, const char*, const char*, ArrowSchema*,
                                             AdbcError*);
  AdbcStatusCode (*ConnectionGetTableTypes)(AdbcConnection*, ArrowArrayStream*, AdbcError*);
  AdbcStatusCode (*ConnectionInit)(AdbcConnection*, AdbcDatabase*, AdbcError*);
  AdbcStatusCode (*ConnectionNew)(AdbcConnection*, AdbcError*);
  AdbcStatusCode (*ConnectionSetOption)(AdbcConnection*, const char*, const char*, AdbcError*);
  AdbcStatusCode (*ConnectionReadPartition)(AdbcConnection*, const std::uint8_t*, std::size_t, ArrowArrayStream*,
                                            AdbcError*);
  AdbcStatusCode (*ConnectionRelease)(AdbcConnection*, AdbcError*);
  AdbcStatusCode (*ConnectionRollback)(AdbcConnection*, AdbcError*);

  AdbcStatusCode (*StatementBind)(AdbcStatement*, ArrowArray*, ArrowSchema*, AdbcError*);
  AdbcStatusCode (*StatementBindStream)(AdbcStatement*, ArrowArrayStream*, AdbcError*);
  AdbcStatusCode (*StatementExecuteQuery)(AdbcStatement*, ArrowArrayStream*, std::int64_t*, AdbcError*);
  AdbcStatusCode (*StatementExecutePartitions)(AdbcStatement*, ArrowSchema*, AdbcPartitions*, std::int64_t*,
                                               AdbcError*);
  AdbcStatusCode (*StatementGetParameterSchema)(AdbcStatement*, ArrowSchema*, AdbcError*);
  AdbcStatusCode (*StatementNew)(AdbcConnection*, AdbcStatement*, AdbcError*);
  AdbcStatusCode (*StatementPrepare)(AdbcStatement*, AdbcError*);
  AdbcStatusCode (*StatementRelease)(AdbcStatement*, AdbcError*);
  AdbcStatusCode (*StatementSetOption)(AdbcStatement*, const char*, const char*, AdbcError*);
  AdbcStatusCode (*StatementSetSqlQuery)(AdbcStatement*, const char*, AdbcError*);
  AdbcStatusCode (*StatementSetSubstraitPlan)(AdbcStatement*, const std::uint8_t*, std::size_t, AdbcError*);

  int (*ErrorGetDetailCount)(const AdbcError*);
  AdbcErrorDetail (*ErrorGetDetail)(const AdbcError*, int);
  const AdbcError* (*ErrorFromArrayStream)(ArrowArrayStream*, AdbcStatusCode*);

  AdbcStatusCode (*DatabaseGetOption)(AdbcDatabase*, const char*, char*, std::size_t*, AdbcError*);
  AdbcStatusCode (*DatabaseGetOptionBytes)(AdbcDatabase*, const char*, std::uint8_t*, std::size_t*, AdbcError*);
  AdbcStatusCode (*DatabaseGetOptionDouble)(AdbcDatabase*, const char*, double*, AdbcError*);
  AdbcStatusCode (*DatabaseGetOptionInt)(AdbcDatabase*, const char*, std::int64_t*, AdbcError*);
  AdbcStatusCode (*DatabaseSetOptionBytes)(AdbcDatabase*, const char*, const std::uint8_t*, std::size_t, AdbcError*);
  AdbcStatusCode (*DatabaseSetOptionDouble)(AdbcDatabase*, const char*, double, AdbcError*);
  AdbcStatusCode (*DatabaseSetOptionInt)(AdbcDatabase*, const char*, std::int64_t, AdbcError*);

  AdbcStatusCode (*ConnectionCancel)(AdbcConnection*, AdbcError*);
  AdbcStatusCode (*ConnectionGetOption)(AdbcConnection*, const char*, char*, std::size_t*, AdbcError*);
  AdbcStatusCode (*ConnectionGetOptionBytes)(AdbcConnection*, const char*, std::uint8_t*, std::size_t*, AdbcError*);
  AdbcStatusCode (*ConnectionGetOptionDouble)(AdbcConnection*, const char*, double*, AdbcError*);
  AdbcStatusCode (*ConnectionGetOptionInt)(AdbcConnection*, const char*, std::int64_t*, AdbcError*);
  AdbcStatusCode (*ConnectionGetStatistics)(AdbcConnection*, const char*, const char*, const char*, char,
                                            ArrowArrayStream*, AdbcError*);
  AdbcStatusCode (*ConnectionGetStatisticNames)(AdbcConnection*, ArrowArrayStream*, AdbcError*);
  AdbcStatusCode (*ConnectionSetOptionBytes)(AdbcConnection*, const char*, const std::uint8_t*, std::size_t,
                                             AdbcError*);
  AdbcStatusCode (*ConnectionSetOptionDouble)(AdbcConnection*, const char*, double, AdbcError*);
  AdbcStatusCode (*ConnectionSetOptionInt)(AdbcConnection*, const char*, std::int64_t, AdbcError*);

  AdbcStatusCode (*StatementCancel)(AdbcStatement*, AdbcError*);
  AdbcStatusCode (*StatementExecuteSchema)(AdbcStatement*, ArrowSchema*, AdbcError*);
  AdbcStatusCode (*StatementGetOption)(AdbcStatement*, const char*, char*, std::size_t*, AdbcError*);
  AdbcStatusCode (*StatementGetOptionBytes)(AdbcStatement*, const char*, std::uint8_t*, std::size_t*, AdbcError*);
  AdbcStatusCode (*StatementGetOptionDouble)(AdbcStatement*, const char*, double*, AdbcError*);
  AdbcStatusCode (*StatementGetOptionInt)(AdbcStatement*, const char*, std::int64_t*, AdbcError*);
  AdbcStatusCode (*StatementSetOptionBytes)(AdbcStatement*, const char*, const std::uint8_t*, std::size_t, AdbcError*);
  AdbcStatusCode (*StatementSetOptionDouble)(AdbcStatement*, const char*, double, AdbcError*);
  AdbcStatusCode (*StatementSetOptionInt)(AdbcStatement*, const char*, std::int64_t, AdbcError*);
};
}
#endif

namespace wirespeed::adbc_postgres {

inline constexpr int kAdbcVersion100 = 1'000'000;
inline constexpr int kAdbcVersion110 = 1'001'000;
inline constexpr std::int32_t kAdbcErrorHasPrivateData = std::numeric_limits<std::int32_t>::min();
inline constexpr std::size_t kAdbcDriver100Bytes = offsetof(AdbcDriver, ErrorGetDetailCount);

namespace status {
inline constexpr AdbcStatusCode kOk = 0;
inline constexpr AdbcStatusCode kUnknown = 1;
inline constexpr AdbcStatusCode kNotImplemented = 2;
inline constexpr AdbcStatusCode kNotFound = 3;
inline constexpr AdbcStatusCode kAlreadyExists = 4;
inline constexpr AdbcStatusCode kInvalidArgument = 5;
inline constexpr AdbcStatusCode kInvalidState = 6;  // the object is not ready for that
inline constexpr AdbcStatusCode kInvalidData = 7;   // as a division by zero
inline constexpr AdbcStatusCode kIntegrity = 8;     // a constraint says no
inline constexpr AdbcStatusCode kInternal = 9;
inline constexpr AdbcStatusCode kIo = 10;
inline constexpr AdbcStatusCode kCancelled = 11;
inline constexpr AdbcStatusCode kTimeout = 12;
inline constexpr AdbcStatusCode kUnauthenticated = 13;
inline constexpr AdbcStatusCode kUnauthorized = 14;
}  // namespace status

// What GetInfo() is asked for.
enum class InfoCode : std::uint32_t {
  vendor_name = 0,
  vendor_version = 1,
  vendor_arrow_version = 2,
  vendor_sql = 3,
  vendor_substrait = 4,
  vendor_substrait_min_version = 5,
  vendor_substrait_max_version = 6,
  driver_name = 100,
  driver_version = 101,
  driver_arrow_version = 102,
  driver_adbc_version = 103,
};

// How deep GetObjects() goes.
enum class ObjectDepth : int { all = 0, catalogs = 1, db_schemas = 2, tables = 3 };

namespace option {
inline constexpr const char* kEnabled = "true";
inline constexpr const char* kDisabled = "false";
inline constexpr const char* kUri = "uri";
inline constexpr const char* kUsername = "username";
inline constexpr const char* kPassword = "password";
inline constexpr const char* kAutocommit = "adbc.connection.autocommit";
inline constexpr const char* kReadOnly = "adbc.connection.readonly";
inline constexpr const char* kCatalog = "adbc.connection.catalog";
inline constexpr const char* kDbSchema = "adbc.connection.db_schema";
inline constexpr const char* kIsolationLevel = "adbc.connection.transaction.isolation_level";
inline constexpr const char* kIsolationPrefix = "adbc.connection.transaction.isolation.";
inline constexpr const char* kIncremental = "adbc.statement.exec.incremental";
inline constexpr const char* kBindByName = "adbc.statement.bind_by_name";
inline constexpr const char* kTargetTable = "adbc.ingest.target_table";
inline constexpr const char* kTargetCatalog = "adbc.ingest.target_catalog";
inline constexpr const char* kTargetDbSchema = "adbc.ingest.target_db_schema";
inline constexpr const char* kTemporary = "adbc.ingest.temporary";
inline constexpr const char* kMode = "adbc.ingest.mode";
inline constexpr const char* kModePrefix = "adbc.ingest.mode.";
}  // namespace option

}  // namespace wirespeed::adbc_postgres
