#include "wirespeed/s3/endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "wirespeed/s3/aws_host.hpp"
#include "wirespeed/s3/names.hpp"

namespace wirespeed::s3 {
namespace {

constexpr std::string_view kUsualRegion = "us-east-1";

template <typename... Args>
std::unexpected<wirespeed::Error> refused(fmt::format_string<Args...> format, Args&&... args) {
  return fail(Errc::invalid_argument, "endpoint: {}", fmt::format(format, std::forward<Args>(args)...));
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_number(std::string_view host) noexcept {
  return host.find(':') != std::string_view::npos ||
         std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return out;
}

Result<void> check_region(std::string_view region) {
  if (region.size() <= 64 && std::ranges::all_of(region, is_name_character)) return {};
  return refused("expected a region as \"eu-west-1\", found \"{}\"", printable(region));
}

// "https://host:9000/prefix" in its parts.
struct Url {
  bool tls = true;
  std::string host;
  std::uint16_t port = 0;
  std::string path;
};

Result<bool> take_scheme(std::string_view& url) {
  const std::size_t at = url.find("://");
  if (at == std::string_view::npos) return true;
  const std::string scheme = lower(url.substr(0, at));
  url.remove_prefix(at + 3);
  if (scheme == "https") return true;
  if (scheme == "http") return false;
  return refused("expected http:// or https://, found \"{}://\"", printable(scheme));
}

Result<std::uint16_t> parse_port(std::string_view digits, bool tls) {
  if (digits.empty()) return static_cast<std::uint16_t>(tls ? 443 : 80);
  unsigned port = 0;
  for (const char c : digits) {
    if (!is_digit(c) || port > 65'535)
      return refused("expected a port from 1 to 65535, found \"{}\"", printable(digits));
    port = port * 10 + static_cast<unsigned>(c - '0');
  }
  if (port == 0 || port > 65'535) return refused("expected a port from 1 to 65535, found {}", digits);
  return static_cast<std::uint16_t>(port);
}

Result<std::string> parse_ipv6(std::string_view number) {
  const auto fits = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
  };
  if (number.find(':') == std::string_view::npos || !std::ranges::all_of(number, fits)) {
    return refused("expected an IPv6 number in the brackets, found \"{}\"", printable(number));
  }
  return lower(number);
}

Result<std::string> parse_name(std::string_view name) {
  if (name.empty()) return refused("expected a host, found none; give it as https://HOST:PORT");
  if (!std::ranges::all_of(name, is_name_character)) {
    return refused("expected a host name of letters, digits, '-', '.' and '_', found \"{}\"", printable(name));
  }
  if (name.front() == '.' || name.find("..") != std::string_view::npos) {
    return refused("expected a host name without empty parts, found \"{}\"", name);
  }
  return lower(name);
}

Result<void> parse_authority(std::string_view authority, Url& url) {
  if (authority.find('@') != std::string_view::npos) {
    return refused("found a '@' before the host; give credentials as options, not in the URL");
  }
  const bool bracketed = authority.starts_with('[');
  const std::size_t host_end = bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
  if (host_end == std::string_view::npos) return refused("expected a ']' behind the IPv6 number");
  const std::string_view behind = authority.substr(bracketed ? host_end + 1 : host_end);
  if (!behind.empty() && behind[0] != ':')
    return refused("expected a port behind the ']', found \"{}\"", printable(behind));
  if (!bracketed && behind.find(':', 1) != std::string_view::npos) {
    return refused("found several ':' in \"{}\"; an IPv6 number stands in brackets: http://[::1]:9000",
                   printable(authority));
  }
  auto host = bracketed ? parse_ipv6(authority.substr(1, host_end - 1)) : parse_name(authority.substr(0, host_end));
  if (!host) return std::unexpected(host.error());
  const auto port = parse_port(behind.empty() ? behind : behind.substr(1), url.tls);
  if (!port) return std::unexpected(port.error());
  url.host = *std::move(host);
  url.port = *port;
  return {};
}

Result<Url> parse_url(std::string_view text) {
  Url url;
  const auto tls = take_scheme(text);
  if (!tls) return std::unexpected(tls.error());
  url.tls = *tls;
  if (text.find_first_of("?#") != std::string_view::npos) {
    return refused("expected a URL without '?' and '#': https://HOST:PORT/PREFIX");
  }
  const std::size_t slash = std::min(text.find('/'), text.size());
  if (const auto done = parse_authority(text.substr(0, slash), url); !done) return std::unexpected(done.error());
  url.path = text.substr(slash);
  while (url.path.ends_with('/')) url.path.pop_back();
  if (!std::ranges::all_of(url.path, [](char c) { return c > ' ' && c < 0x7F; })) {
    return refused("expected a path that is percent-encoded, found \"{}\"", printable(url.path));
  }
  return url;
}

Result<Endpoint> aws_endpoint(std::string_view region, std::optional<Style> style) {
  Endpoint endpoint;
  endpoint.region = region.empty() || region == "aws-global" ? kUsualRegion : region;
  endpoint.host = fmt::format("s3.{}.{}", endpoint.region, aws_domain_of(endpoint.region));
  endpoint.style = style.value_or(Style::virtual_host);
  return endpoint;
}

Result<Style> choose_style(const Url& url, const std::optional<AwsHost>& aws, std::optional<Style> style) {
  if (style == Style::virtual_host && is_number(url.host)) {
    return refused("a bucket cannot stand before the number {}; use path style, or a host name", url.host);
  }
  if (style == Style::path && aws && aws->accelerated) {
    return refused("{} takes no buckets in paths; leave the style to us, or use the region's own endpoint", url.host);
  }
  return style.value_or(aws ? Style::virtual_host : Style::path);
}

}  // namespace

Style Endpoint::style_for(std::string_view bucket) const noexcept {
  if (style == Style::path || !is_host_label(bucket)) return Style::path;
  // A certificate for *.host covers one label.
  return tls && bucket.find('.') != std::string_view::npos ? Style::path : Style::virtual_host;
}

std::string Endpoint::host_for(std::string_view bucket) const {
  return bucket.empty() || style_for(bucket) == Style::path ? host : fmt::format("{}.{}", bucket, host);
}

void Endpoint::append_host_field(std::string_view bucket, std::string& out) const {
  const bool ipv6 = host.find(':') != std::string::npos;
  if (!bucket.empty() && style_for(bucket) == Style::virtual_host) out.append(bucket).append(".");
  if (ipv6) out += '[';
  out += host;
  if (ipv6) out += ']';
  const std::uint16_t usual = tls ? 443 : 80;
  if (port != usual) fmt::format_to(std::back_inserter(out), ":{}", port);
}

std::string Endpoint::host_field_for(std::string_view bucket) const {
  std::string field;
  append_host_field(bucket, field);
  return field;
}

Result<Endpoint> parse_endpoint(std::string_view url, std::string_view region, std::optional<Style> style) {
  if (const auto fits = check_region(region); !fits) return std::unexpected(fits.error());
  if (url.empty()) return aws_endpoint(region, style);
  auto parts = parse_url(url);
  if (!parts) return std::unexpected(parts.error());
  const auto aws = parse_aws_host(parts->host);
  if (aws && aws->has_bucket) {
    return refused("expected a host without a bucket, found {}; give the bucket with each call", parts->host);
  }
  const auto chosen = choose_style(*parts, aws, style);
  if (!chosen) return std::unexpected(chosen.error());
  if (region.empty() && aws) region = aws->region;
  if (region.empty()) region = kUsualRegion;
  return Endpoint{.tls = parts->tls,
                  .host = std::move(parts->host),
                  .port = parts->port,
                  .base_path = std::move(parts->path),
                  .region = std::string(region),
                  .style = *chosen};
}

}  // namespace wirespeed::s3
