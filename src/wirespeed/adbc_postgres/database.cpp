#include "wirespeed/adbc_postgres/database.hpp"

#include "wirespeed/postgres_client/defaults.hpp"

namespace wirespeed::adbc_postgres {
namespace {

std::string_view keyword_of(std::string_view key) noexcept { return key == option::kUsername ? "user" : key; }

bool is_secret(std::string_view key) noexcept {
  return key == option::kUri || key.find("password") != std::string_view::npos;
}

}  // namespace

Answer<void> Database::set_option(std::string_view key, std::string_view value) {
  const std::lock_guard lock(mutex_);
  auto is_ours = set_read_option(read_, key, value);
  if (!is_ours) return std::unexpected(std::move(is_ours).error());
  if (*is_ours) return {};
  if (key != option::kUri) {
    if (auto known = postgres::check_keyword(keyword_of(key)); !known) {
      return refuse(
          status::kNotImplemented,
          "database option {}: expected uri, username, password, a keyword of PostgreSQL's connection strings "
          "or an option of ours ({}*); {}",
          key, kOwnOptionPrefix, known.error().message);
    }
  }
  if (info_) {
    return refuse(status::kInvalidState, "database option {}: expected before the database is initialized, found after",
                  key);
  }
  if (key == option::kUri) {
    uri_ = value;
  } else {
    keywords_.insert_or_assign(std::string(keyword_of(key)), std::string(value));
  }
  return {};
}

Answer<std::string> Database::option(std::string_view key) const {
  const std::lock_guard lock(mutex_);
  if (auto value = read_option(read_, key)) return *std::move(value);
  if (is_secret(key)) {
    return refuse(status::kNotFound, "database option {}: may hold a password, and is not told", key);
  }
  const auto found = keywords_.find(keyword_of(key));
  if (found != keywords_.end()) return found->second;
  return refuse(status::kNotFound, "database option {}: was not set", key);
}

Answer<void> Database::init() {
  const std::lock_guard lock(mutex_);
  if (info_) return refuse(status::kInvalidState, "initialize a database: expected once, found it initialized");
  auto info = answer_of(postgres_client::read_connection_info(uri_, keywords_));
  if (!info) return std::unexpected(std::move(info).error());
  info_ = *std::move(info);
  return {};
}

Answer<std::shared_ptr<Session>> Database::connect() const {
  std::unique_lock lock(mutex_);
  if (!info_) {
    return refuse(status::kInvalidState, "connect: expected an initialized database, found one that was only made");
  }
  const postgres::ConnectionInfo info = *info_;
  lock.unlock();
  return Session::open(info);
}

ReadOptions Database::read_options() const {
  const std::lock_guard lock(mutex_);
  return read_;
}

}  // namespace wirespeed::adbc_postgres
