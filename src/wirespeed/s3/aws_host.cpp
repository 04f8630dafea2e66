#include "wirespeed/s3/aws_host.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace wirespeed::s3 {
namespace {

// The partitions: how their regions begin, and their domain. The last one has all other regions.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kDomains = {{{"cn-", "amazonaws.com.cn"},
                                                                                    {"eusc-", "amazonaws.eu"},
                                                                                    {"us-iso-", "c2s.ic.gov"},
                                                                                    {"us-isob-", "sc2s.sgov.gov"},
                                                                                    {"us-isof-", "csp.hci.ic.gov"},
                                                                                    {"eu-isoe-", "cloud.adc-e.uk"},
                                                                                    {"", "amazonaws.com"}}};

std::vector<std::string_view> labels_of(std::string_view name) {
  std::vector<std::string_view> labels;
  labels.reserve(static_cast<std::size_t>(std::ranges::count(name, '.')) + 1);
  while (true) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    labels.push_back(name.substr(0, dot));
    if (dot == name.size()) return labels;
    name.remove_prefix(dot + 1);
  }
}

// The labels before AWS's domain; none where the name is not AWS's.
std::vector<std::string_view> labels_before_domain(std::string_view host) {
  for (const auto& [prefix, domain] : kDomains) {
    if (host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.') {
      return labels_of(host.substr(0, host.size() - domain.size() - 1));
    }
  }
  return {};
}

bool is_s3(std::string_view label) noexcept { return label == "s3" || label.starts_with("s3-"); }

// "s3", "s3-fips" and their like, a region behind them, and perhaps "dualstack" between.
AwsHost parse_regional(const std::vector<std::string_view>& labels) {
  AwsHost host;
  host.accelerated = labels[0] == "s3-accelerate";
  if (host.accelerated) return host;
  if (labels.size() > 1) {
    host.region = labels.back();
    return host;
  }
  std::string_view region = labels[0];  // s3, s3-external-1, or s3-eu-west-1 as it once was
  region.remove_prefix(std::min(region.size(), std::string_view("s3-").size()));
  if (region.starts_with("fips-")) region.remove_prefix(5);
  host.region = region.empty() || region == "external-1" ? "us-east-1" : region;
  return host;
}

}  // namespace

std::optional<AwsHost> parse_aws_host(std::string_view host) {
  const auto labels = labels_before_domain(host);
  if (labels.empty()) return std::nullopt;
  if (labels.size() > 2 && labels.back() == "vpce") return AwsHost{.region = std::string(labels[labels.size() - 2])};
  if (is_s3(labels[0])) return parse_regional(labels);
  if (std::ranges::any_of(labels, is_s3)) return AwsHost{.has_bucket = true};
  return std::nullopt;
}

std::string_view aws_domain_of(std::string_view region) noexcept {
  const auto found = std::ranges::find_if(kDomains, [&](const auto& entry) { return region.starts_with(entry.first); });
  return found->second;
}

}  // namespace wirespeed::s3
