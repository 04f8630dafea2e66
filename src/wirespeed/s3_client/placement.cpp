#include "wirespeed/s3_client/placement.hpp"

#include <algorithm>
#include <new>

namespace wirespeed::s3_client {
namespace {

// What `take` gives, with an error in place of std::bad_alloc.
template <typename Take>
s3::Outcome<std::span<std::uint8_t>> taken(Buffer& into, std::uint64_t bytes, const Take& take) {
  try {
    into = take();
  } catch (const std::bad_alloc&) {
    return std::unexpected(s3::Error({Errc::limit, fmt::format("get object: there is no memory for {} bytes; read a "
                                                               "range, or a stream",
                                                               bytes)}));
  }
  return into.bytes;
}

}  // namespace

s3::Outcome<std::span<std::uint8_t>> IntoArena::place(std::size_t index, std::uint64_t bytes) {
  return taken(buffers[index], bytes, [&] { return arena_.take(bytes); });
}

s3::Outcome<std::span<std::uint8_t>> IntoMemory::place(std::size_t /*index*/, std::uint64_t bytes) {
  if (bytes > memory_.size()) {
    return std::unexpected(s3::Error(
        {Errc::invalid_argument, fmt::format("get object: expected a buffer of at least {} bytes, found {}; give "
                                             "a larger one, or a range",
                                             bytes, memory_.size())}));
  }
  received = bytes;
  return memory_.first(bytes);
}

s3::Outcome<std::span<std::uint8_t>> IntoBuffers::place(std::size_t index, std::uint64_t bytes) {
  const std::size_t at = index - taken_;
  if (at >= buffers_.size()) buffers_.resize(at + 1);
  return taken(buffers_[at], bytes, [bytes] {
    auto slab = std::make_shared<const Slab>(std::max<std::uint64_t>(bytes, 1));
    const std::span<std::uint8_t> whole(slab->data(), bytes);
    return Buffer{std::move(slab), whole};
  });
}

Buffer IntoBuffers::take() {
  Buffer first = buffers_.empty() ? Buffer() : std::move(buffers_.front());
  if (!buffers_.empty()) buffers_.pop_front();
  ++taken_;
  return first;
}

}  // namespace wirespeed::s3_client
