// Calls that take many requests: deletions of many objects, copies in parts.
#include "errors.hpp"
#include "s3_objects.hpp"
#include "s3_requests.hpp"
#include "s3_steps.hpp"
#include "wirespeed/s3_client/copy_parts.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

class DeleteManyCall final : public S3Call {
 public:
  DeleteManyCall(std::string bucket, std::vector<NamedVersion> named, s3::DeleteManyOptions options)
      : delete_(std::move(bucket), std::move(named), std::move(options)) {}

  s3_client::Operation& operation() override { return delete_.operation(); }
  nb::object make_result() override {
    nb::list made;
    for (const auto& each : delete_.errors()) {
      made.append(nb::make_tuple(readable_text(each.key), readable_text(each.version_id), readable_text(each.code),
                                 readable_text(each.message)));
    }
    return made;
  }

 private:
  s3_client::DeleteMany delete_;
};

class CopyPartsCall final : public S3Call {
 public:
  CopyPartsCall(ObjectId object, std::string upload_id, CopyFrom source, s3::PartPlan plan)
      : copy_(std::move(object), std::move(upload_id), std::move(source), plan) {}

  s3_client::Operation& operation() override { return copy_.operation(); }
  nb::object make_result() override {
    nb::list made;
    for (const auto& part : copy_.parts()) {
      made.append(nb::make_tuple(readable_text(part.etag), "", copy_.plan().size_of(part.number - 1)));
    }
    return made;
  }

 private:
  s3_client::CopyParts copy_;
};

}  // namespace

std::shared_ptr<S3Call> delete_many_call(std::string bucket, std::vector<NamedVersion> versions,
                                         s3::DeleteManyOptions options) {
  return std::make_shared<DeleteManyCall>(std::move(bucket), std::move(versions), std::move(options));
}

std::shared_ptr<S3Call> copy_parts_call(ObjectId object, std::string upload_id, CopyFrom source, s3::PartPlan plan) {
  return std::make_shared<CopyPartsCall>(std::move(object), std::move(upload_id), std::move(source), plan);
}

}  // namespace wirespeed::python
