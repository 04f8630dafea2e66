// wirespeed._native._bolt: the Bolt client for python/wirespeed/bolt/, which has its types and its manners.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cmath>

#include "bolt_hydration.hpp"
#include "bolt_result.hpp"
#include "wirespeed/bolt_client/ingest.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using bolt_client::Client;
using bolt_client::ClientOptions;
using bolt_client::WorkConfig;

ByteView view_of(const nb::bytes& bytes) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(bytes.c_str()), bytes.size()};
}

// Takes what is there under the name; None is as good as nothing.
template <typename T>
void take(const nb::dict& said, const char* name, T& out) {
  if (said.contains(name) && !nb::object(said[name]).is_none()) out = nb::cast<T>(said[name]);
}

template <typename T>
void take(const nb::dict& said, const char* name, std::optional<T>& out) {
  if (said.contains(name) && !nb::object(said[name]).is_none()) out = nb::cast<T>(said[name]);
}

// More than any program lives: a longer time would not fit into a Duration, and an endless one is written as infinity.
constexpr double kForeverSeconds = 1e9;

bolt_client::Duration duration_of(const char* name, double seconds) {
  if (std::isnan(seconds) || seconds < 0) {
    throw Exception({Errc::invalid_argument, fmt::format("{}: expected seconds >= 0, found {}", name, seconds)});
  }
  const std::chrono::duration<double> bounded(std::min(seconds, kForeverSeconds));
  return std::chrono::duration_cast<bolt_client::Duration>(bounded);
}

void take_seconds(const nb::dict& said, const char* name, bolt_client::Duration& out) {
  std::optional<double> seconds;
  take(said, name, seconds);
  if (seconds) out = duration_of(name, *seconds);
}

packstream::Map map_of(const nb::bytes& packed) {
  const packstream::Value value = value_or_throw(packstream::decode(view_of(packed), packstream::Version::v2));
  return *value.get<packstream::Map>();
}

bolt::Credentials credentials_of(const nb::dict& said) {
  bolt::Credentials credentials;
  take(said, "scheme", credentials.scheme);
  take(said, "principal", credentials.principal);
  take(said, "credentials", credentials.credentials);
  take(said, "realm", credentials.realm);
  if (said.contains("parameters")) credentials.parameters = map_of(nb::cast<nb::bytes>(said["parameters"]));
  return credentials;
}

bolt::NotificationFilter notifications_of(const nb::dict& said) {
  bolt::NotificationFilter filter;
  take(said, "notifications_minimum_severity", filter.minimum_severity);
  take(said, "notifications_disabled", filter.disabled);
  return filter;
}

std::optional<net::TlsOptions> tls_of(const nb::dict& said) {
  if (!said.contains("tls")) return std::nullopt;
  const auto given = nb::cast<nb::dict>(said["tls"]);
  net::TlsOptions tls;
  take(given, "verify", tls.verify);
  take(given, "ca_file", tls.ca_file);
  take(given, "certificate_file", tls.certificate_file);
  take(given, "key_file", tls.key_file);
  take(given, "key_password", tls.key_password);
  return tls;
}

ClientOptions client_options(const nb::dict& said) {
  ClientOptions options;
  take(said, "max_pool_size", options.max_pool_size);
  take_seconds(said, "acquire_timeout", options.acquire_timeout);
  take_seconds(said, "connect_timeout", options.connect_timeout);
  take_seconds(said, "max_lifetime", options.max_lifetime);
  if (said.contains("liveness_check")) take_seconds(said, "liveness_check", options.liveness_check.emplace());
  take_seconds(said, "retry_timeout", options.retry_timeout);
  take(said, "keep_alive", options.keep_alive);
  take(said, "user_agent", options.user_agent);
  take(said, "telemetry", options.telemetry);
  take(said, "fetch_size", options.fetch_size);
  options.tls = tls_of(said);
  options.notifications = notifications_of(said);
  std::vector<int> version;
  take(said, "version", version);
  if (version.size() == 2) {
    options.only_version = {static_cast<std::uint8_t>(version[0]), static_cast<std::uint8_t>(version[1])};
  }
  return options;
}

