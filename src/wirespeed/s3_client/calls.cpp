#include "wirespeed/s3_client/calls.hpp"

#include <algorithm>

namespace wirespeed::s3_client {

Exchange* Calls::next() {
  if (error() || started_ == count_ || under_way_.size() >= at_once_) return nullptr;
  under_way_.push_back(std::make_unique<CallExchange>(*this, make_(started_++)));
  return under_way_.back().get();
}

void Calls::ended(Exchange& exchange) {
  const auto it = std::ranges::find_if(under_way_, [&](const auto& each) { return each.get() == &exchange; });
  if ((*it)->error()) set_error(*(*it)->error());
  under_way_.erase(it);
  counted().objects.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace wirespeed::s3_client
