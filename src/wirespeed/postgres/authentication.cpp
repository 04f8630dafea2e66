#include <algorithm>

#include "wirespeed/postgres/body_reader.hpp"
#include "wirespeed/postgres/responses.hpp"

namespace wirespeed::postgres {
namespace {

using Request = Authentication::Request;

std::unexpected<wirespeed::Error> malformed(std::size_t size) {
  return fail(Errc::malformed,
              "read Authentication: its {} bytes are not what the protocol says; is a PostgreSQL server "
              "at the other end?",
              size);
}

const char* unsupported_name(Request request) noexcept {
  switch (request) {
    case Request::kerberos_v5:
      return "Kerberos V5";
    case Request::scm_credential:
      return "SCM credentials";
    case Request::gss:
    case Request::gss_continue:
      return "GSSAPI";
    case Request::sspi:
      return "SSPI";
    default:
      return nullptr;
  }
}

std::unexpected<wirespeed::Error> unsupported(Request request) {
  const char* name = unsupported_name(request);
  return fail(
      Errc::unsupported,
      "log in: the server asks for {} (request {}), which is not supported; expected scram-sha-256, md5, password, "
      "cert or trust for this role and address in the server's pg_hba.conf",
      name == nullptr ? "a method that is newer than this client" : name, static_cast<std::uint32_t>(request));
}

// Names, then an empty one.
bool read_mechanisms(BodyReader& reader, std::vector<std::string>& mechanisms) {
  for (;;) {
    const std::string_view name = reader.text();
    if (!reader.ok()) return false;
    if (name.empty()) return reader.left() == 0;
    mechanisms.emplace_back(name);
  }
}

}  // namespace

Result<Authentication> parse_authentication(ByteView body) {
  BodyReader reader(body);
  Authentication authentication{.request = static_cast<Request>(reader.number<std::uint32_t>())};
  if (!reader.ok()) return malformed(body.size());
  bool whole = true;
  switch (authentication.request) {
    case Request::ok:
    case Request::cleartext_password:
      break;
    case Request::md5_password: {
      const ByteView salt = reader.bytes(authentication.salt.size());
      std::copy(salt.begin(), salt.end(), authentication.salt.begin());
      break;
    }
    case Request::sasl:
      whole = read_mechanisms(reader, authentication.mechanisms);
      break;
    case Request::sasl_continue:
    case Request::sasl_final:
      authentication.data = reader.rest();
      break;
    default:
      return unsupported(authentication.request);
  }
  if (!whole || !reader.ok_and_empty()) return malformed(body.size());
  return authentication;
}

}  // namespace wirespeed::postgres
