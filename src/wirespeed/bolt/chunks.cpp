#include "wirespeed/bolt/chunks.hpp"

#include <algorithm>

#include "wirespeed/packstream/format.hpp"

namespace wirespeed::bolt {
namespace {

constexpr std::size_t kHeaderBytes = 2;
constexpr std::size_t kLeastRoom = 16 * 1024;  // less is not worth a read

void append_size(std::vector<std::uint8_t>& out, std::size_t size) {
  out.push_back(static_cast<std::uint8_t>(size >> 8U));
  out.push_back(static_cast<std::uint8_t>(size));
}

}  // namespace

void append_message(std::vector<std::uint8_t>& out, std::initializer_list<ByteView> parts) {
  std::size_t left = 0;
  for (const ByteView part : parts) left += part.size();
  out.reserve(out.size() + left + kHeaderBytes * (left / kMaxChunkBytes + 2));
  std::size_t in_chunk = 0;  // bytes that the chunk still waits for
  for (ByteView part : parts) {
    while (!part.empty()) {
      if (in_chunk == 0) {
        in_chunk = std::min(left, kMaxChunkBytes);
        append_size(out, in_chunk);
      }
      const std::size_t n = std::min(in_chunk, part.size());
      out.insert(out.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(n));
      part = part.subspan(n);
      in_chunk -= n;
      left -= n;
    }
  }
  append_size(out, 0);
}

Result<std::optional<ByteView>> Dechunker::next() {
  for (;;) {
    if (end_ - scan_ < kHeaderBytes) return std::nullopt;
    const std::size_t size = packstream::load_be<std::uint16_t>(slab_.get() + scan_);
    if (size == 0) {
      scan_ += kHeaderBytes;
      noops_ += static_cast<std::uint64_t>(!in_message_);
      if (!in_message_) continue;
      in_message_ = false;
      return ByteView(slab_.get() + message_begin_, message_end_ - message_begin_);
    }
    if (in_message_ && message_end_ - message_begin_ + size > limits_.max_message_bytes) return too_long(size);
    if (end_ - scan_ < kHeaderBytes + size) return std::nullopt;
    take_chunk(size);
  }
}

void Dechunker::take_chunk(std::size_t size) noexcept {
  const std::size_t payload = scan_ + kHeaderBytes;
  if (!in_message_) {
    message_begin_ = message_end_ = payload;
    in_message_ = true;
  } else {
    std::memmove(slab_.get() + message_end_, slab_.get() + payload, size);
  }
  message_end_ += size;
  scan_ = payload + size;
}

std::span<std::uint8_t> Dechunker::room() {
  const std::size_t live = waiting();
  if (live == 0 && capacity_ != limits_.slab_bytes) reallocate(std::max(limits_.slab_bytes, kLeastRoom));
  // What is moved is at most as much as was given out since: every byte is moved once on average.
  if (live <= end_ - live) move_waiting(slab_.get());
  if (capacity_ - end_ < kLeastRoom) reallocate(2 * capacity_);
  return {slab_.get() + end_, capacity_ - end_};
}

void Dechunker::move_waiting(std::uint8_t* to) noexcept {
  const std::size_t assembled = in_message_ ? message_end_ - message_begin_ : 0;
  const std::size_t raw = end_ - scan_;
  if (assembled > 0) std::memmove(to, slab_.get() + message_begin_, assembled);
  if (raw > 0) std::memmove(to + assembled, slab_.get() + scan_, raw);
  message_begin_ = 0;
  message_end_ = assembled;
  scan_ = assembled;
  end_ = assembled + raw;
}

void Dechunker::reallocate(std::size_t capacity) {
  auto larger = std::make_unique_for_overwrite<std::uint8_t[]>(capacity);
  move_waiting(larger.get());
  slab_ = std::move(larger);
  capacity_ = capacity;
}

std::unexpected<Error> Dechunker::too_long(std::size_t size) const {
  return fail(Errc::limit,
              "Bolt message: expected at most {} bytes, found {} and a chunk of {} more; ask for less in one record",
              limits_.max_message_bytes, message_end_ - message_begin_, size);
}

}  // namespace wirespeed::bolt
