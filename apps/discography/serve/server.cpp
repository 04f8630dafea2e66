#include "server.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <atomic>
#include <restinio/all.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "slow_log.hpp"
#include "workers.hpp"

namespace discography {
namespace {

using wirespeed::Clock;
using wirespeed::Errc;
using wirespeed::fail;
using wirespeed::Result;

namespace asio = restinio::asio_ns;

constexpr std::chrono::seconds kBetweenRequests{30};  // for the whole of one to come, and for the next to begin
constexpr std::chrono::seconds kForWriting{10};
constexpr std::size_t kReadBuffer = 4096;
constexpr std::size_t kMaxFieldName = 256;
constexpr std::size_t kMaxFieldValue = 8192;
constexpr std::size_t kMaxFields = 100;
constexpr std::uint64_t kMaxBody = 16 * 1024;  // no route wants one
constexpr std::size_t kAcceptsAtOnce = 8;

constexpr const char* kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
constexpr const char* kDataPolicy = "default-src 'none'; frame-ancestors 'none'";

class ConnectionCounter {
 public:
  explicit ConnectionCounter(Metrics& metrics) : metrics_(metrics) {}

  void state_changed(const restinio::connection_state::notice_t& notice) noexcept {
    using restinio::connection_state::accepted_t;
    using restinio::connection_state::closed_t;
    const auto& cause = notice.cause();
    if (std::holds_alternative<accepted_t>(cause)) metrics_.connection_opened();
    if (std::holds_alternative<closed_t>(cause)) metrics_.connection_closed();
  }

 private:
  Metrics& metrics_;
};

struct Traits : restinio::default_traits_t {
  static constexpr bool use_connection_count_limiter = true;
  using connection_state_listener_t = ConnectionCounter;
};

using HttpServer = restinio::http_server_t<Traits>;

// "Sun, 22 Nov 2026 22:48:54 GMT", made once a second by each thread.
const std::string& http_date() {
  thread_local std::time_t made_for = 0;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now != made_for) {
    made_for = now;
    text = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now));
  }
  return text;
}

// The library does not tell HTTP/1.0, but of its clients only those that ask for it keep a connection.
bool lacks_host(const restinio::http_request_header_t& header) {
  return header.should_keep_alive() && !header.has_field(restinio::http_field::host);
}

restinio::http_status_line_t status_line(unsigned status) {
  const auto code = restinio::http_status_code_t(static_cast<std::uint16_t>(status));
  switch (status) {
    case 200:
      return {code, "OK"};
    case 400:
      return {code, "Bad Request"};
    case 401:
      return {code, "Unauthorized"};
    case 404:
      return {code, "Not Found"};
    case 405:
      return {code, "Method Not Allowed"};
    case 414:
      return {code, "URI Too Long"};
    case 503:
      return {code, "Service Unavailable"};
    case 504:
      return {code, "Gateway Timeout"};
    default:
      return {code, "Internal Server Error"};
  }
}

// Views into the header.
RequestHead head_of(const restinio::http_request_header_t& header) {
  const auto authorization =
      header.opt_value_of(restinio::http_field::authorization).value_or(restinio::string_view_t{});
  return {.method = header.method().c_str(),
          .target = header.request_target(),
          .authorization = {authorization.data(), authorization.size()},
          .lacks_host = lacks_host(header)};
}

using Response = restinio::response_builder_t<restinio::user_controlled_output_t>;

void add_fields(Response& response, const Sending& sending) {
  response.append_header(restinio::http_field::date, http_date());
  response.append_header(restinio::http_field::content_type, std::string(sending.content_type));
  response.append_header(restinio::http_field::cache_control, "no-cache");
  response.append_header("X-Content-Type-Options", "nosniff");
  response.append_header("Content-Security-Policy", sending.is_page ? kPagePolicy : kDataPolicy);
  if (sending.is_page) {
    response.append_header("Referrer-Policy", "no-referrer");
    response.append_header("X-Frame-Options", "DENY");
    response.append_header("Cross-Origin-Opener-Policy", "same-origin");
  }
  if (sending.allow_methods) response.append_header(restinio::http_field::allow, "GET, HEAD");
  if (sending.challenge) response.append_header(restinio::http_field::www_authenticate, "Bearer");
  if (sending.retry_later) response.append_header(restinio::http_field::retry_after, "1");
}

// All that is sent, ready to go.
Response response_to(restinio::request_t& request, Sending sending, bool keeps_connection) {
  auto response = request.create_response<restinio::user_controlled_output_t>(status_line(sending.status));
  keeps_connection ? response.connection_keep_alive() : response.connection_close();
  add_fields(response, sending);
  response.set_content_length(sending.size());
  if (request.header().method() == restinio::http_method_head()) return response;
  if (sending.file.empty()) {
    response.set_body(std::move(sending.body));
  } else {
    response.set_body(restinio::const_buffer(sending.file.data(), sending.file.size()));
  }
  return response;
}

