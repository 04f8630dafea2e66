// How one engine's requests are addressed and signed: for each bucket an endpoint, a target to connect to, and a
// signer.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "wirespeed/base/fork.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/s3/endpoint.hpp"
#include "wirespeed/s3/request.hpp"
#include "wirespeed/s3/signer.hpp"
#include "wirespeed/s3_client/credential_cache.hpp"
#include "wirespeed/s3_client/exchange.hpp"

namespace wirespeed::s3_client {

// Where buckets turned out to be, known to all engines of a client. Thread-safe.
class BucketRegions {
 public:
  std::string of(std::string_view bucket) const;  // empty: where the endpoint says
  void learn(std::string_view bucket, std::string_view region);
  // Another number after each thing learned.
  std::uint64_t generation() const noexcept { return generation_.load(std::memory_order_acquire); }

 private:
  mutable ForkMutex mutex_;
  std::unordered_map<std::string, std::string> regions_;
  std::atomic<std::uint64_t> generation_{0};
};

// One thread at a time, as its engine.
class Addressing {
 public:
  Addressing(s3::Endpoint endpoint, std::shared_ptr<CredentialCache> credentials,
             std::shared_ptr<BucketRegions> regions);

  // Has credentials that are good now. `renew`: those that it has were refused.
  Outcome<void> renew_credentials(bool renew, const Stop& stop);
  void learn_region(std::string_view bucket, std::string_view region) { regions_->learn(bucket, region); }
  // The server's time, by which requests are dated, less ours.
  void set_clock_offset(std::chrono::seconds offset) noexcept { clock_offset_ = offset; }

  // It stays as long as these routes do.
  const Target& target_of(std::string_view bucket) { return *route(bucket).target; }
  // Appends the whole head, dated now and signed. REQUIRES: renew_credentials() succeeded once, as for presign()
  void append_head(const s3::Request& request, std::string& head);
  std::string presign(const s3::Request& request, std::chrono::seconds expires);
  // Of the head that was appended last for this bucket: what the chunks of its body go on from.
  s3::SigningContext signing_context(std::string_view bucket) { return signer(route(bucket)).last_context(); }

  const s3::Endpoint& endpoint() const noexcept { return endpoint_; }

 private:
  struct Route {
    s3::Endpoint endpoint;
    const Target* target;
    std::optional<s3::Signer> signer;  // made when it is first needed: credentials may come later
  };

  Route& route(std::string_view bucket);
  std::unique_ptr<Route> make_route(std::string_view bucket);
  const Target& kept(Target target);
  s3::Signer& signer(Route& route) const;
  s3::SystemTime now() const noexcept { return std::chrono::system_clock::now() + clock_offset_; }

  s3::Endpoint endpoint_;
  std::shared_ptr<CredentialCache> cache_;
  std::shared_ptr<BucketRegions> regions_;
  CredentialCache::Pointer credentials_;
  std::chrono::seconds clock_offset_{0};
  std::uint64_t generation_ = 0;
  std::deque<Target> targets_;  // equal ones once; what is under way may point to them
  std::unordered_map<std::string, std::unique_ptr<Route>> routes_;
  std::string last_bucket_;  // of last_route_: most calls stay with one bucket
  Route* last_route_ = nullptr;
};

}  // namespace wirespeed::s3_client
