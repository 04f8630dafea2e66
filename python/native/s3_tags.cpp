// The tags of objects.
#include "errors.hpp"
#include "s3_objects.hpp"
#include "s3_requests.hpp"
#include "s3_steps.hpp"
#include "wirespeed/s3/answer.hpp"
#include "wirespeed/s3/tagging_requests.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using s3_client::CallSteps;

struct Tagged {
  ObjectId object;
  s3::TaggingOptions options;
  s3::Pairs tags = {};
};

s3::ObjectName name_of(const Tagged& self) noexcept { return {self.object.bucket, self.object.key}; }

CallSteps get_steps(Tagged& self) { return s3_client::get_tags_steps(self.object, self.options.version_id, self.tags); }

CallSteps put_steps(Tagged& self) {
  return {.operation = "put object tagging",
          .bucket = self.object.bucket,
          .prepare = [&](s3::Request& request, std::string& body) {
            return s3::write_put_object_tagging(name_of(self), self.tags, self.options, body, request);
          }};
}

CallSteps delete_steps(Tagged& self) {
  return {.operation = "delete object tagging",
          .bucket = self.object.bucket,
          .prepare = [&](s3::Request& request, std::string&) {
            return s3::write_delete_object_tagging(name_of(self), self.options, request);
          }};
}

nb::object tag_dict(Tagged& self) {
  nb::dict made;
  for (const auto& [name, value] : self.tags) made[readable_text(name)] = readable_text(value);
  return made;
}

Tagged of(ObjectId object, std::string version_id, s3::Pairs tags = {}) {
  return {std::move(object), {std::move(version_id)}, std::move(tags)};
}

}  // namespace

std::shared_ptr<S3Call> get_tags_call(ObjectId object, std::string version_id) {
  return call_of(of(std::move(object), std::move(version_id)), get_steps, tag_dict);
}

std::shared_ptr<S3Call> put_tags_call(ObjectId object, std::string version_id, s3::Pairs tags) {
  return call_of(of(std::move(object), std::move(version_id), std::move(tags)), put_steps, no_result);
}

std::shared_ptr<S3Call> delete_tags_call(ObjectId object, std::string version_id) {
  return call_of(of(std::move(object), std::move(version_id)), delete_steps, no_result);
}

}  // namespace wirespeed::python
