#include "wirespeed/postgres_client/defaults.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "wirespeed/postgres_client/encryption.hpp"
#include "wirespeed/postgres_client/password.hpp"

namespace wirespeed::postgres_client {
namespace {

using postgres::ConnectionInfo;
using postgres::SslMode;

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A user whose home a test fills.
class Defaults : public testing::Test {
 protected:
  Defaults() : home_(std::filesystem::path(testing::TempDir()) / fmt::format("home_{}", ::getpid())) {
    std::filesystem::create_directories(home_ / ".postgresql");
    around_ = {.environment = {{"PGSYSCONFDIR", home_.string()}}, .user = "me", .home = home_.string()};
  }
  ~Defaults() override { std::filesystem::remove_all(home_); }

  std::string write(const std::string& name, std::string_view text, mode_t mode = 0600) const {
    const std::string path = (home_ / name).string();
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
    return path;
  }
  ConnectionInfo info(std::string_view text, const postgres::Conninfo& more = {}) const {
    return value_or_throw(read_connection_info(text, more, around_));
  }
  std::string refusal(std::string_view text, const postgres::Conninfo& more = {}) const {
    const auto read = read_connection_info(text, more, around_);
    return read ? "no refusal" : read.error().message;
  }

  std::filesystem::path home_;
  Surroundings around_;
};

TEST_F(Defaults, the_caller_comes_first_then_the_string_the_service_and_the_environment) {
  write(".pg_service.conf", "[shop]\nhost=service\nuser=service\ndbname=service\nport=1\n");
  around_.environment = {{"PGPORT", "2"}, {"PGAPPNAME", "environment"}};
  const ConnectionInfo all = info("service=shop user=string dbname=string", {{"dbname", "caller"}});
  EXPECT_EQ(all.text(), "user=string dbname=caller host=service:1");
  EXPECT_EQ(all.settings.at(0).second, "environment");
}

TEST_F(Defaults, a_service_may_be_the_systems) {
  write("pg_service.conf", "[system]\nhost=there\n");
  write(".pg_service.conf", "[own]\nhost=here\n");
  EXPECT_EQ(info("service=system").hosts.at(0).name, "there");
  around_.environment["PGSERVICE"] = "own";
  EXPECT_EQ(info("").hosts.at(0).name, "here");
  EXPECT_TRUE(mentions(refusal("service=absent"), ".pg_service.conf"));
}

TEST_F(Defaults, a_service_file_can_be_named) {
  const std::string file = write("services", "[own]\nhost=named\n");
  EXPECT_EQ(info("service=own servicefile=" + file).hosts.at(0).name, "named");
  write("services", "[own]\nhots=named\n");
  EXPECT_TRUE(mentions(refusal("service=own servicefile=" + file), "services: service file, line 2"));
}

TEST_F(Defaults, a_keyword_of_the_callers_must_be_one) {
  EXPECT_TRUE(mentions(refusal("", {{"database", "x"}}), "did you mean \"dbname\"?"));
}

TEST_F(Defaults, files_of_the_user_are_found_where_they_are) {
  EXPECT_EQ(info("").passfile, "");
  EXPECT_EQ(info("").tls.root_certificate, "");
  const std::string passfile = write(".pgpass", "");
  const std::string root = write(".postgresql/root.crt", "");
  const std::string key = write(".postgresql/postgresql.key", "");
  EXPECT_EQ(info("").tls.key, "");  // of no use without its certificate
  const std::string certificate = write(".postgresql/postgresql.crt", "");
  EXPECT_EQ(info("").passfile, passfile);
  EXPECT_EQ(info("").tls.root_certificate, root);
  EXPECT_EQ(info("").tls.certificate, certificate);
  EXPECT_EQ(info("").tls.key, key);
  EXPECT_EQ(info("sslrootcert=system").tls.root_certificate, "system");
}

TEST_F(Defaults, the_process_has_a_user) { EXPECT_FALSE(surroundings().user.empty()); }

postgres::Host host(const char* name) { return {name, "", 5432}; }

TEST_F(Defaults, a_password_file_is_asked_for_each_host) {
  write(".pgpass", "a:*:*:*:first\nlocalhost:*:*:*:local\n10.0.0.1:*:*:*:number\n");
  const ConnectionInfo both = info("host=a,b");
  EXPECT_EQ(find_password(both, both.hosts[0]).password, "first");
  EXPECT_EQ(find_password(both, both.hosts[1]).password, std::nullopt);
  EXPECT_EQ(find_password(both, host("")).password, "local");
  EXPECT_EQ(find_password(both, host("/tmp")).password, "local");
  EXPECT_EQ(find_password(both, host("/run/other")).password, std::nullopt);
  EXPECT_EQ(find_password(both, {"", "10.0.0.1", 1}).password, "number");
  EXPECT_EQ(find_password(info("host=a password=said"), host("a")).password, "said");
}

TEST_F(Defaults, a_password_file_that_others_may_read_is_not_used) {
  write(".pgpass", "*:*:*:*:secret\n", 0640);
  const PasswordFound found = find_password(info(""), host("a"));
  EXPECT_EQ(found.password, std::nullopt);
  EXPECT_TRUE(mentions(found.hint, "chmod 0600")) << found.hint;
}

std::string tls_refusal(const ConnectionInfo& info) {
  const auto context = make_tls(info.tls);
  return context ? "no refusal" : context.error().message;
}

TEST_F(Defaults, verification_needs_somebody_to_trust) {
  EXPECT_TRUE(mentions(tls_refusal(info("sslmode=verify-full")), "sslrootcert=system"));
  EXPECT_TRUE(mentions(tls_refusal(info("sslmode=verify-ca sslrootcert=/no/such.crt")), "/no/such.crt"));
  EXPECT_EQ(tls_refusal(info("sslrootcert=system")), "no refusal");
  EXPECT_EQ(tls_refusal(info("sslmode=require sslrootcert=/no/such.crt")), "no refusal");
  EXPECT_EQ(make_tls(info("sslmode=disable").tls).value(), nullptr);
}

TEST_F(Defaults, require_verifies_where_a_ca_is_at_hand) {
  write(".postgresql/root.crt", "no certificate");
  EXPECT_TRUE(mentions(tls_refusal(info("sslmode=require")), "root.crt"));
  EXPECT_EQ(tls_refusal(info("sslmode=prefer")), "no refusal");
}

TEST_F(Defaults, a_key_that_others_may_read_is_refused) {
  const std::string certificate = write("c.crt", "");
  const std::string own = "sslmode=require sslcert=" + certificate + " sslkey=";
  EXPECT_TRUE(mentions(tls_refusal(info(own + write("open.key", "", 0644))), "chmod 0600"));
  EXPECT_TRUE(mentions(tls_refusal(info(own + "/no/such.key")), "No such file"));
  EXPECT_TRUE(mentions(tls_refusal(info(own + write("tight.key", "", 0600))), "PEM"));
  EXPECT_EQ(tls_refusal(info(own + "/no/such.key sslcertmode=disable")), "no refusal");
}

}  // namespace
}  // namespace wirespeed::postgres_client
