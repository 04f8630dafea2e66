// What a proxy is told.
#pragma once

#include <string>

#include "wirespeed/s3_client/engine.hpp"

namespace wirespeed::s3_client {

// Asks for a way through to the target, on which TLS is spoken.
//   CONNECT host:443 HTTP/1.1\r\nHost: host:443\r\nProxy-Authorization: ...\r\n\r\n
void append_connect_request(const Proxy& proxy, const Target& target, std::string& head);

// Makes the request's target the whole URL, of the host that its Host says, and adds the authorization.
//   GET /key HTTP/1.1  ->  GET http://host:port/key HTTP/1.1
void address_through_proxy(const Proxy& proxy, const Target& target, std::string& head);

}  // namespace wirespeed::s3_client