asio::ip::address address_of(const std::string& host, asio::error_code& bad) {
  return asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, bad);
}

}  // namespace

Result<bool> is_loopback(const std::string& host) {
  asio::error_code bad;
  const auto address = address_of(host, bad);
  if (bad) return fail(Errc::invalid_argument, "--host: expected an address as 127.0.0.1 or ::1, found \"{}\"", host);
  return address.is_loopback();
}

struct Server::State {
  State(ServerOptions given, const Service& asked, Metrics& counted, const Log& told)
      : options(std::move(given)),
        service(asked),
        metrics(counted),
        log(told),
        slow_log(told, options.slow),
        io(static_cast<int>(options.threads)),
        workers(options.threads, options.queue, metrics) {}

  // One request, from thread to thread. It is under way until its answer is written, or lost.
  struct Exchange {
    Exchange(State& of, restinio::request_handle_t from) : state(of), request(std::move(from)) {
      state.under_way.fetch_add(1);
    }
    ~Exchange() { state.under_way.fetch_sub(1); }
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    State& state;
    restinio::request_handle_t request;  // its connection lives as long, where nobody answers
    Clock::time_point came = Clock::now();
    Asked asked;
    bool is_counted = false;
  };
  using SharedExchange = std::shared_ptr<Exchange>;

  restinio::request_handling_status_t handle(const restinio::request_handle_t& request);
  void hand_over(const SharedExchange& exchange);
  void answer_whole(const SharedExchange& exchange) noexcept;
  void answer_failure(const SharedExchange& exchange, const char* what) noexcept;
  void send_soon(const SharedExchange& exchange, Sending sending);
  void send(const SharedExchange& exchange, Sending sending) noexcept;
  void lose(Exchange& exchange) noexcept;
  void count(Exchange& exchange, unsigned status) noexcept;
  bool keeps_connection(const Exchange& exchange, const Sending& sending) const noexcept;
  void carry_out() noexcept;
  restinio::server_settings_t<Traits> settings();
  asio::ip::address ip() const {
    asio::error_code told_before;  // by is_loopback()
    return address_of(options.host, told_before);
  }

  const ServerOptions options;
  const Service& service;
  Metrics& metrics;
  const Log& log;
  SlowLog slow_log;
  std::uint16_t port = 0;
  std::atomic<bool> draining{false};
  std::atomic<std::uint64_t> under_way{0};  // counted down by what `io` and `workers` still hold at their end
  asio::io_context io;
  std::unique_ptr<HttpServer> http;
  std::vector<std::jthread> threads;
  Workers workers;
};

restinio::request_handling_status_t Server::State::handle(const restinio::request_handle_t& request) {
  const auto exchange = std::make_shared<Exchange>(*this, request);
  try {
    exchange->asked = service.ask(head_of(request->header()), exchange->came);
    if (auto sending = service.try_answer(exchange->asked)) {
      send_soon(exchange, std::move(*sending));
    } else {
      hand_over(exchange);
    }
  } catch (const std::exception& error) {  // memory that is not there, above all
    answer_failure(exchange, error.what());
  }
  return restinio::request_accepted();
}

void Server::State::hand_over(const SharedExchange& exchange) {
  Workers::Job job = [this, exchange] { answer_whole(exchange); };
  if (workers.try_push(job)) return;
  send_soon(exchange,
            sending_of(problem(ProblemKind::busy, "the queue of long questions is full; ask again in a second")));
}

void Server::State::answer_whole(const SharedExchange& exchange) noexcept {
  try {
    send(exchange, service.answer(exchange->asked));
  } catch (const std::exception& error) {
    answer_failure(exchange, error.what());
  }
}

void Server::State::answer_failure(const SharedExchange& exchange, const char* what) noexcept {
  try {
    send_soon(exchange, sending_of({ProblemKind::internal, what}));
  } catch (const std::exception&) {
    lose(*exchange);
  }
}

// Behind what called us: after an answer from within the handler the library reads on twice, which breaks connections
// whose requests come together.
void Server::State::send_soon(const SharedExchange& exchange, Sending sending) {
  asio::post(io, [this, exchange, sent = std::move(sending)]() mutable { send(exchange, std::move(sent)); });
}

