// For tests: a scripted peer that lists keys as S3 does, a few on each page, and a client of it.
#pragma once

#include <mutex>
#include <set>
#include <string>

#include "wirespeed/s3/encoding.hpp"
#include "wirespeed/s3_client/client.hpp"
#include "wirespeed/s3_client/credential_chain.hpp"
#include "wirespeed/s3_client/scripted_peer.hpp"

namespace wirespeed::s3_client {

class ListingPeer {
 public:
  ListingPeer(std::set<std::string> keys, std::size_t page) : keys_(std::move(keys)), page_(page) {}

  // What it returns, unless it is empty, is the answer to a request instead.
  std::function<std::string(const PeerRequest&)> spoil;

  unsigned requests() const { return peer_.requests(); }
  // As many as were being answered at the same time.
  unsigned most_at_once() const { return most_; }

  std::shared_ptr<Client> client() const {
    ClientOptions options;
    options.endpoint = *s3::parse_endpoint(fmt::format("http://127.0.0.1:{}", peer_.target().address.port), "us-east-1",
                                           s3::Style::path);
    options.credentials = std::make_shared<CredentialCache>(*fixed_credentials({"id", "secret", ""}));
    options.engine = quick();
    return Client::make(std::move(options));
  }

 private:
  bool answer(net::ServerSide& side, const PeerRequest& request) {
    const unsigned now = ++under_way_;
    for (unsigned most = most_; most < now && !most_.compare_exchange_weak(most, now);) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    --under_way_;
    const std::string spoilt = spoil ? spoil(request) : std::string();
    return side.write(spoilt.empty() ? answer_of(page_for(request.key())) : spoilt);
  }

  static std::string value_of(const std::string& target, std::string_view name) {
    const std::size_t at = target.find(fmt::format("{}=", name));
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 1;
    return s3::percent_decoded(target.substr(begin, target.find('&', begin) - begin), s3::Plus::itself);
  }

  std::string page_for(const std::string& target) const {
    const std::string prefix = value_of(target, "prefix");
    const std::string delimiter = value_of(target, "delimiter");
    const std::string token = value_of(target, "continuation-token");
    const std::string after = std::max(token, value_of(target, "start-after"));
    std::string rows;
    std::string last;
    std::size_t given = 0;
    for (auto at = keys_.upper_bound(after); at != keys_.end(); ++at) {
      if (!at->starts_with(prefix)) continue;
      const std::size_t cut = delimiter.empty() ? std::string::npos : at->find(delimiter, prefix.size());
      const std::string name = cut == std::string::npos ? *at : at->substr(0, cut + 1);
      if (cut != std::string::npos && (name == last || name == token)) continue;
      if (given++ == page_) return page_of(rows, last);
      last = name;
      rows += cut == std::string::npos ? fmt::format("<Contents><Key>{}</Key><Size>1</Size></Contents>", name)
                                       : fmt::format("<CommonPrefixes><Prefix>{}</Prefix></CommonPrefixes>", name);
    }
    return page_of(rows, "");
  }
  static std::string page_of(const std::string& rows, const std::string& next) {
    return fmt::format("<ListBucketResult><IsTruncated>{}</IsTruncated>{}{}</ListBucketResult>", !next.empty(), rows,
                       next.empty() ? "" : fmt::format("<NextContinuationToken>{}</NextContinuationToken>", next));
  }

  std::set<std::string> keys_;
  std::size_t page_;
  std::atomic<unsigned> under_way_{0};
  std::atomic<unsigned> most_{0};
  ScriptedPeer peer_{
      [this](net::ServerSide& side, const PeerRequest& request, unsigned) { return answer(side, request); }};
};

// `folders` of `keys` each.
inline std::set<std::string> some_keys(unsigned folders, unsigned keys) {
  std::set<std::string> made;
  for (unsigned folder = 0; folder < folders; ++folder) {
    for (unsigned key = 0; key < keys; ++key) made.insert(fmt::format("f{:03}/k{:04}", folder, key));
  }
  return made;
}

}  // namespace wirespeed::s3_client
