// Where requests go: "https://s3.eu-west-1.amazonaws.com", "http://127.0.0.1:9000", and how buckets stand in URLs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace wirespeed::s3 {

enum class Style : std::uint8_t {
  path,          // https://host/bucket/key
  virtual_host,  // https://bucket.host/key
};

struct Endpoint {
  bool tls = true;
  std::string host;  // a name or a number, IPv6 without its brackets
  std::uint16_t port = 443;
  std::string base_path;  // in front of all paths: empty, or "/prefix" without a slash at its end
  std::string region = "us-east-1";
  Style style = Style::path;

  // How this bucket stands in URLs: a name that is no host name ("a.b" under TLS, upper case, "_") goes by path.
  Style style_for(std::string_view bucket) const noexcept;
  // Whom to connect to for a bucket: host, or "bucket.host".
  std::string host_for(std::string_view bucket) const;
  // The field Host: with the port where it is not the scheme's own, IPv6 in brackets.
  std::string host_field_for(std::string_view bucket) const;
  void append_host_field(std::string_view bucket, std::string& out) const;
};

// From what a user gives. An empty `url` is AWS's own for the region; a host without a scheme is https. A number,
// "localhost", or anything that is not AWS's goes by path unless `style` says otherwise. An empty `region` is that of
// AWS's host, else us-east-1.
Result<Endpoint> parse_endpoint(std::string_view url, std::string_view region, std::optional<Style> style);

}  // namespace wirespeed::s3
