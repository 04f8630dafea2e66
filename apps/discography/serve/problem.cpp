#include "problem.hpp"

#include <array>

#include "wirespeed/base/json.hpp"

namespace discography {
namespace {

using wirespeed::Errc;

constexpr std::array<ProblemClass, 12> kClasses = {{
    {400, "bad-parameter", "A parameter is not what it should be"},
    {400, "malformed-request", "The request cannot be read"},
    {401, "unauthorized", "A token is needed"},
    {404, "unknown-route", "There is no such route"},
    {404, "unknown-label", "There is no such label"},
    {404, "unknown-node", "There is no such node"},
    {405, "method-not-allowed", "Only GET and HEAD are answered"},
    {414, "target-too-long", "The request target is too long"},
    {503, "busy", "Too many questions are waiting"},
    {503, "preparing", "The answer is still being prepared"},
    {504, "deadline-passed", "The deadline passed"},
    {500, "internal-error", "The server failed"},
}};

ProblemKind kind_of(Errc code) noexcept {
  switch (code) {
    case Errc::deadline:
      return ProblemKind::deadline;
    case Errc::cancelled:
      return ProblemKind::busy;
    case Errc::invalid_argument:
    case Errc::limit:
      return ProblemKind::bad_parameter;
    case Errc::not_found:
      return ProblemKind::unknown_node;
    default:
      return ProblemKind::internal;
  }
}

}  // namespace

const ProblemClass& class_of(ProblemKind kind) noexcept { return kClasses[static_cast<std::size_t>(kind)]; }

std::string Problem::json() const {
  const ProblemClass& known = class_of(kind);
  wirespeed::JsonWriter json;
  json.begin_object().member("type", fmt::format("/problems/{}", known.type)).member("title", known.title);
  json.member("status", known.status).member("detail", detail);
  if (!parameter.empty()) json.member("parameter", parameter);
  json.end_object();
  return json.text() + "\n";
}

Problem problem_of(const wirespeed::Error& error) { return {kind_of(error.code), error.message}; }

}  // namespace discography
