#include "service.hpp"

#include <openssl/crypto.h>

#include "embedded_files.hpp"
#include "wirespeed/http/response.hpp"

namespace discography {
namespace {

using wirespeed::Clock;
using wirespeed::http::RequestTarget;

// What a question may take on the thread that reads requests: about what it costs to hand over fifty of them.
constexpr std::chrono::milliseconds kInPlace{1};

// What HTTP itself asks of a request, and what we do.
std::optional<Problem> check_head(const RequestHead& head) {
  if (head.lacks_host) {
    return problem(ProblemKind::malformed_request, "expected a field Host, as HTTP/1.1 has it, found none");
  }
  if (head.method != "GET" && head.method != "HEAD") {
    return problem(ProblemKind::method_not_allowed, "expected GET or HEAD, found {}", head.method);
  }
  if (head.target.size() <= kMaxTarget) return std::nullopt;
  return problem(ProblemKind::target_too_long, "expected at most {} bytes of path and parameters, found {}", kMaxTarget,
                 head.target.size());
}

Sending sending_of(Answer answer) {
  Sending sending;
  sending.body = std::move(answer.body);
  sending.content_type = answer.content_type;
  return sending;
}

// Takes the same time wherever they differ; that their lengths do may be known.
bool same_secret(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && ::CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// "Bearer abc": abc. The scheme counts in any case.
std::string_view token_of(std::string_view authorization) noexcept {
  constexpr std::string_view kScheme = "Bearer ";
  if (!wirespeed::http::same_name(authorization.substr(0, kScheme.size()), kScheme)) return {};
  return authorization.substr(kScheme.size());
}

std::string_view media_type(std::string_view name) noexcept {
  constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},    {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},      {".json", "application/json"},
      {".svg", "image/svg+xml; charset=utf-8"}, {".png", "image/png"},
      {".txt", "text/plain; charset=utf-8"},    {".webmanifest", "application/manifest+json"}};
  for (const auto& [suffix, type] : kTypes) {
    if (name.ends_with(suffix)) return type;
  }
  return "application/octet-stream";
}

// "/", "/style.css" and "/static/style.css".
std::optional<Sending> find_file(const std::vector<std::string>& segments) {
  if (segments.size() > 2 || (segments.size() == 2 && segments.front() != "static")) return std::nullopt;
  const std::string_view name = segments.empty() ? std::string_view("index.html") : segments.back();
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.name != name) continue;
    Sending sending;
    sending.content_type = media_type(name);
    sending.file = file.bytes;
    sending.is_page = name.ends_with(".html");
    return sending;
  }
  return std::nullopt;
}

std::string path_of(const RequestTarget& target) {
  std::string path;
  for (const std::string& segment : target.segments) path += "/" + segment;
  constexpr std::size_t kShown = 128;
  return path.empty() ? "/" : path.substr(0, kShown);
}

Problem unknown_route(const RequestTarget& target) {
  std::string all;
  for (const Route& route : routes()) all += fmt::format("{}{}", all.empty() ? "" : ", ", route.pattern);
  return problem(ProblemKind::unknown_route, "expected one of {}, found {}", all, path_of(target));
}

}  // namespace

Sending sending_of(const Problem& problem) {
  Sending sending;
  sending.status = problem.status();
  sending.content_type = "application/problem+json";
  sending.body = problem.json();
  sending.allow_methods = problem.kind == ProblemKind::method_not_allowed;
  sending.challenge = problem.kind == ProblemKind::unauthorized;
  sending.retry_later = problem.retry_later();
  sending.close = problem.kind == ProblemKind::malformed_request;
  return sending;
}

std::optional<Problem> Service::check_access(const Route& route, const RequestHead& head) const {
  if (options_.token.empty() || route.access == Access::open_to_all) return std::nullopt;
  const std::string_view token = token_of(head.authorization);
  if (same_secret(token, options_.token)) return std::nullopt;
  return problem(ProblemKind::unauthorized, "expected the field Authorization: Bearer TOKEN, found {}",
                 head.authorization.empty() ? "none"
                 : token.empty()            ? "another scheme"
                                            : "another token");
}

std::expected<Question, Problem> Service::make_question(const Route& route, RequestTarget& target, RouteMatch& match,
                                                        Clock::time_point came) const {
  Question question{live_.current(),
                    std::move(match.arguments),
                    Parameters(std::move(target.parameters)),
                    {came + options_.deadline, &over_},
                    &metrics_};
  if (auto ok = question.parameters.check(route.parameters); !ok) return std::unexpected(std::move(ok).error());
  return question;
}

Asked Service::ask(const RequestHead& head, Clock::time_point came) const {
  Asked asked;
  asked.route = Metrics::unmatched();
  if (const auto refused = check_head(head)) {
    asked.sending = sending_of(*refused);
    return asked;
  }
  auto target = wirespeed::http::parse_request_target(head.target);
  if (!target) {
    asked.sending = sending_of(Problem{ProblemKind::malformed_request, target.error().message});
    return asked;
  }
  auto match = match_route(target->segments);
  if (!match) {
    asked.sending = find_file(target->segments);
    if (asked.sending) asked.route = Metrics::files();
    if (!asked.sending) asked.sending = sending_of(unknown_route(*target));
    return asked;
  }
  asked.route = match->route;
  const Route& route = routes()[match->route];
  if (const auto refused = check_access(route, head)) {
    asked.sending = sending_of(*refused);
    return asked;
  }
  auto question = make_question(route, *target, *match, came);
  if (question) asked.question = std::move(*question);
  if (!question) asked.sending = sending_of(question.error());
  return asked;
}

std::optional<Sending> Service::try_answer(Asked& asked) const {
  if (asked.sending) return std::move(asked.sending);
  if (routes()[asked.route].effort != Effort::quick) return std::nullopt;
  const wirespeed::Stop whole = asked.question.stop;
  const auto moment = Clock::now() + kInPlace;
  if (moment >= *whole.deadline) return answer(asked);
  asked.question.stop.deadline = moment;
  Reply reply = routes()[asked.route].reply(asked.question);
  asked.question.stop = whole;
  if (!reply && reply.error().kind == ProblemKind::deadline) return std::nullopt;
  if (!reply) return sending_of(reply.error());
  return sending_of(std::move(*reply));
}

Sending Service::answer(const Asked& asked) const {
  Reply reply = routes()[asked.route].reply(asked.question);
  return reply ? sending_of(std::move(*reply)) : sending_of(reply.error());
}

}  // namespace discography
