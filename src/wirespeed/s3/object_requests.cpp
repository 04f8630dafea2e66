#include "wirespeed/s3/object_requests.hpp"

#include "wirespeed/s3/names.hpp"
#include "wirespeed/s3/request_writer.hpp"

namespace wirespeed::s3 {
namespace {

Result<void> write_read(std::string_view method, const ObjectName& object, const GetOptions& options,
                        Request& request) {
  if (auto fits = check_range(options.range); !fits) return fits;
  RequestWriter writer(request, method, object.bucket, object.key);
  writer.query_unless_empty("versionId", options.version_id);
  if (options.part_number) writer.query("partNumber", *options.part_number);
  for (const auto& [name, value] : options.response_fields) writer.query("response-" + name, value);
  if (!options.range.is_whole()) append_range(options.range, writer.field("range"));
  writer.conditions(options.conditions);
  writer.field_if(options.checksum_mode, "x-amz-checksum-mode", "ENABLED");
  writer.customer_key(options.customer_key);
  return finish_of_object(writer, request, options.common);
}

}  // namespace

Result<void> write_get_object(const ObjectName& object, const GetOptions& options, Request& request) {
  return write_read("GET", object, options, request);
}

Result<void> write_head_object(const ObjectName& object, const GetOptions& options, Request& request) {
  return write_read("HEAD", object, options, request);
}

Result<void> write_put_object(const ObjectName& object, const PutOptions& options, const Body& body, Request& request) {
  RequestWriter writer(request, "PUT", object.bucket, object.key);
  writer.attributes(options.attributes);
  writer.field_unless_empty("if-match", options.if_match);
  writer.field_unless_empty("if-none-match", options.if_none_match);
  writer.body(body);
  return finish_of_object(writer, request, options.common);
}

Result<void> write_copy_object(const ObjectName& object, const CopySource& source, const CopyOptions& options,
                               Request& request) {
  if (auto fits = check_source(source); !fits) return fits;
  RequestWriter writer(request, "PUT", object.bucket, object.key);
  write_source(source, writer);
  writer.field_if(options.replace_metadata, "x-amz-metadata-directive", "REPLACE");
  writer.field_if(options.replace_tags, "x-amz-tagging-directive", "REPLACE");
  writer.attributes(options.attributes);
  writer.field_unless_empty("if-match", options.if_match);
  writer.field_unless_empty("if-none-match", options.if_none_match);
  if (options.checksum) writer.field("x-amz-checksum-algorithm", name_of(*options.checksum));
  return finish_of_object(writer, request, options.common);
}

Result<void> write_delete_object(const ObjectName& object, const DeleteOptions& options, Request& request) {
  RequestWriter writer(request, "DELETE", object.bucket, object.key);
  writer.query_unless_empty("versionId", options.version_id);
  writer.field_unless_empty("if-match", options.if_match);
  writer.field_unless_empty("x-amz-mfa", options.mfa);
  writer.field_if(options.bypass_governance, "x-amz-bypass-governance-retention", "true");
  return finish_of_object(writer, request, options.common);
}

Result<void> write_get_object_attributes(const ObjectName& object, const AttributesOptions& options, Request& request) {
  RequestWriter writer(request, "GET", object.bucket, object.key);
  writer.query("attributes", "");
  writer.query_unless_empty("versionId", options.version_id);
  writer.field("x-amz-object-attributes", "ETag,Checksum,ObjectParts,StorageClass,ObjectSize");
  if (options.max_parts != 0) writer.field("x-amz-max-parts", options.max_parts);
  if (options.part_marker != 0) writer.field("x-amz-part-number-marker", options.part_marker);
  writer.customer_key(options.customer_key);
  return finish_of_object(writer, request, options.common);
}

}  // namespace wirespeed::s3
