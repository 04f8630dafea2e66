#include "wirespeed/s3_client/growth.hpp"

#include <algorithm>

namespace wirespeed::s3_client {
namespace {

constexpr unsigned kFirst = 8;  // at once; loopback and one core ask for no more, and eight handshakes cost little
constexpr std::chrono::milliseconds kWindow{5};  // at least: a rate of less time says little
constexpr std::uint64_t kRounds = 4;             // exchanges of each connection in a window, or
constexpr std::uint64_t kBytes = 1 << 20;        // bytes of each
constexpr double kWorth = 1.2;                   // twice the connections must bring so much more
constexpr double kIdle = 0.1;                    // a loop that sleeps less is what holds things up
constexpr std::chrono::seconds kRest{2};         // before it is tried again

}  // namespace

Growth::Growth(unsigned most) noexcept : most_(std::max(most, 1U)), allowed_(std::min(most_, kFirst)) {}

bool Growth::Rate::is_above(const Rate& other) const noexcept {
  return exchanges > kWorth * other.exchanges || bytes > kWorth * other.bytes;
}

void Growth::quiet(unsigned open, Clock::time_point now) noexcept {
  if (soonest_ < kQuiet || open < allowed_ || now < refused_until_) return;
  allowed_ = std::min(most_, 2 * allowed_);
}

void Growth::refused(unsigned open, Clock::time_point now) noexcept {
  allowed_ = std::clamp(open, 1U, most_);
  refused_until_ = now + kRest;
  rest(now);
}

void Growth::rest(Clock::time_point now) noexcept {
  rest_until_ = now + kRest;
  before_ = {};
  open_ = 0;
}

// To half of them; the first of all windows has nothing to be compared with.
void Growth::go_back(unsigned open, Clock::time_point now) noexcept {
  allowed_ = std::clamp(open / 2, std::min(most_, kFirst), most_);
  rest(now);
}

void Growth::begin_window(unsigned open, const Done& done, std::chrono::nanoseconds slept,
                          Clock::time_point now) noexcept {
  open_ = open;
  begin_ = done;
  slept_at_begin_ = slept;
  began_ = now;
}

void Growth::look(unsigned open, const Done& done, std::chrono::nanoseconds slept, Clock::time_point now) noexcept {
  if (now < rest_until_ || open < allowed_ || !can_grow()) return;
  if (open != open_) return begin_window(open, done, slept, now);
  const std::uint64_t exchanges = done.exchanges - begin_.exchanges;
  const std::uint64_t bytes = done.bytes - begin_.bytes;
  if (now - began_ < kWindow || (exchanges < kRounds * open && bytes < kBytes * open)) return;
  const double seconds = std::chrono::duration<double>(now - began_).count();
  const double asleep = std::chrono::duration<double>(slept - slept_at_begin_).count();
  const Rate rate{static_cast<double>(exchanges) / seconds, static_cast<double>(bytes) / seconds};
  if (asleep < kIdle * seconds) return rest(now);
  if (!rate.is_above(before_)) return go_back(open, now);
  before_ = rate;
  allowed_ = std::min(most_, 2 * allowed_);
}

}  // namespace wirespeed::s3_client
