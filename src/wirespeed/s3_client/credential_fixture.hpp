// For tests: surroundings that a test writes down, a server that plays all who hand out credentials, and a look at each
// error for secrets. All secrets of these tests have "s3cr3t" in them.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp() is POSIX's

#include <filesystem>
#include <fstream>
#include <mutex>

#include "wirespeed/s3_client/credential_chain.hpp"
#include "wirespeed/s3_client/scripted_peer.hpp"

namespace wirespeed::s3_client {

// A home of its own, with the files that a test puts there, and a service at each address that AWS has.
class AnyHome {
 public:
  AnyHome() {
    std::string path = (std::filesystem::temp_directory_path() / "wirespeed-home-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) std::abort();
    around_.home = path;
    around_.variables["AWS_EC2_METADATA_DISABLED"] = "true";
    std::filesystem::create_directory(path + "/.aws");
  }
  AnyHome(const AnyHome&) = delete;
  AnyHome& operator=(const AnyHome&) = delete;
  ~AnyHome() {
    std::error_code ignored;
    std::filesystem::remove_all(around_.home, ignored);
  }

  AnyHome& set(const std::string& variable, std::string value) {
    around_.variables[variable] = std::move(value);
    return *this;
  }
  AnyHome& unset(const std::string& variable) {
    around_.variables.erase(variable);
    return *this;
  }
  // The file's path.
  std::string write(const std::string& name, std::string_view text) const {
    std::ofstream(around_.home + "/" + name) << text;
    return around_.home + "/" + name;
  }
  AnyHome& config(std::string_view text) {
    std::ignore = write(".aws/config", text);
    return *this;
  }
  AnyHome& credentials(std::string_view text) {
    std::ignore = write(".aws/credentials", text);
    return *this;
  }

  const Surroundings& around() const { return around_; }
  Outcome<s3::Credentials> find(CredentialOptions options = {}) const {
    return credential_chain(std::move(options), around_)(soon());
  }

 private:
  Surroundings around_;
};

// Why there is nothing; and that it is told without a secret.
template <typename T>
s3::Error failure(const Outcome<T>& outcome) {
  EXPECT_FALSE(outcome.has_value());
  if (outcome) return s3::Error({Errc::io, ""});
  EXPECT_EQ(outcome.error().message.find("s3cr3t"), std::string::npos) << outcome.error().message;
  return outcome.error();
}

inline std::string key_of(const Outcome<s3::Credentials>& found) {
  EXPECT_TRUE(found.has_value()) << (found ? "" : found.error().message);
  return found ? found->access_key_id : "";
}

inline std::string json_credentials(std::string_view key, std::string_view expiration = "2099-01-01T00:00:00Z",
                                    std::string_view token = "Token") {
  return fmt::format(
      R"({{"Code": "Success", "Version": 1, "AccessKeyId": "{}", "SecretAccessKey": "s3cr3t/{}", "{}": "t-s3cr3t", "Expiration": "{}"}})",
      key, key, token, expiration);
}

inline std::string sts_credentials(std::string_view key, std::string_view expiration = "2099-01-01T00:00:00Z") {
  return fmt::format(
      "<R xmlns=\"x\"><Result><Credentials><AccessKeyId>{}</AccessKeyId><SecretAccessKey>s3cr3t</SecretAccessKey>"
      "<SessionToken>t-s3cr3t</SessionToken><Expiration>{}</Expiration></Credentials></Result></R>",
      key, expiration);
}

// A peer that answers by the request, and remembers all.
class CredentialPeer {
 public:
  // The answer with its head; empty: the connection is closed; "<silence>": none ever comes.
  using Reply = std::function<std::string(const PeerRequest& request, unsigned n)>;

  explicit CredentialPeer(Reply reply)
      : reply_(std::move(reply)), peer_([this](net::ServerSide& side, const PeerRequest& request, unsigned n) {
          return answer(side, request, n);
        }) {}

  std::string url(std::string_view path = "") const {
    return fmt::format("http://127.0.0.1:{}{}", peer_.target().address.port, path);
  }
  std::vector<PeerRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const PeerRequest& request : requests()) lines.push_back(request.line());  // NOLINT: a few
    return lines;
  }

 private:
  bool answer(const net::ServerSide& side, const PeerRequest& request, unsigned n) {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    const std::string text = reply_(request, n);
    if (text == "<silence>") {
      std::ignore = side.read_all();
      return false;
    }
    return !text.empty() && side.write(text);
  }

  Reply reply_;
  mutable std::mutex mutex_;
  std::vector<PeerRequest> requests_;
  ScriptedPeer peer_;
};

}  // namespace wirespeed::s3_client
