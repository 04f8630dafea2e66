// What a request gets that cannot be answered: a problem document (RFC 9457).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace discography {

enum class ProblemKind : std::uint8_t {
  bad_parameter,
  malformed_request,
  unauthorized,
  unknown_route,
  unknown_label,
  unknown_node,
  method_not_allowed,
  target_too_long,
  busy,
  preparing,
  deadline,
  internal,
};

struct ProblemClass {
  unsigned status;
  std::string_view type;  // the end of the document's type
  std::string_view title;
};

const ProblemClass& class_of(ProblemKind kind) noexcept;

struct Problem {
  ProblemKind kind;
  std::string detail;       // what was found, and what would be right
  std::string parameter{};  // to blame; empty: none

  unsigned status() const noexcept { return class_of(kind).status; }
  bool retry_later() const noexcept { return kind == ProblemKind::busy || kind == ProblemKind::preparing; }
  std::string json() const;
};

template <typename... Args>
Problem problem(ProblemKind kind, fmt::format_string<Args...> format, Args&&... args) {
  return {kind, fmt::format(format, std::forward<Args>(args)...)};
}

template <typename... Args>
Problem bad_parameter(std::string_view name, fmt::format_string<Args...> format, Args&&... args) {
  return {ProblemKind::bad_parameter, fmt::format(format, std::forward<Args>(args)...), std::string(name)};
}

// What the library said, to whoever asked.
Problem problem_of(const wirespeed::Error& error);

}  // namespace discography
