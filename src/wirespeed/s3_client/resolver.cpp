#include "wirespeed/s3_client/resolver.hpp"

#include <algorithm>
#include <ranges>

namespace wirespeed::s3_client {
namespace {

constexpr std::chrono::seconds kFresh{30};  // services change theirs within a minute
constexpr std::chrono::seconds kAvoided{30};

}  // namespace

Resolver::Resolver(std::function<void()> on_answer)
    : on_answer_(std::move(on_answer)), random_(std::random_device{}()) {}

Result<void> Resolver::take_answer(Name& name, Clock::time_point now) {
  auto answer = name.lookup->answer();
  if (!answer) return {};
  name.lookup = nullptr;
  name.old_at = now + kFresh;
  if (!*answer) return name.places.empty() ? std::unexpected(answer->error()) : Result<void>();
  std::vector<Place> places;
  places.reserve((*answer)->size());
  for (net::Address& address : **answer) {
    const auto known = std::ranges::find(name.places, address, &Place::address);
    places.push_back({std::move(address), known == name.places.end() ? Clock::time_point{} : known->avoid_until});
  }
  std::ranges::shuffle(places, random_);
  name.places = std::move(places);
  return {};
}

std::optional<Result<net::Address>> Resolver::next(const net::Address& address, Clock::time_point now) {
  Name& name = names_[address];
  if (name.lookup == nullptr && (name.places.empty() || now >= name.old_at)) {
    name.lookup = net::Lookup::start(address, on_answer_);
  }
  if (name.lookup != nullptr) {
    if (auto taken = take_answer(name, now); !taken) return std::unexpected(std::move(taken).error());
  }
  if (name.places.empty()) {
    if (name.lookup != nullptr) return std::nullopt;
    return fail(Errc::io, "connect to {}: the name has no address", address.text());
  }
  const std::size_t n = name.places.size();
  for (std::size_t step = 0; step < n; ++step) {
    const Place& place = name.places[name.turn++ % n];
    if (place.avoid_until <= now) return place.address;
  }
  return name.places[name.turn++ % n].address;
}

bool Resolver::failed(const net::Address& address, const net::Address& place, Clock::time_point now) {
  Name& name = names_[address];
  const auto at = std::ranges::find(name.places, place, &Place::address);
  if (at != name.places.end()) at->avoid_until = now + kAvoided;
  return std::ranges::any_of(name.places, [&](const Place& other) { return other.avoid_until <= now; });
}

}  // namespace wirespeed::s3_client
