#include "routes.hpp"

#include <array>
#include <utility>

namespace discography {
namespace {

using Names = std::string_view;

constexpr std::array<Names, 4> kSearch = {"q", "type", "limit", "offset"};
constexpr std::array<Names, 3> kAutocomplete = {"q", "type", "limit"};
constexpr std::array<Names, 5> kExplore = {"limit", "offset", "type", "direction", "label"};
constexpr std::array<Names, 4> kPath = {"from", "to", "types", "max_depth"};
constexpr std::array<Names, 1> kLimit = {"limit"};
constexpr std::array<Names, 2> kPage = {"limit", "offset"};

constexpr std::array<Route, 13> kRoutes = {{
    {"/api/search", answer_search, Effort::quick, Access::with_token, kSearch},
    {"/api/autocomplete", answer_autocomplete, Effort::quick, Access::with_token, kAutocomplete},
    {"/api/node/{label}/{id}", answer_node, Effort::quick, Access::with_token, {}},
    {"/api/explore/{label}/{id}", answer_explore, Effort::quick, Access::with_token, kExplore},
    {"/api/path", answer_path, Effort::quick, Access::with_token, kPath},
    {"/api/trends/{label}/{id}", answer_trends, Effort::quick, Access::with_token, {}},
    {"/api/similar/artist/{id}", answer_similar, Effort::long_question, Access::with_token, kLimit},
    {"/api/collaborators/artist/{id}", answer_collaborators, Effort::quick, Access::with_token, kPage},
    {"/api/label-dna/{id}", answer_label_dna, Effort::quick, Access::with_token, {}},
    {"/api/genre-tree", answer_genre_tree, Effort::long_question, Access::with_token, {}},
    {"/api/stats", answer_stats, Effort::quick, Access::with_token, {}},
    {"/health", answer_health, Effort::quick, Access::open_to_all, {}},
    {"/metrics", answer_metrics, Effort::quick, Access::with_token, {}},
}};

// Takes the next segment of a pattern off its front.
std::string_view take_segment(std::string_view& pattern) noexcept {
  pattern.remove_prefix(1);  // the slash
  const std::string_view segment = pattern.substr(0, pattern.find('/'));
  pattern.remove_prefix(segment.size());
  return segment;
}

bool is_argument(std::string_view segment) noexcept { return segment.starts_with('{'); }

bool fits(std::string_view pattern, const std::vector<std::string>& segments) noexcept {
  for (const std::string& segment : segments) {
    if (pattern.empty()) return false;
    const std::string_view wanted = take_segment(pattern);
    if (is_argument(wanted) ? segment.empty() : wanted != segment) return false;
  }
  return pattern.empty();
}

std::vector<std::string> arguments_of(std::string_view pattern, std::vector<std::string>& segments) {
  std::vector<std::string> arguments;
  arguments.reserve(2);
  for (std::string& segment : segments) {
    if (is_argument(take_segment(pattern))) arguments.push_back(std::move(segment));
  }
  return arguments;
}

}  // namespace

std::span<const Route> routes() noexcept { return kRoutes; }

std::optional<RouteMatch> match_route(std::vector<std::string>& segments) {
  for (std::size_t i = 0; i < kRoutes.size(); ++i) {
    if (!segments.empty() && fits(kRoutes[i].pattern, segments)) {
      return RouteMatch{i, arguments_of(kRoutes[i].pattern, segments)};
    }
  }
  return std::nullopt;
}

}  // namespace discography
