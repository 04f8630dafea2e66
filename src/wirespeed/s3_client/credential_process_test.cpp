#include "wirespeed/s3_client/credential_process.hpp"

#include "wirespeed/s3_client/credential_fixture.hpp"

namespace wirespeed::s3_client {
namespace {

using std::chrono::milliseconds;

// A script that does what a test says.
class Script {
 public:
  explicit Script(std::string_view text) : path_(home_.write("script", text)) {}
  std::string command(std::string_view arguments = "") const {
    return fmt::format("/bin/sh '{}' {}", path_, arguments);
  }

 private:
  AnyHome home_;
  std::string path_;
};

TEST(CredentialProcesses, what_one_prints_is_read) {
  const Script script("printf '{\"Version\": 1, \"AccessKeyId\": \"%s\", \"SecretAccessKey\": \"s3cr3t\"}' \"$1\"");
  EXPECT_EQ(key_of(run_credential_process(script.command("'AKIA$1'"), soon())), "AKIA$1");
}

TEST(CredentialProcesses, one_that_fails_is_an_error_that_shows_nothing_of_its_output) {
  const Script script("echo s3cr3t; exit 3");
  EXPECT_NE(failure(run_credential_process(script.command(), soon())).message.find("status 3"), std::string::npos);
  const Script killed("kill -9 $$");
  EXPECT_NE(failure(run_credential_process(killed.command(), soon())).message.find("signal 9"), std::string::npos);
  const Script nonsense("echo s3cr3t");
  EXPECT_EQ(failure(run_credential_process(nonsense.command(), soon())).code, Errc::malformed);
}

TEST(CredentialProcesses, one_that_is_not_there_is_named) {
  const s3::Error error = failure(run_credential_process("/no/such/program s3cr3t", soon()));
  EXPECT_NE(error.message.find("/no/such/program: No such file"), std::string::npos) << error.message;
  EXPECT_EQ(failure(run_credential_process("  ", soon())).code, Errc::invalid_argument);
  EXPECT_EQ(failure(run_credential_process("a 's3cr3t", soon())).code, Errc::malformed);
}

TEST(CredentialProcesses, one_that_does_not_end_is_killed) {
  const Script script("exec sleep 100");
  const s3::Error slow = failure(run_credential_process(script.command(), soon(), milliseconds(30)));
  EXPECT_NE(slow.message.find("killed"), std::string::npos);
  const Stop patience = Stop::after(milliseconds(30));
  EXPECT_EQ(failure(run_credential_process(script.command(), patience)).code, Errc::deadline);
  const Script silent("exec >&-; exec sleep 100");
  EXPECT_NE(failure(run_credential_process(silent.command(), soon(), milliseconds(30))).message.find("killed"),
            std::string::npos);
}

TEST(CredentialProcesses, one_that_prints_without_end_is_stopped) {
  const Script script("while :; do echo s3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3cr3t; done");
  EXPECT_EQ(failure(run_credential_process(script.command(), soon())).code, Errc::limit);
}

}  // namespace
}  // namespace wirespeed::s3_client
