// Which proxy a client goes through, as a caller or the environment says it. As botocore has it.
#pragma once

#include <optional>
#include <string_view>

#include "wirespeed/s3_client/engine.hpp"
#include "wirespeed/s3_client/surroundings.hpp"

namespace wirespeed::s3_client {

// "http://user:password@host:port", "host:port"; user and password percent-encoded, port 80 where there is none. The
// error says nothing of them.
Result<Proxy> parse_proxy(std::string_view text);

// Whether a list as NO_PROXY has it names the host: "*"; "host", which stands for the names below it, too; "host:port".
bool no_proxy_names(std::string_view list, std::string_view host, std::uint16_t port) noexcept;

// https_proxy or http_proxy, in lower case first, but for hosts that no_proxy names: a bucket may have one of its own.
// HTTP_PROXY in upper case counts for nothing in a CGI program (REQUEST_METHOD is set), whose caller could choose it.
Result<std::optional<Proxy>> configured_proxy(bool tls, const Surroundings& around);

}  // namespace wirespeed::s3_client
