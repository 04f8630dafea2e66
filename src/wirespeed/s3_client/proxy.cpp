#include "wirespeed/s3_client/proxy.hpp"

#include <algorithm>

namespace wirespeed::s3_client {
namespace {

constexpr std::string_view kNewline = "\r\n";

std::string authorization_line(const Proxy& proxy) {
  return proxy.authorization.empty() ? std::string() : fmt::format("Proxy-Authorization: {}\r\n", proxy.authorization);
}

// The value of the Host field; the target's own name where there is none.
std::string host_of(std::string_view head, const Target& target) {
  for (std::size_t at = head.find(kNewline); at != std::string_view::npos; at = head.find(kNewline, at)) {
    at += kNewline.size();
    const std::string_view line = head.substr(at, head.find(kNewline, at) - at);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !http::same_name(line.substr(0, colon), "host")) continue;
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
    if (begin == std::string_view::npos) break;
    return std::string(line.substr(begin, line.find_last_not_of(" \t") + 1 - begin));
  }
  return target.address.text();
}

}  // namespace

void append_connect_request(const Proxy& proxy, const Target& target, std::string& head) {
  const std::string host = target.address.text();
  head += fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n{1}\r\n", host, authorization_line(proxy));
}

void address_through_proxy(const Proxy& proxy, const Target& target, std::string& head) {
  const std::string host = host_of(head, target);
  const std::size_t line_end = std::min(head.find(kNewline), head.size() - kNewline.size());
  head.insert(line_end + kNewline.size(), authorization_line(proxy));
  head.insert(std::min(head.find(' ') + 1, line_end), "http://" + host);
}

}  // namespace wirespeed::s3_client
