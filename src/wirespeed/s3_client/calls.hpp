// Many calls of one request each, several at once: deletions, copies of parts.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "wirespeed/s3_client/call.hpp"

namespace wirespeed::s3_client {

class Calls final : public Operation {
 public:
  // What the call of that index does; made when its turn comes, and gone with it.
  using Make = std::function<CallSteps(std::size_t index)>;

  Calls(std::size_t count, Make make, std::size_t at_once) : count_(count), make_(std::move(make)), at_once_(at_once) {}

  Exchange* next() override;
  void ended(Exchange& exchange) override;
  // The first error ends it; steps that go on in spite of one say so in on_refusal.
  bool satisfied() const override { return under_way_.empty() && (error() || started_ == count_); }

 private:
  std::size_t count_;
  Make make_;
  std::size_t at_once_;
  std::size_t started_ = 0;
  std::vector<std::unique_ptr<CallExchange>> under_way_;
};

}  // namespace wirespeed::s3_client
