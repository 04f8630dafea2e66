#include "wirespeed/postgres_client/channel.hpp"

#include <algorithm>
#include <cstring>

#include "wirespeed/postgres_client/failures.hpp"

namespace wirespeed::postgres_client {
namespace {

constexpr std::size_t kSlabBytes = std::size_t{512} << 10;     // two reads of a long result
constexpr std::size_t kLargeSlabBytes = std::size_t{8} << 20;  // not kept once it is empty
constexpr std::size_t kLeastRoom = std::size_t{16} << 10;
constexpr std::chrono::milliseconds kWriteSlice{50};

}  // namespace

Channel::Channel(net::Stream stream, ByteView received) : stream_(std::move(stream)) {
  if (received.empty()) return;
  move_to(std::max(kSlabBytes, 2 * received.size()));
  std::ranges::copy(received, slab_.get());
  end_ = received.size();
}

std::unexpected<Error> Channel::broken(wirespeed::Error error) {
  if (is_stop(error)) {
    // Whoever waits from now on, an event loop perhaps, is to hear of a single byte.
    set_bulk(false);
    return std::unexpected(Error(std::move(error)));
  }
  failure_ = Error(std::move(error), Error::Kind::unavailable);
  stream_.close();
  return std::unexpected(*failure_);
}

Outcome<void> Channel::flush_now() {
  if (failure_) return std::unexpected(*failure_);
  if (unsent() == 0) return {};
  ByteView left = ByteView(output_).subspan(sent_);
  auto written = stream_.write_now(left);
  sent_ = output_.size() - left.size();
  if (sent_ == output_.size()) {
    output_.clear();
    sent_ = 0;
  }
  if (!written) return broken(std::move(written).error());
  return {};
}

// Writes all of `left`. Where the peer takes nothing, what it sends is received: it may be waiting for that.
Outcome<void> Channel::write(ByteView& left, const Stop& stop) {
  for (;;) {
    if (auto written = stream_.write_now(left); !written) return broken(std::move(written).error());
    if (left.empty()) return {};
    if (stream_.readable()) {
      if (auto ok = read(stop); !ok) return ok;
      continue;
    }
    const auto slice_ends = Clock::now() + kWriteSlice;
    const bool is_last = stop.deadline && *stop.deadline <= slice_ends;
    auto written = stream_.write_some(left, {is_last ? stop.deadline : slice_ends, stop.cancel});
    if (!written && (is_last || written.error().code != Errc::deadline)) return broken(std::move(written).error());
  }
}

Outcome<void> Channel::flush(const Stop& stop) {
  if (failure_) return std::unexpected(*failure_);
  if (unsent() == 0) return {};
  ByteView left = ByteView(output_).subspan(sent_);
  auto written = write(left, stop);
  sent_ = output_.size() - left.size();
  if (left.empty()) {
    output_.clear();
    sent_ = 0;
  }
  return written;
}

Outcome<void> Channel::send(ByteView& bytes, const Stop& stop) {
  if (auto ok = flush(stop); !ok || bytes.empty()) return ok;
  return write(bytes, stop);
}

void Channel::move_to(std::size_t capacity) {
  const std::size_t left = end_ - begin_;
  auto slab = std::make_unique_for_overwrite<std::uint8_t[]>(capacity);
  std::copy_n(slab_.get() + begin_, left, slab.get());
  slab_ = std::move(slab);
  capacity_ = capacity;
  begin_ = 0;
  end_ = left;
}

// Grows with what has come, not with what a message announces.
void Channel::make_room() {
  const std::size_t left = end_ - begin_;
  if (left == 0 && capacity_ > kLargeSlabBytes) capacity_ = 0;
  if (left <= capacity_ / 4 || begin_ > capacity_ / 2) {
    if (left != 0) std::memmove(slab_.get(), slab_.get() + begin_, left);
    begin_ = 0;
    end_ = left;
  }
  if (capacity_ - end_ < kLeastRoom) move_to(std::max(kSlabBytes, 2 * capacity_));
}

Outcome<void> Channel::read(const Stop& stop) {
  make_room();
  auto n = stream_.read_some({slab_.get() + end_, capacity_ - end_}, stop);
  if (!n) return broken(std::move(n).error());
  if (*n == 0) {
    end_of_stream_ = true;
    return broken(
        {Errc::io, fmt::format("read from PostgreSQL at {}: the server closed the connection; was it stopped, "
                               "or this session ended?",
                               stream_.peer().text())});
  }
  end_ += *n;
  return {};
}

bool Channel::has_message() const noexcept {
  postgres::Message message;
  return postgres::MessageReader(received()).next(message);
}

Outcome<void> Channel::receive(const Stop& stop) {
  if (failure_) return std::unexpected(*failure_);
  if (auto ok = flush(stop); !ok) return ok;
  return read(stop);
}

Outcome<postgres::Message> Channel::next(const Stop& stop) {
  for (;;) {
    postgres::MessageReader reader(received());
    if (postgres::Message message; reader.next(message)) {
      use(reader.used());
      return message;
    }
    if (reader.is_broken()) return broken(reader.error());
    if (auto ok = receive(stop); !ok) return std::unexpected(std::move(ok).error());
  }
}

void Channel::set_bulk(bool bulk) {
  if (bulk == is_bulk_ || !stream_.is_open()) return;
  is_bulk_ = bulk;
  stream_.set_bulk(bulk);
}

}  // namespace wirespeed::postgres_client
