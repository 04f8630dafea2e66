#include "wirespeed/s3_client/hedging.hpp"

#include <algorithm>
#include <cstdlib>

#include "wirespeed/s3_client/loop.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::uint64_t kEnough = 4;  // attempts noted, to know what is usual
constexpr std::chrono::nanoseconds kUnknown = std::chrono::seconds(2);
constexpr std::chrono::nanoseconds kLeast = std::chrono::milliseconds(20);
constexpr std::size_t kShare = 8;  // one flight in so many may have a twin at a time

}  // namespace

void UsualTime::note(std::chrono::nanoseconds time) noexcept {
  if (noted_++ == 0) {
    mean_ = time.count();
    stray_ = mean_ / 2;
    return;
  }
  stray_ += (std::abs(time.count() - mean_) - stray_) / 8;
  mean_ += (time.count() - mean_) / 8;
}

std::chrono::nanoseconds UsualTime::slow() const noexcept {
  if (noted_ < kEnough) return kUnknown;
  return std::max(kLeast, std::chrono::nanoseconds(std::max(2 * mean_, mean_ + 4 * stray_)));
}

Flight* Loop::slowest() const noexcept {
  Flight* slowest = nullptr;
  for (const auto& flight : flights_.all()) {
    if (flight->exchange == nullptr || flight->on == nullptr || flight->original != nullptr || flight->had_twin)
      continue;
    if (slowest == nullptr || flight->began < slowest->began) slowest = flight.get();
  }
  return slowest;
}

std::size_t Loop::twins() const noexcept {
  return static_cast<std::size_t>(
      std::ranges::count_if(flights_.all(), [](const auto& flight) { return flight->original != nullptr; }));
}

// Called when nothing else is left to start.
void Loop::hedge() {
  if (!shared_.options.hedge || queued_ > 0) return;
  while (twins() <= flights_.in_use() / kShare) {
    Flight* slow = slowest();
    if (slow == nullptr) return;
    const auto slow_at = slow->began + usual_time_.slow();
    if (shared_.now < slow_at) return note_check(slow_at);
    begin_twin(*slow);
  }
}

void Loop::begin_twin(Flight& flight) {
  flight.had_twin = true;
  auto own = flight.exchange->twin();
  if (own == nullptr) return;
  ++shared_.counts.hedges;
  Flight& twin = flights_.start(*own, flight.work);
  twin.own = std::move(own);
  twin.original = &flight;
  flight.twin = &twin;
  place(twin);
}

// Takes it from wherever it is; an answer under way costs its connection.
void Loop::withdraw(Flight& flight) {
  if (flight.on != nullptr) close(*flight.on);
  flight.on = nullptr;
  std::erase(waiting_, &flight);
  for (const auto& route : routes_) queued_ -= std::erase(route->queue, &flight);
}

void Loop::twin_landed(Flight& twin) {
  Flight& original = *twin.original;
  const std::unique_ptr<Exchange> own = std::move(twin.own);
  flights_.land(twin);
  withdraw(original);
  original.twin = nullptr;
  original.exchange->adopt(*own);
  landed(original);
}

void Loop::twin_failed(Flight& twin) {
  Flight& original = *twin.original;
  flights_.land(twin);
  original.twin = nullptr;
  if (original.failed) end_with(original, *std::move(original.failed));
}

}  // namespace wirespeed::s3_client
