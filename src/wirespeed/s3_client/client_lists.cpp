// Client's calls that list objects and uploads, and those about buckets.
#include <algorithm>
#include <iterator>

#include "wirespeed/s3_client/bucket_calls.hpp"
#include "wirespeed/s3_client/client_calls.hpp"
#include "wirespeed/s3_client/list_objects.hpp"
#include "wirespeed/s3_client/list_parallel.hpp"

namespace wirespeed::s3_client {
namespace {

template <typename Into>
void take_into(Into& into, const s3::EntryList& entries) {
  for (std::size_t i = 0; i < entries.size(); ++i) into.entry(entries[i]);
}

}  // namespace

template <typename Into>
Outcome<Into> Client::list_into(std::string bucket, s3::ListQuery query, const ListHow& how, Into into,
                                const Stop& stop) {
  Outcome<void> ran;
  if (how.at_once > 1 && !how.versions && !query.owners && query.delimiter.empty()) {
    s3::FanoutOptions options{.prefix = std::move(query.prefix),
                              .start_after = std::move(query.start_after),
                              .at_once = how.at_once,
                              .page_size = query.page_size};
    ListParallel list(std::move(bucket), std::move(options),
                      [&into](s3::EntryList& entries) { take_into(into, entries); });
    ran = run(list, stop);
  } else {
    const auto api = how.versions ? s3::ListApi::versions : s3::ListApi::objects_v2;
    ListObjects list(std::move(bucket), s3::ListCursor(api, std::move(query)),
                     [&into](std::string& body) { return s3::read_listing(body, into); });
    ran = run(list, stop);
  }
  if (!ran) return std::unexpected(std::move(ran).error());
  return into;
}

Outcome<s3::EntryList> Client::list(std::string bucket, s3::ListQuery query, ListHow how, const Stop& stop) {
  return list_into(std::move(bucket), std::move(query), how, s3::EntryList(), stop);
}

Outcome<s3::KeyList> Client::keys(std::string bucket, s3::ListQuery query, ListHow how, const Stop& stop) {
  return list_into(std::move(bucket), std::move(query), how, s3::KeyList(), stop);
}

Outcome<s3::ListingColumns> Client::columns(std::string bucket, s3::ListQuery query, ListHow how, const Stop& stop) {
  s3::ListingColumns columns({.versions = how.versions, .owners = query.owners});
  return list_into(std::move(bucket), std::move(query), how, std::move(columns), stop);
}

Outcome<std::vector<s3::ListedBucket>> Client::buckets(const Stop& stop) {
  s3::BucketPage page;
  auto said = made_by(buckets_steps(page), page, stop);
  if (!said) return std::unexpected(std::move(said).error());
  return std::move(said->buckets);
}

Outcome<void> Client::create_bucket(const std::string& bucket, const s3::CreateBucketOptions& options,
                                    const Stop& stop) {
  Call call(create_bucket_steps(bucket, options));
  return run(call, stop);
}

Outcome<void> Client::delete_bucket(const std::string& bucket, const Stop& stop) {
  Call call(delete_bucket_steps(bucket));
  return run(call, stop);
}

Outcome<bool> Client::has_bucket(const std::string& bucket, const Stop& stop) {
  Call call(head_bucket_steps(bucket));
  auto ran = run(call, stop);
  if (ran) return true;
  if (ran.error().status() == 404) return false;
  return std::unexpected(std::move(ran).error());
}

Outcome<void> Client::set_versioning(const std::string& bucket, bool enabled, const Stop& stop) {
  Call call(put_versioning_steps(bucket, enabled));
  return run(call, stop);
}

Outcome<std::vector<s3::ListedUpload>> Client::uploads(const std::string& bucket, const std::string& prefix,
                                                       const Stop& stop) {
  std::vector<s3::ListedUpload> found;
  s3::ListMarker marker;
  for (bool more = true; more;) {
    s3::UploadPage page;
    auto said = made_by(uploads_steps(bucket, prefix, marker, page), page, stop);
    if (!said) return std::unexpected(std::move(said).error());
    std::ranges::move(said->uploads, std::back_inserter(found));
    more = said->truncated;
    marker = {std::move(said->next_key_marker), std::move(said->next_upload_id_marker)};
  }
  return found;
}

}  // namespace wirespeed::s3_client
