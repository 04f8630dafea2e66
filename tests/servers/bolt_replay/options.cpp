#include "options.hpp"

#include "words.hpp"

namespace wirespeed::bolt_replay {

const char* const kUsage = R"(usage: bolt_replay [OPTION...]

A Bolt server that sends records encoded beforehand, or does what no server should. It prints `port N` and ends with
its standard input. Its queries are `REPLAY SHAPE WIDTHxLENGTH [FAULT...]`; query.hpp, values.hpp and faults.hpp say which.

  --port N                one of 127.0.0.1 (any that is free)
  --versions "V V-V ..."  Bolt versions ("4.4 5.0-5.4 5.6-5.8", as Neo4j 5.26)
  --no-manifest           knows the older handshake only
  --no-utc-patch          Bolt 4.4 keeps local times
  --auth USER:PASSWORD    nobody else may come in
  --recv-timeout N        hints that N seconds of silence are too long
  --telemetry             hints that it wants telemetry
  --fault "FAULT ..."     of all connections
  --detached              does not end with its standard input
)";

namespace {

constexpr std::string_view kVersions = "4.4 5.0-5.4 5.6-5.8";

bool parse_version(std::string_view text, BoltVersion& version) {
  const auto [major, minor] = halves(text, '.');
  return to_number(major, version.major) && to_number(minor, version.minor);
}

bool set_flag(Options& options, std::string_view name) {
  if (name == "--no-manifest") return options.manifest = false, true;
  if (name == "--no-utc-patch") return options.utc_patch = false, true;
  if (name == "--telemetry") return options.telemetry = true;
  if (name == "--detached") return options.detached = true;
  return false;
}

Result<void> add_faults(Options& options, std::string_view text) {
  for (const std::string_view word : split(text, ' ')) {
    if (auto added = add_fault(options.faults, word); !added) return added;
  }
  return {};
}

Result<void> add_versions(Options& options, std::string_view text) {
  auto versions = parse_versions(text);
  if (!versions) return std::unexpected(versions.error());
  options.versions = *versions;
  return {};
}

void set_auth(Options& options, std::string_view text) {
  const auto [user, password] = halves(text, ':');
  options.user = user;
  options.password = password;
}

Result<void> set_value(Options& options, std::string_view name, std::string_view value) {
  if (name == "--versions") return add_versions(options, value);
  if (name == "--fault") return add_faults(options, value);
  if (name == "--auth") return set_auth(options, value), Result<void>();
  if (name == "--port" && to_number(value, options.port)) return {};
  if (name == "--recv-timeout" && to_number(value, options.recv_timeout)) return {};
  return fail(Errc::invalid_argument, "bolt_replay: no option {} {}; --help names them", name, value);
}

}  // namespace

Result<std::set<BoltVersion>> parse_versions(std::string_view text) {
  std::set<BoltVersion> versions;
  for (const std::string_view word : split(text, ' ')) {
    const auto [first, last] = halves(word, '-');
    BoltVersion from{}, to{};
    if (!parse_version(first, from) || !parse_version(last.empty() ? first : last, to) || from.major != to.major) {
      return fail(Errc::invalid_argument, "bolt_replay: expected versions as 5.8 or 5.0-5.8, found {}", word);
    }
    for (; from <= to; ++from.minor) versions.insert(from);
  }
  return versions;
}

Result<Options> parse_options(std::span<char* const> arguments) {
  Options options;
  options.versions = parse_versions(kVersions).value();
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (set_flag(options, arguments[i])) continue;
    const std::string_view name = arguments[i];
    const std::string_view value = i + 1 < arguments.size() ? arguments[++i] : "";
    if (auto done = set_value(options, name, value); !done) return std::unexpected(done.error());
  }
  return options;
}

}  // namespace wirespeed::bolt_replay