void Server::State::send(const SharedExchange& exchange, Sending sending) noexcept {
  try {
    const unsigned status = sending.status;
    const bool keeps = keeps_connection(*exchange, sending);
    auto response = response_to(*exchange->request, std::move(sending), keeps);
    count(*exchange, status);
    response.done([exchange](const auto&) {});
    exchange->asked = {};  // who reads slowly keeps no snapshot
  } catch (const std::exception&) {
    lose(*exchange);
  }
}

// There is no memory even for a short answer. Nobody but the request holds on to the connection, which closes with it.
void Server::State::lose(Exchange& exchange) noexcept {
  count(exchange, class_of(ProblemKind::internal).status);
  metrics.connection_closed();  // of which the library tells nobody
}

void Server::State::count(Exchange& exchange, unsigned status) noexcept {
  if (std::exchange(exchange.is_counted, true)) return;
  const auto took = Clock::now() - exchange.came;
  metrics.count_request(exchange.asked.route, status, took);
  slow_log.see(exchange.request->header().request_target(), status, took);
}

bool Server::State::keeps_connection(const Exchange& exchange, const Sending& sending) const noexcept {
  const auto& header = exchange.request->header();
  return header.should_keep_alive() && !sending.close && !draining.load(std::memory_order_relaxed) &&
         header.connection() != restinio::http_connection_header_t::upgrade;
}

// What is thrown on the way to a handler of the library ends the connection that the handler held, and nothing else.
void Server::State::carry_out() noexcept {
  for (;;) {
    try {
      io.run();
      return;
    } catch (const std::exception& error) {
      metrics.connection_closed();
      log.error("connection-failed", error.what());
    }
  }
}

restinio::server_settings_t<Traits> Server::State::settings() {
  restinio::server_settings_t<Traits> made;
  const auto address = ip();
  made.protocol(address.is_v6() ? asio::ip::tcp::v6() : asio::ip::tcp::v4()).address(address).port(options.port);
  made.buffer_size(kReadBuffer).concurrent_accepts_count(kAcceptsAtOnce);
  made.max_parallel_connections(options.max_connections);
  made.read_next_http_message_timelimit(kBetweenRequests).write_http_response_timelimit(kForWriting);
  made.handle_request_timeout(std::chrono::duration_cast<std::chrono::seconds>(options.deadline) + kForWriting);
  made.incoming_http_msg_limits(restinio::incoming_http_msg_limits_t{}
                                    .max_url_size(4 * kMaxTarget)
                                    .max_field_name_size(kMaxFieldName)
                                    .max_field_value_size(kMaxFieldValue)
                                    .max_field_count(kMaxFields)
                                    .max_body_size(kMaxBody));
  made.socket_options_setter([](auto& socket) { socket.set_option(asio::ip::tcp::no_delay(true)); });
  made.connection_state_listener(std::make_shared<ConnectionCounter>(metrics));
  made.acceptor_post_bind_hook([this](asio::ip::tcp::acceptor& acceptor) { port = acceptor.local_endpoint().port(); });
  made.request_handler([this](const restinio::request_handle_t& request) { return handle(request); });
  return made;
}

Server::Server(ServerOptions options, const Service& service, Metrics& metrics, const Log& log)
    : state_(std::make_unique<State>(std::move(options), service, metrics, log)) {}

// Connections that are open end with the context, which waits for their clients, and tell the server that accepted them
// of it. So the context is given the server, as the last that it lets go of.
Server::~Server() {
  stop();
  asio::post(state_->io, [http = std::move(state_->http)] {});
}

Result<void> Server::start() {
  State& state = *state_;
  try {
    state.http = std::make_unique<HttpServer>(restinio::external_io_context(state.io), state.settings());
    state.http->open_sync();
  } catch (const std::exception& error) {
    return fail(Errc::io, "listen at {} port {}: {}; --port 0 takes one that is free", state.options.host,
                state.options.port, error.what());
  }
  for (unsigned i = 0; i < state.options.threads; ++i) {
    state.threads.emplace_back([&state] { state.carry_out(); });
  }
  return {};
}

std::string Server::address() const {
  const auto ip = state_->ip();
  return fmt::format(fmt::runtime(ip.is_v6() ? "http://[{}]:{}/" : "http://{}:{}/"), ip.to_string(), state_->port);
}

bool Server::drain(std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kBetweenLooks{5};
  State& state = *state_;
  if (state.threads.empty()) return true;
  state.draining = true;
  state.http->close_async([]() noexcept {}, [](const std::exception_ptr&) noexcept {});
  const auto end = Clock::now() + patience;
  while (state.under_way.load() > 0 && Clock::now() < end) std::this_thread::sleep_for(kBetweenLooks);
  return state.under_way.load() == 0;
}

void Server::stop() {
  state_->io.stop();
  state_->threads.clear();
  state_->workers.stop();
}

}  // namespace discography
