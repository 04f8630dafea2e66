// Connections: opened as the work asks for them, kept, closed.
#include <algorithm>

#include "wirespeed/s3_client/loop.hpp"
#include "wirespeed/s3_client/proxy_settings.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::chrono::milliseconds kTrusted{50};  // who rested longer is looked at before it is used again
constexpr unsigned kMostTries = 4;                 // addresses of one name, for one connection

}  // namespace

Route& Loop::route_of(const Target& target) {
  const auto found = std::ranges::find_if(routes_, [&](const auto& route) { return route->target == target; });
  if (found != routes_.end()) return **found;
  routes_.push_back(std::make_unique<Route>());
  Route& route = *routes_.back();
  route.target = target;
  const auto& proxy = shared_.options.proxy;
  const bool is_direct = !proxy || no_proxy_names(proxy->except, target.address.host, target.address.port);
  route.proxy = is_direct ? nullptr : &*proxy;
  route.through = is_direct ? target.address : proxy->address;
  return route;
}

Connection* Loop::take_idle(Route& route) {
  while (!route.idle.empty()) {
    Connection& connection = *route.idle.back();
    if (shared_.now - connection.resting_since() < kTrusted || !connection.is_spoilt()) {
      route.idle.pop_back();
      return &connection;
    }
    close(connection);
  }
  return nullptr;
}

// Opens connections for those that are queued, as far as that is allowed.
void Loop::expand(Route& route) {
  while (route.queue.size() > route.opening && make_room(route)) open(route);
}

bool Loop::make_room(const Route& route) {
  if (open_connections() < growth_.allowed()) return true;
  for (const auto& other : routes_) {
    if (other.get() == &route || other->idle.empty()) continue;
    close(*other->idle.front(), true);
    return true;
  }
  return false;
}

void Loop::open(Route& route) {
  connections_.push_back(std::make_unique<Connection>(shared_, route));
  ++route.opening;
  ++opening_;
  connect(*connections_.back());
}

void Loop::connect(Connection& connection) {
  const auto address = resolver_->next(connection.route().through, shared_.now);
  if (!address) return note_check(connection.next_check());
  if (!*address) {
    s3::Error unknown(address->error(), s3::Error::Kind::unavailable, s3::Retry::soon);
    return handle(connection, connection.refuse(std::move(unknown)));
  }
  forget(connection);
  const Progress progress = connection.connect(**address);
  if (progress == Progress::waiting) {
    if (auto added = epoll_->add(connection.transport().socket().descriptor(), &connection); !added) {
      return handle(connection, connection.refuse(std::move(added).error()));
    }
  }
  handle(connection, progress);
}

// Hears no more of its socket.
void Loop::forget(Connection& connection) noexcept {
  const net::Socket& socket = connection.transport().socket();
  if (socket.is_open()) epoll_->remove(socket.descriptor());
}

void Loop::connect_resolved() {
  std::vector<Connection*> resolving;
  for (const auto& connection : connections_) {
    if (connection->stage() == Connection::Stage::resolving) resolving.push_back(connection.get());
  }
  for (Connection* connection : resolving) {
    if (!connection->is_closed()) connect(*connection);
  }
}

void Loop::established(Connection& connection) {
  --opening_;
  --connection.route().opening;
  ++connection.route().established;
  serve(connection);
}

// What the server gave for shorter handshakes has come by now.
void Loop::keep_ticket(Connection& connection) {
  const net::TlsSession* tls = connection.transport().tls();
  if (tls == nullptr) return;
  if (auto ticket = tls->ticket()) connection.route().ticket = std::move(ticket);
}

void Loop::not_established(Connection& connection) {
  Route& route = connection.route();
  s3::Error error = connection.take_error();
  if (error.retry != s3::Retry::never && connection.tries() > 0) {
    const bool others = resolver_->failed(route.through, connection.address(), shared_.now);
    if (others && connection.tries() < kMostTries) return connect(connection);
  }
  close(connection);
  // The others carry on, and the server may take no more of them.
  if (route.established > 0) return growth_.refused(open_connections() - opening_, shared_.now);
  if (route.queue.empty()) return;
  Flight& flight = *route.queue.front();
  route.queue.pop_front();
  --queued_;
  attempt_failed(flight, std::move(error));
}

void Loop::close(Connection& connection, bool goodbye) {
  Route& route = connection.route();
  if (connection.is_opening()) {
    --opening_;
    --route.opening;
  } else {
    --route.established;
  }
  std::erase(route.idle, &connection);
  std::erase(yielded_, &connection);
  forget(connection);
  connection.close(goodbye);
  const auto at = std::ranges::find(connections_, &connection, &std::unique_ptr<Connection>::get);
  closed_.push_back(std::move(*at));
  *at = std::move(connections_.back());
  connections_.pop_back();
}

void Loop::close_idle(Route& route) {
  while (!route.idle.empty()) close(*route.idle.back());
}

}  // namespace wirespeed::s3_client
