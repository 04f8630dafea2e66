#include "path_types.hpp"

#include "wirespeed/http/response.hpp"

namespace discography {
namespace {

namespace graph = wirespeed::graph;

bool is_tag_type(std::string_view type) { return type == "IS" || type == "PART_OF"; }

bool is_all(const std::vector<std::string>& types) {
  return types.size() == 1 && wirespeed::http::same_name(types.front(), "all");
}

}  // namespace

wirespeed::Result<std::vector<graph::TypeId>> chosen_types(const Music& music, const std::vector<std::string>& names) {
  std::vector<graph::TypeId> types;
  for (std::size_t i = 0; names.empty() && i < music.graph().type_count(); ++i) {
    const auto type = static_cast<graph::TypeId>(i);
    if (!is_tag_type(music.graph().type_name(type))) types.push_back(type);
  }
  if (is_all(names)) return types;  // none named: all
  for (const std::string& name : names) {
    auto type = music.type(name);
    if (!type) return std::unexpected(type.error());
    types.push_back(*type);
  }
  return types;
}

}  // namespace discography
