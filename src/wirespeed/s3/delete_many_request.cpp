#include "wirespeed/s3/delete_many_request.hpp"

#include "wirespeed/s3/checksum.hpp"
#include "wirespeed/s3/names.hpp"
#include "wirespeed/s3/request_writer.hpp"
#include "wirespeed/s3/xml_writer.hpp"

namespace wirespeed::s3 {
namespace {

Result<void> check_objects(std::span<const ObjectVersion> objects) {
  if (objects.empty() || objects.size() > kMaxDeletedAtOnce) {
    return fail(Errc::limit, "delete many: expected 1 to {} objects for one request, found {}", kMaxDeletedAtOnce,
                objects.size());
  }
  for (const ObjectVersion& object : objects) {
    if (auto fits = check_key(object.key); !fits) return fits;
    if (xml_can_hold(object.key) && xml_can_hold(object.version_id)) continue;
    return fail(Errc::unsupported,
                "delete many: expected keys that XML can hold, found \"{}\"; delete it by a request of its own",
                printable(object.key));
  }
  return {};
}

void write_objects(std::span<const ObjectVersion> objects, bool quiet, std::string& body) {
  XmlWriter xml(body, "Delete");
  for (const ObjectVersion& object : objects) {
    xml.open("Object");
    xml.element("Key", object.key);
    xml.element_unless_empty("VersionId", object.version_id);
    xml.close("Object");
  }
  if (quiet) xml.element("Quiet", "true");
  xml.close("Delete");
}

void write_integrity(std::string_view body, bool md5, RequestWriter& writer) {
  if (md5) {
    writer.field("content-md5", content_md5_of(bytes_of(body)));
  } else {
    writer.field("x-amz-sdk-checksum-algorithm", name_of(ChecksumAlgorithm::crc32c));
    writer.field(field_of(ChecksumAlgorithm::crc32c), checksum_of(ChecksumAlgorithm::crc32c, bytes_of(body)));
  }
}

}  // namespace

Result<void> write_delete_objects(std::string_view bucket, std::span<const ObjectVersion> objects,
                                  const DeleteManyOptions& options, std::string& body, Request& request) {
  if (auto fits = check_objects(objects); !fits) return fits;
  write_objects(objects, options.quiet, body);
  RequestWriter writer(request, "POST", bucket);
  writer.query("delete", "");
  writer.xml_body(body);
  write_integrity(body, options.md5, writer);
  writer.field_unless_empty("x-amz-mfa", options.mfa);
  writer.field_if(options.bypass_governance, "x-amz-bypass-governance-retention", "true");
  return finish_of_bucket(writer, request, options.common);
}

}  // namespace wirespeed::s3
