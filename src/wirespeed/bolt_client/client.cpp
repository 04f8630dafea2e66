#include "wirespeed/bolt_client/client.hpp"

namespace wirespeed::bolt_client {
namespace {

// What the scheme says, with what the options add to it.
std::optional<net::TlsOptions> tls_of(const Uri& uri, const ClientOptions& options) {
  if (uri.encryption == Encryption::configured) return options.tls;
  net::TlsOptions tls = options.tls.value_or(net::TlsOptions{});
  tls.verify = uri.encryption == Encryption::verified;
  return tls;
}

Outcome<ConnectionOptions> connection_options(const Uri& uri, Credentials credentials, const ClientOptions& options) {
  ConnectionOptions connection;
  connection.only_version = options.only_version;
  connection.net.socket.keep_alive = options.keep_alive;
  connection.hello.user_agent = options.user_agent;
  connection.hello.credentials = std::move(credentials);
  connection.hello.notifications = options.notifications;
  if (uri.routes) connection.hello.routing = uri.routing_context;
  const auto tls = tls_of(uri, options);
  if (!tls) return connection;
  auto context = net::TlsContext::make(*tls);
  if (!context) return std::unexpected(Error(std::move(context).error()));
  connection.net.tls = *std::move(context);
  return connection;
}

Outcome<void> check(const ClientOptions& options) {
  if (options.max_pool_size == 0) {
    return fail(Errc::invalid_argument, "Bolt client: expected a pool of at least one connection, found 0");
  }
  if (options.fetch_size == 0 || options.fetch_size < bolt::kAllRecords) {
    return fail(Errc::invalid_argument, "Bolt client: expected a fetch size of at least 1, or -1 for all, found {}",
                options.fetch_size);
  }
  if (options.only_version && !bolt::is_supported(*options.only_version)) {
    return fail(Errc::unsupported, "Bolt client: expected version 4.4, 5.0 to 5.8, 6.0 or 6.1, found {}",
                options.only_version->text());
  }
  return {};
}

// The server is told which part of the client is used, if it wants to know.
Outcome<void> tell(const Client::Prepared& prepared, bool enabled) {
  Connection& connection = prepared.lease->connection();
  const bool can = connection.dialogue().version() >= bolt::kBolt54 && connection.dialogue().server().wants_telemetry;
  if (!enabled || !can) return {};
  return connection.expect(connection.dialogue().telemetry(prepared.api), std::make_shared<Reply>());
}

}  // namespace

Outcome<std::shared_ptr<Client>> Client::make(std::string_view uri, Credentials credentials, ClientOptions options) {
  auto parsed = parse_uri(uri);
  if (!parsed) return std::unexpected(Error(std::move(parsed).error()));
  if (auto ok = check(options); !ok) return std::unexpected(std::move(ok).error());
  auto connection = connection_options(*parsed, std::move(credentials), options);
  if (!connection) return std::unexpected(std::move(connection).error());
  return std::make_shared<Client>(*std::move(parsed), std::move(options), *std::move(connection));
}

Client::Client(Uri uri, ClientOptions options, ConnectionOptions connection)
    : uri_(std::move(uri)),
      pool_(std::make_shared<Pool>(std::move(options), std::move(connection))),
      router_(uri_.routes ? std::make_shared<Router>(pool_, uri_.address, uri_.routing_context) : nullptr) {}

RecordForm Client::Prepared::form() const noexcept {
  const bolt::Dialogue& dialogue = lease->connection().dialogue();
  return {{dialogue.version(), dialogue.uses_utc()}, dialogue.version().packstream()};
}

Client::Prepared Client::prepared(const WorkConfig& config) {
  Prepared work{nullptr, config.transaction, {}, config.fetch_size.value_or(options().fetch_size), config.api};
  work.bookmarks.manager = config.bookmarks != nullptr ? config.bookmarks : bookmarks_;
  for (std::string& bookmark : work.bookmarks.manager->all()) work.transaction.bookmarks.push_back(std::move(bookmark));
  work.bookmarks.used = work.transaction.bookmarks;
  return work;
}

Outcome<Client::Prepared> Client::prepare(const WorkConfig& config, const Stop& stop) {
  Prepared work = prepared(config);
  auto lease = router_ != nullptr ? router_->acquire(work.transaction, stop) : pool_->acquire(uri_.address, stop);
  if (!lease) return std::unexpected(std::move(lease).error());
  work.lease = *std::move(lease);
  if (auto ok = tell(work, options().telemetry); !ok) return std::unexpected(std::move(ok).error());
  return work;
}

std::optional<Client::Prepared> Client::try_prepare(const WorkConfig& config) {
  Prepared work = prepared(config);
  work.lease = router_ != nullptr ? router_->try_acquire(work.transaction) : pool_->try_acquire(uri_.address);
  if (work.lease == nullptr || !tell(work, options().telemetry)) return std::nullopt;
  return work;
}

Outcome<QueryResult> Client::query(Prepared work, std::string_view query, ByteView parameters) {
  const auto stream = std::make_shared<ResultStream>(work.lease->connection(), work.fetch_size);
  if (auto ok = stream->start(query, parameters, &work.transaction); !ok) return std::unexpected(std::move(ok).error());
  return QueryResult(std::move(work.lease), stream, std::move(work.bookmarks));
}

Outcome<Transaction> Client::begin(Prepared work) {
  return Transaction::begin(std::move(work.lease), work.transaction, std::move(work.bookmarks), work.fetch_size);
}

Outcome<QueryResult> Client::query(std::string_view query, const Map& parameters, const WorkConfig& config,
                                   const Stop& stop) {
  auto work = prepare(config, stop);
  if (!work) return std::unexpected(std::move(work).error());
  auto packed = bolt::encode_parameters(parameters, work->form().structures.version);
  if (!packed) return std::unexpected(std::move(packed).error());
  return Client::query(*std::move(work), query, *packed);
}

Outcome<Transaction> Client::begin(const WorkConfig& config, const Stop& stop) {
  WorkConfig own = config;
  if (own.api == bolt::TelemetryApi::auto_commit) own.api = bolt::TelemetryApi::explicit_transaction;
  auto work = prepare(own, stop);
  if (!work) return std::unexpected(std::move(work).error());
  return begin(*std::move(work));
}

Outcome<Reached> Client::verify_connectivity(const WorkConfig& config, const Stop& stop) {
  auto work = prepare(config, stop);
  if (!work) return std::unexpected(std::move(work).error());
  Connection& connection = work->lease->connection();
  const auto reply = std::make_shared<Reply>();
  auto ok = connection.expect(connection.dialogue().reset(), reply);
  if (ok) ok = connection.await(*reply, stop);
  if (!ok) return std::unexpected(std::move(ok).error());
  if (!reply->answer()) return std::unexpected(reply->answer().error());
  return Reached{connection.address(), connection.dialogue().version(), connection.dialogue().server()};
}

}  // namespace wirespeed::bolt_client
