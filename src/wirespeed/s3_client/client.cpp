#include "wirespeed/s3_client/client.hpp"

#include <tuple>

#include "wirespeed/net/socket.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::chrono::seconds kPatience{30};  // with whoever gives credentials

}  // namespace

std::shared_ptr<Client> Client::make(ClientOptions options) { return std::make_shared<Client>(std::move(options)); }

Client::Client(ClientOptions options) : options_(std::move(options)), shelf_(new Shelf) {
  shelf_.load()->forks = net::fork_count();
}

Client::~Client() {
  Shelf* last = shelf_.load();
  if (last->forks == net::fork_count()) delete last;
}

Client::Shelf& Client::shelf() {
  Shelf* found = shelf_.load(std::memory_order_acquire);
  while (found->forks != net::fork_count()) {
    auto fresh = std::make_unique<Shelf>();
    fresh->forks = net::fork_count();
    if (shelf_.compare_exchange_weak(found, fresh.get(), std::memory_order_acq_rel)) return *fresh.release();
  }
  return *found;
}

std::unique_ptr<Lane> Client::take_lane() {
  Shelf& shelf = this->shelf();
  {
    const std::lock_guard lock(shelf.mutex);
    if (!shelf.lanes.empty()) {
      auto lane = std::move(shelf.lanes.back());
      shelf.lanes.pop_back();
      return lane;
    }
  }
  return std::make_unique<Lane>(options_, regions_);
}

void Client::give_back(std::unique_ptr<Lane> lane) noexcept {
  if (!lane->engine.of_this_process()) return;
  Shelf& shelf = this->shelf();
  const std::lock_guard lock(shelf.mutex);
  shelf.lanes.push_back(std::move(lane));
}

void Client::close_idle() noexcept {
  Shelf& shelf = this->shelf();
  std::vector<std::unique_ptr<Lane>> closed;
  const std::lock_guard lock(shelf.mutex);
  closed.swap(shelf.lanes);
}

Outcome<void> Client::run(Operation& operation, const Stop& stop) {
  Run run(*this, operation);
  if (auto ok = run.go_on(stop); !ok) return ok;
  if (operation.error()) return std::unexpected(*operation.error());
  return {};
}

Outcome<std::string> Client::presign(const s3::Request& request, std::chrono::seconds expires) {
  auto lane = take_lane();
  auto ok = lane->addressing.renew_credentials(false, Stop::after(kPatience));
  Outcome<std::string> url;
  if (ok) {
    url = lane->addressing.presign(request, expires);
  } else {
    url = std::unexpected(std::move(ok).error());
  }
  give_back(std::move(lane));
  return url;
}

Run::~Run() {
  if (!operation_.satisfied()) {
    lane_->engine.abandon();
    if (operation_.tidy()) std::ignore = lane_->engine.run(operation_, Stop::after(kTidying));
    lane_->engine.abandon();
  }
  client_.give_back(std::move(lane_));
}

Outcome<void> Run::go_on(const Stop& stop) {
  operation_.use(lane_->addressing);
  return lane_->engine.run(operation_, stop);
}

}  // namespace wirespeed::s3_client
