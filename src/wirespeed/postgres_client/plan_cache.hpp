// Plans by their SQL, those that were used last.
#pragma once

#include <list>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wirespeed/postgres_client/plan.hpp"

namespace wirespeed::postgres_client {

class PlanCache {
 public:
  explicit PlanCache(std::size_t capacity) noexcept : capacity_(capacity) {}

  std::shared_ptr<Plan> find(std::string_view sql);
  // Returns the plan that had to go, if any.
  std::shared_ptr<Plan> put(std::shared_ptr<Plan> plan);
  void drop(std::string_view sql);
  // Drops and returns those for which `is_wanted(plan)` is false.
  template <typename IsWanted>
  std::vector<std::shared_ptr<Plan>> keep_only(IsWanted is_wanted) {
    std::vector<std::shared_ptr<Plan>> dropped;
    for (const auto& plan : plans_) {
      if (!is_wanted(*plan)) dropped.push_back(plan);
    }
    for (const auto& plan : dropped) drop(plan->sql);
    return dropped;
  }
  // No statement has a name on the server any more.
  void forget_names() noexcept;

 private:
  using Plans = std::list<std::shared_ptr<Plan>>;  // the last used first

  std::size_t capacity_;
  Plans plans_;
  std::unordered_map<std::string_view, Plans::iterator> by_sql_;  // views into the plans
};

}  // namespace wirespeed::postgres_client
