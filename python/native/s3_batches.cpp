// Calls that take many requests: deletions of many objects, copies in parts.
#include <algorithm>
#include <iterator>

#include "errors.hpp"
#include "s3_objects.hpp"
#include "s3_requests.hpp"
#include "s3_steps.hpp"
#include "wirespeed/s3/answer.hpp"
#include "wirespeed/s3/multipart_requests.hpp"
#include "wirespeed/s3/xml_writer.hpp"
#include "wirespeed/s3_client/calls.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using s3_client::CallSteps;
using s3_client::Outcome;

constexpr std::size_t kDeletionsAtOnce = 16;
constexpr std::size_t kCopiesAtOnce = 8;

// --- deletions -------------------------------------------------------------------------------------------------------

class DeleteManyCall final : public S3Call {
 public:
  DeleteManyCall(std::string bucket, std::vector<NamedVersion> named, s3::DeleteManyOptions options)
      : bucket_(std::move(bucket)),
        named_(std::move(named)),
        options_(std::move(options)),
        calls_(sort(), [this](std::size_t index) { return steps(index); }, kDeletionsAtOnce) {}

  s3_client::Operation& operation() override { return calls_; }
  nb::object make_result() override {
    nb::list made;
    for (const auto& each : errors_) {
      made.append(nb::make_tuple(readable_text(each.key), readable_text(each.version_id), readable_text(each.code),
                                 readable_text(each.message)));
    }
    return made;
  }

 private:
  // Those that XML can hold go together, the others one by one. How many requests that is.
  std::size_t sort() {
    for (const auto& [key, version_id] : named_) {
      auto& list = s3::xml_can_hold(key) && s3::xml_can_hold(version_id) ? together_ : alone_;
      list.push_back({key, version_id});
    }
    return batches() + alone_.size();
  }
  std::size_t batches() const noexcept {
    return (together_.size() + s3::kMaxDeletedAtOnce - 1) / s3::kMaxDeletedAtOnce;
  }

  CallSteps steps(std::size_t index) {
    return index < batches() ? steps_together(index * s3::kMaxDeletedAtOnce) : steps_alone(alone_[index - batches()]);
  }

  CallSteps steps_together(std::size_t begin) {
    const std::size_t count = std::min(s3::kMaxDeletedAtOnce, together_.size() - begin);
    const auto batch = std::span<const s3::ObjectVersion>(together_).subspan(begin, count);
    return {.operation = "delete objects",
            .bucket = bucket_,
            .prepare =
                [this, batch](s3::Request& request, std::string& body) {
                  return s3::write_delete_objects(bucket_, batch, options_, body, request);
                },
            .on_body = [this](std::string& body) -> Outcome<void> {
              auto said = s3::read_deletions({"delete objects", bucket_}, 200, body);
              if (!said) return std::unexpected(std::move(said).error());
              std::ranges::move(said->errors, std::back_inserter(errors_));
              return {};
            }};
  }

  CallSteps steps_alone(const s3::ObjectVersion& one) {
    return {.operation = "delete object",
            .bucket = bucket_,
            .prepare =
                [this, one](s3::Request& request, std::string&) {
                  s3::DeleteOptions options;
                  options.version_id = one.version_id;
                  return s3::write_delete_object({bucket_, one.key}, options, request);
                },
            .on_refusal = [this, one](s3::Error error) -> Outcome<void> {
              if (error.retry != s3::Retry::never || error.refusal == nullptr) return std::unexpected(std::move(error));
              errors_.push_back(
                  {std::string(one.key), std::string(one.version_id), error.refusal->code, error.refusal->message});
              return {};
            }};
  }

  std::string bucket_;
  std::vector<NamedVersion> named_;
  s3::DeleteManyOptions options_;
  std::vector<s3::ObjectVersion> together_;
  std::vector<s3::ObjectVersion> alone_;
  std::vector<s3::Undeleted> errors_;
  s3_client::Calls calls_;
};

// --- copies ----------------------------------------------------------------------------------------------------------

class CopyPartsCall final : public S3Call {
 public:
  CopyPartsCall(ObjectId object, std::string upload_id, CopyFrom source, s3::PartPlan plan)
      : object_(std::move(object)),
        upload_id_(std::move(upload_id)),
        source_(std::move(source)),
        plan_(plan),
        etags_(plan.parts),
        calls_(plan.parts, [this](std::size_t index) { return steps(index); }, kCopiesAtOnce) {}

  s3_client::Operation& operation() override { return calls_; }
  nb::object make_result() override {
    nb::list made;
    for (const std::string& etag : etags_) made.append(nb::make_tuple(readable_text(etag), ""));
    return made;
  }

 private:
  CallSteps steps(std::size_t index) {
    return {.operation = "copy part",
            .bucket = object_.bucket,
            .prepare =
                [this, index](s3::Request& request, std::string&) {
                  const std::uint64_t begin = plan_.begin_of(index);
                  const s3::PartName part{
                      {object_.bucket, object_.key}, upload_id_, static_cast<std::uint32_t>(index + 1)};
                  const s3::CopySource source{source_.object.bucket, source_.object.key, source_.version_id,
                                              source_.conditions};
                  return s3::write_upload_part_copy(
                      part, source, s3::ByteRange::between(begin, begin + plan_.size_of(index)), {}, request);
                },
            .on_body = [this, index](std::string& body) -> Outcome<void> {
              auto written = s3::read_copied_part({"copy part", object_.bucket, object_.key}, 200, body);
              if (!written) return std::unexpected(std::move(written).error());
              etags_[index] = std::move(written->etag);
              return {};
            }};
  }

  ObjectId object_;
  std::string upload_id_;
  CopyFrom source_;
  s3::PartPlan plan_;
  std::vector<std::string> etags_;
  s3_client::Calls calls_;
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
