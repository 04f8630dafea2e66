// Deletes many objects: 1,000 in a request, requests at the same time.
#pragma once

#include <string>
#include <vector>

#include "wirespeed/s3/answer.hpp"
#include "wirespeed/s3/delete_many_request.hpp"
#include "wirespeed/s3_client/calls.hpp"

namespace wirespeed::s3_client {

struct NamedVersion {
  std::string key;
  std::string version_id{};
};

class DeleteMany {
 public:
  DeleteMany(std::string bucket, std::vector<NamedVersion> named, s3::DeleteManyOptions options = {});

  Operation& operation() noexcept { return calls_; }
  // What was not deleted, and why.
  std::vector<s3::Undeleted>& errors() noexcept { return errors_; }

 private:
  std::size_t sort();
  std::size_t batches() const noexcept;
  CallSteps steps(std::size_t index);
  CallSteps steps_together(std::size_t begin);
  CallSteps steps_alone(const s3::ObjectVersion& one);

  std::string bucket_;
  std::vector<NamedVersion> named_;
  s3::DeleteManyOptions options_;
  std::vector<s3::ObjectVersion> together_;
  std::vector<s3::ObjectVersion> alone_;
  std::vector<s3::Undeleted> errors_;
  Calls calls_;
};

}  // namespace wirespeed::s3_client
