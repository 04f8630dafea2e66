#include "wirespeed/postgres_client/plan.hpp"

#include <algorithm>
#include <functional>

namespace wirespeed::postgres_client {

void Plan::ask_for(std::span<const Format> each) {
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i].format = each[i];
  const bool is_one = std::ranges::adjacent_find(each, std::not_equal_to()) == each.end();
  formats.assign(each.begin(), is_one && !each.empty() ? each.begin() + 1 : each.end());
}

}  // namespace wirespeed::postgres_client
