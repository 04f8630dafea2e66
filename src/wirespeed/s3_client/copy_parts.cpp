#include "wirespeed/s3_client/copy_parts.hpp"

#include "wirespeed/s3/answer.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::size_t kAtOnce = 8;

}  // namespace

CopyParts::CopyParts(ObjectId to, std::string upload_id, CopyFrom from, s3::PartPlan plan)
    : to_(std::move(to)),
      upload_id_(std::move(upload_id)),
      from_(std::move(from)),
      plan_(plan),
      parts_(plan.parts),
      calls_(plan.parts, [this](std::size_t index) { return steps(index); }, kAtOnce) {}

CallSteps CopyParts::steps(std::size_t index) {
  return {.operation = "copy part",
          .bucket = to_.bucket,
          .prepare =
              [this, index](s3::Request& request, std::string&) {
                const std::uint64_t begin = plan_.begin_of(index);
                const s3::PartName part{name_of(to_), upload_id_, static_cast<std::uint32_t>(index + 1)};
                const auto range = s3::ByteRange::between(begin, begin + plan_.size_of(index));
                return s3::write_upload_part_copy(part, source_of(from_), range, {}, request);
              },
          .on_body = [this, index](std::string& body) -> Outcome<void> {
            auto written = s3::read_copied_part({"copy part", to_.bucket, to_.key}, 200, body);
            if (!written) return std::unexpected(std::move(written).error());
            parts_[index] = {static_cast<std::uint32_t>(index + 1), std::move(written->etag)};
            return {};
          }};
}

}  // namespace wirespeed::s3_client
