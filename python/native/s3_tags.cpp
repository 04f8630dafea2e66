// The tags of objects.
#include "errors.hpp"
#include "s3_objects.hpp"
#include "s3_requests.hpp"
#include "s3_steps.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using s3_client::CallSteps;

struct Tagged {
  ObjectId object;
  std::string version_id;
  s3::Pairs tags = {};
};

CallSteps get_steps(Tagged& self) { return s3_client::get_tags_steps(self.object, self.version_id, self.tags); }
CallSteps put_steps(Tagged& self) { return s3_client::put_tags_steps(self.object, self.version_id, self.tags); }
CallSteps delete_steps(Tagged& self) { return s3_client::delete_tags_steps(self.object, self.version_id); }

nb::object tag_dict(Tagged& self) {
  nb::dict made;
  for (const auto& [name, value] : self.tags) made[readable_text(name)] = readable_text(value);
  return made;
}

}  // namespace

std::shared_ptr<S3Call> get_tags_call(ObjectId object, std::string version_id) {
  return call_of(Tagged{std::move(object), std::move(version_id)}, get_steps, tag_dict);
}

std::shared_ptr<S3Call> put_tags_call(ObjectId object, std::string version_id, s3::Pairs tags) {
  return call_of(Tagged{std::move(object), std::move(version_id), std::move(tags)}, put_steps, no_result);
}

std::shared_ptr<S3Call> delete_tags_call(ObjectId object, std::string version_id) {
  return call_of(Tagged{std::move(object), std::move(version_id)}, delete_steps, no_result);
}

}  // namespace wirespeed::python
