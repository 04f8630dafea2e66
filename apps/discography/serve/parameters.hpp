// The parameters of a request, each with what it may be.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "problem.hpp"
#include "wirespeed/http/request_target.hpp"

namespace discography {

inline constexpr std::size_t kMaxTextLength = 256;  // code points of a text that is asked for

struct Bounds {
  std::uint32_t least;
  std::uint32_t most;
  std::uint32_t usual;  // where the parameter is left out
};

class Parameters {
 public:
  Parameters() = default;
  explicit Parameters(std::vector<wirespeed::http::Parameter> given) : given_(std::move(given)) {}

  // A parameter that the route does not have, and one that comes twice, are problems.
  std::expected<void, Problem> check(std::span<const std::string_view> known) const;

  std::optional<std::string_view> find(std::string_view name) const noexcept;

  std::expected<std::uint32_t, Problem> number(std::string_view name, Bounds bounds) const;

  // One that must be there, with something in it and at most kMaxTextLength.
  std::expected<std::string_view, Problem> text(std::string_view name) const;

  // "a,b" as its items; none where it is left out.
  std::vector<std::string_view> list(std::string_view name) const;

 private:
  std::vector<wirespeed::http::Parameter> given_;
};

// Text that stands in a path: too long is a problem.
std::expected<void, Problem> check_length(std::string_view name, std::string_view text);

}  // namespace discography
