// Copies an object on the server by the parts of an upload, several at once.
#pragma once

#include <string>
#include <vector>

#include "wirespeed/s3/upload_plan.hpp"
#include "wirespeed/s3_client/calls.hpp"
#include "wirespeed/s3_client/object_calls.hpp"

namespace wirespeed::s3_client {

class CopyParts {
 public:
  CopyParts(ObjectId to, std::string upload_id, CopyFrom from, s3::PartPlan plan);

  Operation& operation() noexcept { return calls_; }
  // Those that are there. REQUIRES: it has ended without an error
  const std::vector<s3::CompletedPart>& parts() const noexcept { return parts_; }
  const s3::PartPlan& plan() const noexcept { return plan_; }

 private:
  CallSteps steps(std::size_t index);

  ObjectId to_;
  std::string upload_id_;
  CopyFrom from_;
  s3::PartPlan plan_;
  std::vector<s3::CompletedPart> parts_;
  Calls calls_;
};

}  // namespace wirespeed::s3_client
