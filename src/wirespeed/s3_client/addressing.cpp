#include "wirespeed/s3_client/addressing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "wirespeed/s3/aws_host.hpp"

namespace wirespeed::s3_client {
namespace {

// The same service where the bucket turned out to be: AWS has a host for each region, others sign for another one.
s3::Endpoint in_region(s3::Endpoint endpoint, const std::string& region) {
  const auto aws = s3::parse_aws_host(endpoint.host);
  if (aws && aws->region.empty() && !aws->accelerated) {
    endpoint.host = fmt::format("s3.{}.{}", region, s3::aws_domain_of(region));
  } else if (aws && !aws->region.empty()) {
    endpoint.host.replace(endpoint.host.find(aws->region), aws->region.size(), region);
  }
  endpoint.region = region;
  return endpoint;
}

}  // namespace

std::string BucketRegions::of(std::string_view bucket) const {
  const std::lock_guard lock(mutex_);
  const auto found = regions_.find(std::string(bucket));
  return found == regions_.end() ? std::string() : found->second;
}

void BucketRegions::learn(std::string_view bucket, std::string_view region) {
  const std::lock_guard lock(mutex_);
  regions_[std::string(bucket)] = region;
  generation_.fetch_add(1, std::memory_order_release);
}

Addressing::Addressing(s3::Endpoint endpoint, std::shared_ptr<CredentialCache> credentials,
                       std::shared_ptr<BucketRegions> regions)
    : endpoint_(std::move(endpoint)), cache_(std::move(credentials)), regions_(std::move(regions)) {}

Outcome<void> Addressing::renew_credentials(bool renew, const Stop& stop) {
  if (renew && credentials_ != nullptr) cache_->forget(*credentials_);
  auto credentials = cache_->get(stop);
  if (!credentials) return std::unexpected(std::move(credentials).error());
  if (*credentials == credentials_) return {};
  credentials_ = *std::move(credentials);
  for (auto& [bucket, route] : routes_) route->signer.reset();
  return {};
}

s3::Signer& Addressing::signer(Route& route) const {
  if (!route.signer) route.signer.emplace(*credentials_, route.endpoint.region);
  return *route.signer;
}

void Addressing::append_head(const s3::Request& request, std::string& head) {
  Route& to = route(request.bucket);
  signer(to).append_head(request, to.endpoint, now(), head);
}

std::string Addressing::presign(const s3::Request& request, std::chrono::seconds expires) {
  Route& to = route(request.bucket);
  return signer(to).presign(request, to.endpoint, now(), expires);
}

Addressing::Route& Addressing::route(std::string_view bucket) {
  if (generation_ != regions_->generation()) {
    generation_ = regions_->generation();
    routes_.clear();
    last_route_ = nullptr;
  }
  if (last_route_ != nullptr && last_bucket_ == bucket) return *last_route_;
  last_bucket_ = bucket;
  auto& found = routes_[last_bucket_];
  if (found == nullptr) found = make_route(bucket);
  last_route_ = found.get();
  return *last_route_;
}

std::unique_ptr<Addressing::Route> Addressing::make_route(std::string_view bucket) {
  s3::Endpoint endpoint = endpoint_;
  if (const std::string region = regions_->of(bucket); !region.empty()) endpoint = in_region(endpoint, region);
  const Target& target = kept({{endpoint.host_for(bucket), endpoint.port, {}}, endpoint.tls, {}});
  return std::make_unique<Route>(Route{std::move(endpoint), &target, std::nullopt});
}

const Target& Addressing::kept(Target target) {
  const auto found = std::ranges::find(targets_, target);
  return found != targets_.end() ? *found : targets_.emplace_back(std::move(target));
}

}  // namespace wirespeed::s3_client
