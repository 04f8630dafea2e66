// For tests: the server's side of a SCRAM login, written from RFC 5802 apart from the client's.
#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <optional>
#include <string>

#include "wirespeed/postgres/base64.hpp"
#include "wirespeed/postgres/saslprep.hpp"

namespace wirespeed::postgres {

class ScriptedScram {
 public:
  ScriptedScram(std::string_view password, std::string salt, int iterations)
      : salted_(32, '\0'), salt_(std::move(salt)), iterations_(iterations) {
    const std::string prepared = saslprep(password).value_or(std::string(password));
    PKCS5_PBKDF2_HMAC(prepared.data(), static_cast<int>(prepared.size()), bytes_of(salt_).data(),
                      static_cast<int>(salt_.size()), iterations_, EVP_sha256(), 32, bytes(salted_));
  }

  // Answers "n,,n=,r=nonce"; the header is remembered.
  std::string first(const std::string& client_first) {
    const std::size_t bare = client_first.find(",,") + 2;
    header_ = client_first.substr(0, bare);
    client_bare_ = client_first.substr(bare);
    const std::string nonce = client_bare_.substr(client_bare_.find("r=") + 2);
    server_first_ = "r=" + nonce + "server,s=" + to_base64(bytes_of(salt_)) + ",i=" + std::to_string(iterations_);
    return server_first_;
  }

  // "v=..." when the proof is right, and what is bound is what `bound` says.
  std::optional<std::string> final(const std::string& client_final, const std::string& bound = {}) const {
    const std::size_t proof_at = client_final.find(",p=");
    const std::string without = client_final.substr(0, proof_at);
    if (!without.starts_with("c=" + to_base64(bytes_of(header_ + bound)) + ",")) return std::nullopt;
    const std::string signed_text = client_bare_ + "," + server_first_ + "," + without;
    const auto proof = from_base64(client_final.substr(proof_at + 3));
    if (!proof || proof->size() != 32) return std::nullopt;
    const std::string stored = sha256(hmac(salted_, "Client Key"));
    const std::string signature = hmac(stored, signed_text);
    std::string key(32, '\0');
    for (std::size_t i = 0; i < 32; ++i)
      key[i] = static_cast<char>((*proof)[i] ^ static_cast<unsigned char>(signature[i]));
    if (sha256(key) != stored) return std::nullopt;
    return "v=" + to_base64(bytes_of(hmac(hmac(salted_, "Server Key"), signed_text)));
  }

 private:
  static unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
  static std::string hmac(const std::string& key, const std::string& text) {
    std::string digest(32, '\0');
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text).data(), text.size(), bytes(digest),
         nullptr);
    return digest;
  }
  static std::string sha256(const std::string& text) {
    std::string digest(32, '\0');
    EVP_Digest(text.data(), text.size(), bytes(digest), nullptr, EVP_sha256(), nullptr);
    return digest;
  }

  std::string salted_;
  std::string salt_;
  int iterations_;
  std::string header_;
  std::string client_bare_;
  std::string server_first_;
};

}  // namespace wirespeed::postgres
