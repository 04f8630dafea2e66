#include "wirespeed/s3/tagging_requests.hpp"

#include "wirespeed/s3/checksum.hpp"
#include "wirespeed/s3/names.hpp"
#include "wirespeed/s3/request_writer.hpp"
#include "wirespeed/s3/xml_writer.hpp"

namespace wirespeed::s3 {
namespace {

RequestWriter tagging_writer(std::string_view method, const ObjectName& object, const TaggingOptions& options,
                             Request& request) {
  RequestWriter writer(request, method, object.bucket, object.key);
  writer.query("tagging", "");
  writer.query_unless_empty("versionId", options.version_id);
  return writer;
}

Result<void> write_tags(const Pairs& tags, std::string& body) {
  XmlWriter xml(body, "Tagging");
  xml.open("TagSet");
  for (const auto& [name, value] : tags) {
    if (!xml_can_hold(name) || !xml_can_hold(value)) {
      return fail(Errc::invalid_argument, "tags: expected text that XML can hold, found \"{}\"", printable(name));
    }
    xml.open("Tag");
    xml.element("Key", name);
    xml.element("Value", value);
    xml.close("Tag");
  }
  xml.close("TagSet");
  xml.close("Tagging");
  return {};
}

}  // namespace

Result<void> write_get_object_tagging(const ObjectName& object, const TaggingOptions& options, Request& request) {
  RequestWriter writer = tagging_writer("GET", object, options, request);
  return finish_of_object(writer, request, options.common);
}

Result<void> write_put_object_tagging(const ObjectName& object, const Pairs& tags, const TaggingOptions& options,
                                      std::string& body, Request& request) {
  if (auto written = write_tags(tags, body); !written) return written;
  RequestWriter writer = tagging_writer("PUT", object, options, request);
  writer.xml_body(body);
  writer.field(field_of(ChecksumAlgorithm::crc32c), checksum_of(ChecksumAlgorithm::crc32c, bytes_of(body)));
  return finish_of_object(writer, request, options.common);
}

Result<void> write_delete_object_tagging(const ObjectName& object, const TaggingOptions& options, Request& request) {
  RequestWriter writer = tagging_writer("DELETE", object, options, request);
  return finish_of_object(writer, request, options.common);
}

}  // namespace wirespeed::s3
