// SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, 7677) as PostgreSQL has them: both sides prove that they know the
// password, and with -PLUS that nobody stands between them.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"

namespace wirespeed::postgres {

inline constexpr std::string_view kScram = "SCRAM-SHA-256";
inline constexpr std::string_view kScramPlus = "SCRAM-SHA-256-PLUS";

// PostgreSQL's default is 4096; each million costs a client about half a second.
inline constexpr std::uint32_t kMaxScramIterations = 2'000'000;

enum class ScramBinding : char {
  none = 'n',         // we cannot bind, or may not
  not_offered = 'y',  // we could, but the server did not offer it: one that did will notice that somebody took it away
  server_end_point = 'p',  // to the hash of the server's certificate
};

struct ScramOptions {
  std::string password{};  // in UTF-8; what cannot be prepared (SASLprep) is taken as bytes, as the server does
  ScramBinding binding = ScramBinding::none;
  std::vector<std::uint8_t> certificate_hash{};  // of server_end_point
  std::string user{};                            // PostgreSQL takes the startup message's
  std::string nonce{};                           // empty: a fresh one
  std::uint32_t max_iterations = kMaxScramIterations;
};

// One login. Its functions are called in their order.
class ScramClient {
 public:
  static Result<ScramClient> make(ScramOptions options);
  ScramClient(ScramClient&&) = default;
  ScramClient& operator=(ScramClient&&) = default;
  ~ScramClient();

  std::string_view mechanism() const noexcept;
  std::string client_first() const;
  // Answers the server's first message. Takes as long as its iterations.
  Result<std::string> client_final(std::string_view server_first);
  // Checks the server's last message: that it knows the password, too.
  Result<void> check_server(std::string_view server_final);
  // A server that lets us in before this is true is not to be trusted.
  bool server_is_proven() const noexcept { return proven_; }

 private:
  using Digest = std::array<std::uint8_t, 32>;

  explicit ScramClient(ScramOptions options) : options_(std::move(options)) {}
  std::string gs2_header() const;
  std::string client_first_bare() const;
  std::string without_proof(std::string_view server_nonce) const;

  ScramOptions options_;
  Digest server_signature_{};
  bool answered_ = false;
  bool proven_ = false;
};

// What a server that asks for md5 wants to see.
Result<std::string> md5_password(std::string_view user, std::string_view password, ByteView salt);

}  // namespace wirespeed::postgres