WorkConfig work_config(const nb::dict& said) {
  WorkConfig config;
  bool reads = false;
  take(said, "reads", reads);
  config.transaction.mode = reads ? bolt::AccessMode::read : bolt::AccessMode::write;
  take(said, "database", config.transaction.database);
  take(said, "impersonated_user", config.transaction.impersonated_user);
  take(said, "bookmarks", config.transaction.bookmarks);
  take(said, "transaction_timeout_ms", config.transaction.timeout_ms);
  take(said, "fetch_size", config.fetch_size);
  if (said.contains("metadata")) {
    const ByteView packed = view_of(nb::cast<nb::bytes>(said["metadata"]));
    config.transaction.metadata.assign(packed.begin(), packed.end());
  }
  if (said.contains("manager")) {
    config.bookmarks = nb::cast<std::shared_ptr<bolt_client::BookmarkManager>>(said["manager"]);
  }
  config.transaction.notifications = notifications_of(said);
  int api = static_cast<int>(config.api);
  take(said, "api", api);
  config.api = static_cast<bolt::TelemetryApi>(api);
  return config;
}

std::shared_ptr<Client> connect(const std::string& uri, const nb::dict& credentials, const nb::dict& options) {
  return value_of(Client::make(uri, credentials_of(credentials), client_options(options)));
}

// A job whose error is Bolt's own.
template <typename Work>
auto run_bolt_job(const Limits& limits, Work work) {
  std::optional<std::invoke_result_t<Work&, const Stop&>> outcome;
  run_watched(limits, [&](const Stop& stop) { outcome.emplace(work(stop)); }, {});
  return value_of(std::move(*outcome));
}

// A connection for a piece of work, and what the work is to be.
struct PreparedWork {
  std::optional<Client::Prepared> work;

  Client::Prepared take() {
    if (!work) throw Exception({Errc::invalid_argument, "prepared work: it was used already"});
    return *std::exchange(work, std::nullopt);
  }
  ~PreparedWork() {
    const nb::gil_scoped_release release;
    work.reset();
  }
  PreparedWork(Client::Prepared prepared) : work(std::move(prepared)) {}  // NOLINT
  PreparedWork(const PreparedWork&) = delete;
  PreparedWork& operator=(const PreparedWork&) = delete;
};

std::unique_ptr<PreparedWork> prepare(Client& self, const nb::dict& said, std::optional<double> timeout_s,
                                      nb::handle cancel) {
  const WorkConfig config = work_config(said);
  const Limits limits = limits_of(timeout_s, cancel);
  auto at_once = [&] {
    const nb::gil_scoped_release release;
    return self.try_prepare(config);
  }();
  if (at_once) return std::make_unique<PreparedWork>(*std::move(at_once));
  return std::make_unique<PreparedWork>(
      run_bolt_job(limits, [&](const Stop& stop) { return self.prepare(config, stop); }));
}

std::unique_ptr<PythonResult> start_query(PreparedWork& work, const std::string& query, const nb::bytes& parameters) {
  auto prepared = work.take();
  auto outcome = [&] {
    const nb::gil_scoped_release release;
    return Client::query(std::move(prepared), query, view_of(parameters));
  }();
  return new_result(value_of(std::move(outcome)));
}

nb::object begin(PreparedWork& work) {
  auto prepared = work.take();
  auto outcome = [&] {
    const nb::gil_scoped_release release;
    return Client::begin(std::move(prepared));
  }();
  return new_transaction(value_of(std::move(outcome)));
}

nb::object verify(Client& self, const nb::dict& said, std::optional<double> timeout_s, nb::handle cancel) {
  const WorkConfig config = work_config(said);
  const bolt_client::Reached reached = run_bolt_job(
      limits_of(timeout_s, cancel), [&](const Stop& stop) { return self.verify_connectivity(config, stop); });
  nb::dict made;
  made["address"] = reached.address.text();
  made["protocol_version"] = nb::make_tuple(reached.version.major, reached.version.minor);
  made["agent"] = reached.server.agent;
  made["connection_id"] = reached.server.connection_id;
  return made;
}

