#include "wirespeed/xml/inflater.hpp"

#include <algorithm>

namespace wirespeed::xml {

std::unique_ptr<InflateBackend> make_fastest_backend() {
  if (auto backend = make_isal_backend()) return backend;
  return make_zlib_backend();
}

namespace {

struct SavedPlace {
  std::uint64_t state;
  std::uint64_t members;
  std::uint64_t consumed;
};

}  // namespace

std::vector<std::uint8_t> Inflater::save() const {
  std::vector<std::uint8_t> inner = backend_->save();
  if (inner.empty()) return inner;
  const SavedPlace place{static_cast<std::uint64_t>(state_), members_, consumed_};
  std::vector<std::uint8_t> saved(sizeof place);
  store_le(saved.data(), place);
  saved.insert(saved.end(), inner.begin(), inner.end());
  return saved;
}

bool Inflater::restore(ByteView saved) {
  if (saved.size() < sizeof(SavedPlace)) return false;
  const auto place = load_le<SavedPlace>(saved.data());
  if (place.state > static_cast<std::uint64_t>(State::padding)) return false;
  if (!backend_->restore(saved.subspan(sizeof place))) return false;
  state_ = static_cast<State>(place.state);
  members_ = place.members;
  consumed_ = place.consumed;
  return true;
}

Result<Inflater::Step> Inflater::inflate(ByteView in, std::span<std::uint8_t> out) {
  Step total{0, 0};
  while (true) {
    if (state_ != State::in_member) {
      auto skipped = skip_between(in.subspan(total.consumed));
      if (!skipped) return std::unexpected(skipped.error());
      total.consumed += *skipped;
      if (state_ != State::in_member) return total;
    }
    auto step = member_step(in.subspan(total.consumed), out.subspan(total.produced));
    if (!step) return step;
    total.consumed += step->consumed;
    total.produced += step->produced;
    if (state_ == State::in_member) return total;
  }
}

Result<Inflater::Step> Inflater::member_step(ByteView in, std::span<std::uint8_t> out) {
  auto inflated = backend_->inflate(in, out);
  if (!inflated) {
    return fail(inflated.error().code, "gzip: {} (member {}, near byte {})", inflated.error().message, members_ + 1,
                consumed_);
  }
  consumed_ += inflated->consumed;
  if (inflated->member_ended) {
    ++members_;
    state_ = State::between;
  }
  return Step{inflated->consumed, inflated->produced};
}

Result<std::size_t> Inflater::skip_between(ByteView in) {
  if (in.empty()) return 0;
  const bool may_be_member = state_ == State::between && in[0] == kGzipMagic[0];
  if (may_be_member) {
    backend_->begin_member();
    state_ = State::in_member;
    return 0;
  }
  const auto other = std::ranges::find_if(in, [](std::uint8_t byte) { return byte != 0; });
  if (other != in.end()) {
    const auto at = consumed_ + static_cast<std::uint64_t>(other - in.begin());
    return fail(Errc::malformed, "gzip: expected a member (1f 8b) or the end, found byte {:02x} at byte {}", *other,
                at);
  }
  state_ = State::padding;
  consumed_ += in.size();
  return in.size();
}

}  // namespace wirespeed::xml
