// From a connected stream, encrypted where that was wanted, to a session that is ready for queries.
#pragma once

#include <optional>
#include <string>

#include "wirespeed/postgres/authenticator.hpp"
#include "wirespeed/postgres_client/inbox.hpp"
#include "wirespeed/postgres_client/open.hpp"

namespace wirespeed::postgres_client {

// A password, or why there is none.
struct PasswordFound {
  std::optional<std::string> password{};
  std::string hint{};
};

class Startup {
 public:
  // Borrows both.
  Startup(net::Stream& stream, const postgres::ConnectionInfo& info, const PasswordFound& password);

  // Logs in, and fills in what the server says of the session.
  postgres::Outcome<void> run(Opened& opened, const Stop& stop);
  // Whether the server had no rule for this role, address and encryption: with other encryption it may have one.
  bool was_refused_by_rule() const noexcept { return refused_by_rule_; }

 private:
  postgres::Outcome<void> send(const Stop& stop);
  postgres::Outcome<void> send_startup(const Stop& stop);
  // False: the server is ready.
  postgres::Outcome<bool> take(const postgres::Message& message, Opened& opened, const Stop& stop);
  postgres::Outcome<void> authenticate(ByteView body, const Stop& stop);
  postgres::Outcome<void> take_negotiation(ByteView body, Opened& opened);
  std::unexpected<postgres::Error> refused(ByteView body);

  net::Stream& stream_;
  const postgres::ConnectionInfo& info_;
  postgres::Authenticator authenticator_;
  Inbox inbox_;
  postgres::Bytes out_;
  bool in_ = false;
  bool refused_by_rule_ = false;
};

}  // namespace wirespeed::postgres_client
