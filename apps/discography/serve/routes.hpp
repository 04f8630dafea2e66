// The routes, and which one a path is.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "question.hpp"

namespace discography {

// Whether an answer usually takes so little that it is tried in place, before it is worth another thread.
enum class Effort : std::uint8_t { quick, long_question };

enum class Access : std::uint8_t { open_to_all, with_token };

struct Route {
  std::string_view pattern;  // as OpenAPI writes it: "/api/node/{label}/{id}"
  Reply (*reply)(const Question&);
  Effort effort;
  Access access;
  std::span<const std::string_view> parameters;
};

std::span<const Route> routes() noexcept;

struct RouteMatch {
  std::size_t route;                   // its place in routes()
  std::vector<std::string> arguments;  // what stands for {...}
};

// Takes the arguments out of the segments. Empty: no route.
std::optional<RouteMatch> match_route(std::vector<std::string>& segments);

}  // namespace discography
