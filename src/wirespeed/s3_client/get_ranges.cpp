#include "wirespeed/s3_client/get_ranges.hpp"

#include <cstring>

namespace wirespeed::s3_client {
namespace {

std::vector<s3::ByteRange> requests_of(const s3::RangePlan& plan) {
  std::vector<s3::ByteRange> ranges;
  ranges.reserve(plan.requests.size());
  for (const auto& request : plan.requests) ranges.push_back(request.range);
  return ranges;
}

// Where nothing is wanted there is nothing to ask.
std::vector<std::string> keys_of(const s3::RangePlan& plan, std::string key) {
  std::vector<std::string> keys;
  if (!plan.requests.empty()) keys.push_back(std::move(key));
  return keys;
}

// A piece of what was received: it keeps the memory of all of it.
Buffer cut_out(const Buffer& received, const s3::RangeCut& cut) {
  const std::uint64_t size = cut.size_of(received.bytes.size());
  return size == 0 ? Buffer{} : Buffer{received.slab, received.bytes.subspan(cut.in_request, size)};
}

// A range that is longer than a request has its parts put together.
void take_cut(const s3::RangeCut& each, const Buffer& received, Buffer& whole) {
  const Buffer piece = cut_out(received, each);
  if (each.in_wanted == 0) {
    whole = piece;
  } else if (!piece.bytes.empty()) {
    auto slab = std::make_shared<const Slab>(each.in_wanted + piece.bytes.size());
    std::memcpy(slab->data(), whole.bytes.data(), whole.bytes.size());
    std::memcpy(slab->data() + each.in_wanted, piece.bytes.data(), piece.bytes.size());
    const std::span<std::uint8_t> bytes(slab->data(), each.in_wanted + piece.bytes.size());
    whole = Buffer{std::move(slab), bytes};
  }
}

}  // namespace

GetRanges::GetRanges(std::string bucket, std::string key, const std::vector<s3::ByteRange>& wanted,
                     s3::GetOptions options)
    : wanted_(wanted.size()),
      plan_(s3::plan_ranges(wanted, std::nullopt)),
      into_(plan_.requests.size()),
      get_(std::move(bucket), keys_of(plan_, std::move(key)), std::move(options), into_, OnError::stop, {},
           requests_of(plan_)) {
  get_.take_nothing_behind_the_end();  // one that comes with another is cut to what there is, too
}

std::vector<Buffer> GetRanges::take() {
  std::vector<Buffer> cut(wanted_);
  for (std::size_t i = 0; i < plan_.requests.size(); ++i) {
    for (const auto& each : plan_.requests[i].cuts) take_cut(each, into_.buffers[i], cut[each.wanted]);
  }
  return cut;
}

}  // namespace wirespeed::s3_client
