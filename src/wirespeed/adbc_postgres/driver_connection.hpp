// What stands behind an AdbcConnection: options, then a session with the server.
#pragma once

#include <vector>

#include "wirespeed/adbc_postgres/database.hpp"

namespace wirespeed::adbc_postgres {

class DriverConnection {
 public:
  // Before init() they are kept for it.
  Answer<void> set_option(std::string_view key, std::string_view value);
  Answer<std::string> option(std::string_view key);
  Answer<void> init(std::shared_ptr<Database> database);
  // Statements and further calls fail from here on; streams that were given out go on.
  void release() noexcept;

  // An error unless it is initialized and not released.
  Answer<std::shared_ptr<Session>> session(const char* operation) const;
  const std::shared_ptr<Database>& database() const noexcept { return database_; }
  ReadOptions read_options() const;

  Answer<void> cancel();

 private:
  Answer<void> apply(Session& session, std::string_view key, std::string_view value);
  Answer<void> set_isolation(Session& session, std::string_view level);
  Answer<void> set_read_only(Session& session, bool read_only);
  Answer<void> set_catalog(Session& session, std::string_view name);

  mutable std::mutex mutex_;  // of session_ and read_: cancel() and option() come from any thread
  std::shared_ptr<Database> database_;
  std::shared_ptr<Session> session_;
  bool was_released_ = false;
  std::vector<std::pair<std::string, std::string>> waiting_;
  ReadOptions read_;
  std::string isolation_;
  bool read_only_ = false;
};

}  // namespace wirespeed::adbc_postgres
