#include "options.hpp"

#include "words.hpp"

namespace wirespeed::s3_stub {

const char* const kUsage = R"(usage: s3_stub [OPTION...]

An S3 server that costs next to nothing, or does what no server should. It prints `port N` and ends with its standard
input. objects.hpp says which objects there are, faults.hpp what it can do wrong.

  --port N          one of 127.0.0.1 (any that is free)
  --latency-ms N    before each answer, whatever else goes on
  --sign            refuses what is not signed (version 4) with the key `stub` and the secret `stub-secret`
  --log             keeps what was asked: GET /-/log, a JSON object on each line
  --fault "WORD ..." a rule of faults; may come several times
  --core N          runs on this core alone
  --detached        does not end with its standard input

GET /-/counts tells requests by operation and what is open; PUT /-/faults brings rules in place of those that were, one
on each line; PUT /-/reset takes away rules, counts, log, and all that was kept.
)";

namespace {

bool set_flag(Options& options, std::string_view name) {
  if (name == "--log") return options.log = true;
  if (name == "--sign") return options.sign = true;
  if (name == "--detached") return options.detached = true;
  return false;
}

Result<void> add_rule(Options& options, std::string_view text) {
  auto rule = parse_rule(text);
  if (!rule) return std::unexpected(rule.error());
  options.rules.push_back(*std::move(rule));
  return {};
}

Result<void> set_value(Options& options, std::string_view name, std::string_view value) {
  if (name == "--fault") return add_rule(options, value);
  if (name == "--port" && to_number(value, options.port)) return {};
  if (name == "--latency-ms" && to_number(value, options.latency_ms)) return {};
  if (name == "--core" && to_number(value, options.core)) return {};
  return fail(Errc::invalid_argument, "s3_stub: no option {} {}; --help names them", name, value);
}

}  // namespace

Result<Options> parse_options(std::span<char* const> arguments) {
  Options options;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (set_flag(options, arguments[i])) continue;
    const std::string_view name = arguments[i];
    const std::string_view value = i + 1 < arguments.size() ? arguments[++i] : "";
    if (auto done = set_value(options, name, value); !done) return std::unexpected(done.error());
  }
  return options;
}

}  // namespace wirespeed::s3_stub
