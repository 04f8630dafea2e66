#include "wirespeed/s3_client/delete_many.hpp"

#include <algorithm>
#include <iterator>
#include <span>

#include "wirespeed/s3/xml_writer.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::size_t kAtOnce = 16;

}  // namespace

DeleteMany::DeleteMany(std::string bucket, std::vector<NamedVersion> named, s3::DeleteManyOptions options)
    : bucket_(std::move(bucket)),
      named_(std::move(named)),
      options_(std::move(options)),
      calls_(sort(), [this](std::size_t index) { return steps(index); }, kAtOnce) {}

// Those that XML can hold go together, the others one by one. How many requests that is.
std::size_t DeleteMany::sort() {
  for (const auto& [key, version_id] : named_) {
    auto& list = s3::xml_can_hold(key) && s3::xml_can_hold(version_id) ? together_ : alone_;
    list.push_back({key, version_id});
  }
  return batches() + alone_.size();
}

std::size_t DeleteMany::batches() const noexcept {
  return (together_.size() + s3::kMaxDeletedAtOnce - 1) / s3::kMaxDeletedAtOnce;
}

CallSteps DeleteMany::steps(std::size_t index) {
  return index < batches() ? steps_together(index * s3::kMaxDeletedAtOnce) : steps_alone(alone_[index - batches()]);
}

CallSteps DeleteMany::steps_together(std::size_t begin) {
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

CallSteps DeleteMany::steps_alone(const s3::ObjectVersion& one) {
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

}  // namespace wirespeed::s3_client
