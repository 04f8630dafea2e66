// Client's calls that read.
#include "wirespeed/s3_client/client.hpp"
#include "wirespeed/s3_client/client_calls.hpp"
#include "wirespeed/s3_client/get_ranges.hpp"
#include "wirespeed/s3_client/object_stream.hpp"

namespace wirespeed::s3_client {
namespace {

bool is_empty(const s3::ByteRange& range) noexcept {
  const bool is_span = range.kind == s3::ByteRange::Kind::span;
  return (is_span && range.begin == range.end) || range == s3::ByteRange::last(0);
}

}  // namespace

Outcome<Buffer> Client::get(std::string bucket, std::string key, s3::GetOptions options, const Stop& stop) {
  auto got = get_with_info(std::move(bucket), std::move(key), std::move(options), stop);
  if (!got) return std::unexpected(std::move(got).error());
  return std::move(got->bytes);
}

Outcome<GotObject> Client::get_with_info(std::string bucket, std::string key, s3::GetOptions options,
                                         const Stop& stop) {
  if (is_empty(options.range)) {
    options.range = {};
    auto info = head(std::move(bucket), std::move(key), options, stop);
    if (!info) return std::unexpected(std::move(info).error());
    return GotObject{{}, *std::move(info)};
  }
  IntoArena into(1);
  GetObjects get(std::move(bucket), {std::move(key)}, std::move(options), into, OnError::stop, options_.parts);
  get.keep_infos();
  if (auto ran = run(get, stop); !ran) return std::unexpected(std::move(ran).error());
  return GotObject{std::move(into.buffers.front()), get.info(0)};
}

Outcome<std::uint64_t> Client::get_into(std::string bucket, std::string key, std::span<std::uint8_t> memory,
                                        s3::GetOptions options, const Stop& stop) {
  if (is_empty(options.range)) return 0;
  IntoMemory into(memory);
  GetObjects get(std::move(bucket), {std::move(key)}, std::move(options), into, OnError::stop, options_.parts);
  if (auto ran = run(get, stop); !ran) return std::unexpected(std::move(ran).error());
  return into.received;
}

Outcome<std::vector<Buffer>> Client::get_ranges(std::string bucket, std::string key,
                                                const std::vector<s3::ByteRange>& ranges, s3::GetOptions options,
                                                const Stop& stop) {
  GetRanges get(std::move(bucket), std::move(key), ranges, std::move(options));
  if (auto ran = run(get.operation(), stop); !ran) return std::unexpected(std::move(ran).error());
  return get.take();
}

Outcome<std::vector<Outcome<Buffer>>> Client::get_many(std::string bucket, std::vector<std::string> keys,
                                                       OnError on_error, s3::GetOptions options, const Stop& stop) {
  IntoArena into(keys.size());
  GetObjects get(std::move(bucket), std::move(keys), std::move(options), into, on_error, options_.parts);
  if (auto ran = run(get, stop); !ran) return std::unexpected(std::move(ran).error());
  std::vector<Outcome<Buffer>> made;
  made.reserve(get.size());
  for (std::size_t i = 0; i < get.size(); ++i) {
    const s3::Error* error = get.error_of(i);
    made.push_back(error == nullptr ? Outcome<Buffer>(std::move(into.buffers[i])) : std::unexpected(*error));
  }
  return made;
}

ObjectStream Client::stream(std::string bucket, std::string key, s3::GetOptions options, PartOptions parts) {
  return {*this, std::move(bucket), std::move(key), std::move(options), parts};
}

Outcome<s3::ObjectInfo> Client::head(std::string bucket, std::string key, const s3::GetOptions& options,
                                     const Stop& stop) {
  const ObjectId object{std::move(bucket), std::move(key)};
  s3::ObjectInfo info;
  return made_by(head_steps(object, options, info), info, stop);
}

}  // namespace wirespeed::s3_client
