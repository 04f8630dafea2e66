#include "wirespeed/s3_client/object_stream.hpp"

#include <algorithm>
#include <limits>

namespace wirespeed::s3_client {
namespace {

using s3::ByteRange;

constexpr std::uint64_t kLargestBuffer = std::uint64_t{4} << 20;
constexpr std::uint64_t kMostAhead = std::uint64_t{40} << 20;  // where nobody says how many buffers
constexpr std::size_t kLeastAhead = 3;                         // buffers
constexpr std::uint64_t kUncut = std::numeric_limits<std::uint64_t>::max() / 4;

std::uint64_t first_bytes(const PartOptions& parts) noexcept { return parts.bytes == 0 ? kLargestBuffer : parts.bytes; }

// What is asked for first: the front of what is wanted; of the end of an object all of it, where one buffer holds that,
// else as little as tells the size.
ByteRange first_of(const ByteRange& wanted, std::uint64_t bytes) noexcept {
  switch (wanted.kind) {
    case ByteRange::Kind::whole:
      return ByteRange::between(0, bytes);
    case ByteRange::Kind::from:
      return ByteRange::between(wanted.begin, wanted.begin + bytes);
    case ByteRange::Kind::span:
      return ByteRange::between(wanted.begin, std::min(wanted.end, wanted.begin + bytes));
    case ByteRange::Kind::suffix:
      return ByteRange::last(wanted.begin <= bytes ? wanted.begin : 1);
  }
  return wanted;
}

bool is_from_the_start(const ByteRange& wanted) noexcept {
  return wanted.is_whole() || (wanted.kind != ByteRange::Kind::suffix && wanted.begin == 0);
}

std::uint64_t end_of(const ByteRange& wanted, std::uint64_t size) noexcept {
  return wanted.kind == ByteRange::Kind::span ? std::min(wanted.end, size) : size;
}

}  // namespace

// Each buffer is a range of its own, which is not cut further.
ObjectStream::ObjectStream(Client& client, std::string bucket, std::string key, s3::GetOptions options,
                           PartOptions parts)
    : wanted_(options.range),
      parts_(parts),
      get_(std::move(bucket), {std::move(key)}, std::move(options), into_, OnError::stop, {kUncut, 1},
           {first_of(wanted_, s3_client::first_bytes(parts))}),
      run_(client, get_) {
  get_.keep_infos();
  const std::uint64_t bytes = s3_client::first_bytes(parts);
  get_.tune({bytes, parts.bytes == 0 ? s3::PartSizes().least : bytes, bytes});
  get_.share(std::make_shared<SharedObject>(SharedObject{.is_checked = is_from_the_start(wanted_)}));
}

Outcome<std::optional<Buffer>> ObjectStream::next(const Stop& stop) {
  if (state_ == State::opening) {
    if (auto opened = open(stop); !opened) return std::unexpected(std::move(opened).error());
  }
  if (state_ == State::ended) return std::nullopt;
  return take(stop);
}

Outcome<void> ObjectStream::wait_for(std::size_t index, const Stop& stop) {
  get_.wait_for(index);
  if (auto ran = run_.go_on(stop); !ran) return ran;
  if (get_.error()) return std::unexpected(*get_.error());
  return {};
}

Outcome<void> ObjectStream::open(const Stop& stop) {
  if (auto there = wait_for(0, stop); !there) {
    const bool is_empty = there.error().status() == 416 && wanted_.is_whole();
    if (!is_empty) return there;
    state_ = State::ended;
    return {};
  }
  get_.keep_infos(false);
  state_ = into_.front().empty() ? State::ended : State::reading;
  const std::uint64_t size = info().size;
  end_ = end_of(wanted_, size);
  if (wanted_.kind != ByteRange::Kind::suffix) {
    ahead_ = into_.front().size();
    at_ = wanted_.begin + ahead_;
  } else if (wanted_.begin <= s3_client::first_bytes(parts_)) {
    at_ = end_;
  } else {  // what came told the size, and comes again as the end of the last buffer
    std::ignore = into_.take();
    ++taken_;
    at_ = size - std::min(wanted_.begin, size);
  }
  return {};
}

Outcome<std::optional<Buffer>> ObjectStream::take(const Stop& stop) {
  ask_ahead();
  if (taken_ == get_.size()) {
    state_ = State::ended;
    return std::nullopt;
  }
  if (auto there = wait_for(taken_, stop); !there) return std::unexpected(std::move(there).error());
  Buffer buffer = into_.take();
  ++taken_;
  ahead_ -= std::min<std::uint64_t>(ahead_, buffer.bytes.size());
  return buffer;
}

bool ObjectStream::may_ask() const noexcept {
  const std::size_t buffers = get_.size() - taken_;
  if (parts_.at_once > 0) return buffers < parts_.at_once;
  return buffers < kLeastAhead || (ahead_ < kMostAhead && buffers < kMostAtOnce);
}

void ObjectStream::ask_ahead() {
  while (at_ < end_ && may_ask()) {
    const std::uint64_t bytes = std::min(get_.next_size(end_ - at_), end_ - at_);
    get_.add(ByteRange::between(at_, at_ + bytes));
    at_ += bytes;
    ahead_ += bytes;
  }
}

}  // namespace wirespeed::s3_client