nb::dict to_python(const bolt_client::IngestReport& report) {
  nb::dict counters;
  for (const auto& [name, count] : report.counters.counts) counters[name.c_str()] = count;
  nb::dict made;
  made["rows"] = report.rows;
  made["batches"] = report.batches;
  made["retries"] = report.retries;
  made["counters"] = counters;
  return made;
}

nb::dict ingest(Client& self, const std::string& query, nb::capsule stream, const nb::dict& work, const nb::dict& said,
                std::optional<double> timeout_s, nb::handle cancel) {
  auto* exported = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(stream.ptr(), "arrow_array_stream"));
  if (exported == nullptr) throw nb::python_error();
  bolt_client::IngestOptions options;
  options.work = work_config(work);
  take(said, "batch_rows", options.rows.batch_rows);
  take(said, "batch_bytes", options.rows.batch_bytes);
  take(said, "parameter", options.parameter);
  if (said.contains("parameters")) options.parameters = map_of(nb::cast<nb::bytes>(said["parameters"]));
  return to_python(run_bolt_job(limits_of(timeout_s, cancel), [&](const Stop& stop) {
    return bolt_client::ingest(self, query, exported, options, stop);
  }));
}

// When to try again, for managed transactions whose work is Python's.
class PythonRetry {
 public:
  explicit PythonRetry(double timeout_s) : retry_(duration_of("retry_timeout", timeout_s)) {}

  std::optional<double> delay(bool is_retryable) {
    const auto delay = retry_.delay_after(is_retryable);
    if (!delay) return std::nullopt;
    return std::chrono::duration<double>(*delay).count();
  }

 private:
  bolt_client::Retry retry_;
};

void bind_client(nb::module_& m) {
  nb::class_<bolt_client::BookmarkManager>(
      m, "BookmarkManager", "What was seen of a database, shared by work that shall see at least as much.")
      .def(nb::init<std::vector<std::string>>(), "bookmarks"_a = std::vector<std::string>())
      .def("all", &bolt_client::BookmarkManager::all, "The bookmarks, in no particular order.");
  nb::class_<PreparedWork>(m, "PreparedWork")
      .def_prop_ro("utc", [](const PreparedWork& self) { return self.work->form().structures.utc; })
      .def_prop_ro("packstream",
                   [](const PreparedWork& self) { return static_cast<int>(self.work->form().packstream); })
      .def("query", start_query, "query"_a, "parameters"_a)
      .def("begin", begin);
  nb::class_<Client>(m, "Client")
      .def("prepare", prepare, "work"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("verify", verify, "work"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("ingest", ingest, "query"_a, "stream"_a, "work"_a, "options"_a, "timeout"_a = nb::none(),
           "cancel"_a = nb::none())
      .def_prop_ro("bookmarks", [](const Client& self) { return self.bookmarks(); })
      .def(
          "set_credentials",
          [](Client& self, const nb::dict& credentials) { self.set_credentials(credentials_of(credentials)); },
          "credentials"_a)
      .def("close", [](Client& self) { run_native([&] { self.close(); }); });
  nb::class_<PythonRetry>(m, "Retry")
      .def(nb::init<double>(), "timeout"_a)
      .def("delay", &PythonRetry::delay, "is_retryable"_a);
}

}  // namespace

void bind_bolt(nb::module_& m) {
  nb::module_ own = m.def_submodule("_bolt", "The Bolt client; import wirespeed.bolt instead.");
  bind_bolt_errors(own);
  bind_bolt_results(own);
  bind_client(own);
  own.def("set_structure_classes", [](const nb::dict& classes) {
    if (!set_structure_classes(classes.ptr())) throw nb::python_error();
  });
  own.def("unpack_record", unpack_record, "record"_a, "type"_a, "hooks"_a.none(), "utc"_a);
  own.def("connect", connect, "uri"_a, "credentials"_a, "options"_a);
}

}  // namespace wirespeed::python
