#include "wirespeed/postgres_client/plan_cache.hpp"

namespace wirespeed::postgres_client {

std::shared_ptr<Plan> PlanCache::find(std::string_view sql) {
  const auto found = by_sql_.find(sql);
  if (found == by_sql_.end()) return nullptr;
  plans_.splice(plans_.begin(), plans_, found->second);
  return plans_.front();
}

std::shared_ptr<Plan> PlanCache::put(std::shared_ptr<Plan> plan) {
  if (capacity_ == 0) return nullptr;
  drop(plan->sql);
  plans_.push_front(std::move(plan));
  by_sql_.emplace(plans_.front()->sql, plans_.begin());
  if (plans_.size() <= capacity_) return nullptr;
  auto oldest = plans_.back();
  drop(oldest->sql);
  return oldest;
}

void PlanCache::drop(std::string_view sql) {
  const auto found = by_sql_.find(sql);
  if (found == by_sql_.end()) return;
  const auto plan = found->second;
  by_sql_.erase(found);
  plans_.erase(plan);
}

void PlanCache::forget_names() noexcept {
  for (const auto& plan : plans_) plan->statement.clear();
}

}  // namespace wirespeed::postgres_client
