// Where to connect, and how: options first, then what they mean.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "wirespeed/adbc_postgres/read_options.hpp"
#include "wirespeed/adbc_postgres/session.hpp"

namespace wirespeed::adbc_postgres {

class Database {
 public:
  // uri, username, password, keywords of connection strings (as sslmode), and those of read_options.hpp.
  Answer<void> set_option(std::string_view key, std::string_view value);
  // Whatever may hold a password is not told.
  Answer<std::string> option(std::string_view key) const;
  Answer<void> init();

  Answer<std::shared_ptr<Session>> connect() const;
  ReadOptions read_options() const;

 private:
  mutable std::mutex mutex_;
  std::string uri_;
  postgres::Conninfo keywords_;
  ReadOptions read_;
  std::optional<postgres::ConnectionInfo> info_;
};

}  // namespace wirespeed::adbc_postgres
