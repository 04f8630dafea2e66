// A client's side of authentication: what to answer to what the server asks for, and what not to accept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wirespeed/postgres/connection_info.hpp"
#include "wirespeed/postgres/error.hpp"
#include "wirespeed/postgres/request.hpp"
#include "wirespeed/postgres/responses.hpp"
#include "wirespeed/postgres/scram.hpp"

namespace wirespeed::postgres {

struct LoginFacts {
  std::string user{};
  std::optional<std::string> password{};
  std::string password_hint{};  // added to the error when there is none
  AuthMethods allowed = AuthMethods::all();
  ChannelBinding binding = ChannelBinding::prefer;
  bool encrypted = false;
  std::optional<std::vector<std::uint8_t>> certificate_hash{};  // what -PLUS binds to, where the certificate has one
};

// One login. All its errors are of kind authentication.
class Authenticator {
 public:
  explicit Authenticator(LoginFacts facts) : facts_(std::move(facts)) {}

  // Appends the answer. True: the server has let us in, and rightly so.
  Outcome<bool> answer(const Authentication& asked, Bytes& out);
  // Whether the server has asked for anything.
  bool was_asked() const noexcept { return asked_; }

 private:
  Result<void> check_ok() const;
  Result<void> answer_request(const Authentication& asked, Bytes& out);
  Result<void> check_method(AuthMethod method, const char* name) const;
  Result<void> send_cleartext(Bytes& out) const;
  Result<void> send_md5(const Authentication& asked, Bytes& out) const;
  Result<void> begin_scram(const Authentication& asked, Bytes& out);
  Result<ScramBinding> choose_binding(const Authentication& asked) const;
  Result<void> go_on_with_scram(const Authentication& asked, Bytes& out);

  LoginFacts facts_;
  std::optional<ScramClient> scram_;
  bool asked_ = false;
  bool bound_ = false;
};

}  // namespace wirespeed::postgres
