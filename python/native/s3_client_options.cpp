#include "s3_client_options.hpp"

#include <nanobind/stl/string.h>

#include "attachment.hpp"
#include "errors.hpp"
#include "s3_errors.hpp"
#include "wirespeed/s3_client/client_settings.hpp"
#include "wirespeed/s3_client/credential_chain.hpp"
#include "wirespeed/s3_client/proxy_settings.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

// A Python object that another thread may be the last to hold.
class HeldObject {
 public:
  explicit HeldObject(nb::object object) : object_(std::move(object)) {}
  HeldObject(const HeldObject&) = delete;
  HeldObject& operator=(const HeldObject&) = delete;
  ~HeldObject() {
    const Attached attached;
    object_.reset();
  }
  const nb::object& operator*() const noexcept { return object_; }

 private:
  nb::object object_;
};

template <typename T>
T option(const nb::dict& said, const char* name, T otherwise) {
  if (!said.contains(name) || said[name].is_none()) return otherwise;
  return nb::cast<T>(said[name]);
}

std::chrono::milliseconds milliseconds(const nb::dict& said, const char* name, std::chrono::milliseconds otherwise) {
  const double seconds = option<double>(said, name, -1);
  return seconds < 0 ? otherwise : std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

s3::Credentials credentials_of(const nb::dict& said) {
  s3::Credentials made{option<std::string>(said, "access_key_id", ""),
                       option<std::string>(said, "secret_access_key", ""),
                       option<std::string>(said, "session_token", "")};
  const double expires = option<double>(said, "expires", -1);
  if (expires >= 0) made.expires = s3::SystemTime(std::chrono::seconds(static_cast<std::int64_t>(expires)));
  return made;
}

// A callable of the caller's, asked when credentials are due.
s3_client::CredentialSource asking(nb::object callable) {
  return [kept =
              std::make_shared<HeldObject>(std::move(callable))](const Stop&) -> s3_client::Outcome<s3::Credentials> {
    const Attached attached;
    try {
      return credentials_of(nb::cast<nb::dict>(unless_python_ends([&] { return (**kept)(); })));
    } catch (const std::exception& raised) {
      return std::unexpected(s3::Error({Errc::io, fmt::format("credentials: the callable raised: {}", raised.what())},
                                       s3::Error::Kind::credentials));
    }
  };
}

s3_client::CredentialSource source_of(nb::handle said, s3_client::CredentialOptions chain,
                                      const s3_client::Surroundings& around) {
  if (said.is_none()) return s3_client::credential_chain(std::move(chain), around);
  if (PyCallable_Check(said.ptr()) != 0) return asking(nb::borrow(said));
  return value_or_throw(s3_client::fixed_credentials(credentials_of(nb::cast<nb::dict>(said))));
}

std::optional<s3::Style> style_of(const std::string& said) {
  if (said == "path") return s3::Style::path;
  if (said == "virtual") return s3::Style::virtual_host;
  return std::nullopt;
}

// The caller's, where "" is none; else what the environment says.
std::optional<s3_client::Proxy> proxy_of(const nb::dict& said, bool tls, const s3_client::Surroundings& around) {
  if (!said.contains("proxy") || said["proxy"].is_none()) {
    return value_or_throw(s3_client::configured_proxy(tls, around));
  }
  const auto text = nb::cast<std::string>(said["proxy"]);
  if (text.empty()) return std::nullopt;
  return value_or_throw(s3_client::parse_proxy(text));
}

s3_client::EngineOptions engine_options(const nb::dict& said) {
  s3_client::EngineOptions options;
  options.max_connections = option<unsigned>(said, "max_connections", options.max_connections);
  options.connect_timeout = milliseconds(said, "connect_timeout", options.connect_timeout);
  options.first_byte_timeout = milliseconds(said, "read_timeout", options.first_byte_timeout);
  options.low_speed_bytes = option<std::uint64_t>(said, "low_speed_limit", options.low_speed_bytes);
  options.low_speed_time = milliseconds(said, "low_speed_time", options.low_speed_time);
  options.retry.attempts = option<unsigned>(said, "retries", options.retry.attempts - 1) + 1;
  options.hedge = option<bool>(said, "hedge", false);
  return options;
}

}  // namespace

std::shared_ptr<s3_client::Client> make_s3_client(const nb::dict& options, nb::handle credentials) {
  const auto around = s3_client::surroundings();
  const auto profile = option<std::string>(options, "profile", "");
  const auto settings = value_or_throw(s3_client::read_client_settings(profile, around));
  const auto style = style_of(option<std::string>(options, "addressing_style", settings.addressing_style.value_or("")));
  const auto region = option<std::string>(options, "region", settings.region.value_or(""));
  const auto url = option<std::string>(options, "endpoint_url", settings.endpoint_url.value_or(""));
  auto endpoint = value_or_throw(s3::parse_endpoint(url, region, style));
  auto engine = engine_options(options);
  engine.proxy = proxy_of(options, endpoint.tls, around);
  if (endpoint.tls) {
    engine.tls =
        value_or_throw(net::TlsContext::make({.verify = option<bool>(options, "verify", true),
                                              .ca_file = option<std::string>(options, "ca_file", settings.ca_file)}));
  }
  s3_client::CredentialOptions chain{.profile = profile, .region = region};
  chain.proxy = proxy_of(options, true, around);
  auto cache = std::make_shared<s3_client::CredentialCache>(source_of(credentials, std::move(chain), around));
  return s3_client::Client::make({std::move(endpoint), std::move(cache), std::move(engine)});
}

}  // namespace wirespeed::python
