#include "wirespeed/s3/list_requests.hpp"

#include "wirespeed/s3/request_writer.hpp"

namespace wirespeed::s3 {
namespace {

void write_options(const ListOptions& options, std::string_view max_name, RequestWriter& writer) {
  writer.query_unless_empty("prefix", options.prefix);
  writer.query_unless_empty("delimiter", options.delimiter);
  if (options.max_keys != 0) writer.query(max_name, options.max_keys);
  if (options.encode_keys) writer.query("encoding-type", "url");
}

}  // namespace

Result<void> write_list_objects(std::string_view bucket, const ListObjectsOptions& options, Request& request) {
  RequestWriter writer(request, "GET", bucket);
  writer.query("list-type", "2");
  write_options(options.list, "max-keys", writer);
  writer.query_unless_empty("start-after", options.start_after);
  writer.query_unless_empty("continuation-token", options.continuation_token);
  if (options.fetch_owner) writer.query("fetch-owner", "true");
  writer.field_if(options.restore_status, "x-amz-optional-object-attributes", "RestoreStatus");
  return finish_of_bucket(writer, request, options.list.common);
}

Result<void> write_list_object_versions(std::string_view bucket, const ListOptions& options, const ListMarker& marker,
                                        Request& request) {
  RequestWriter writer(request, "GET", bucket);
  writer.query("versions", "");
  write_options(options, "max-keys", writer);
  writer.query_unless_empty("key-marker", marker.key);
  writer.query_unless_empty("version-id-marker", marker.id);
  return finish_of_bucket(writer, request, options.common);
}

Result<void> write_list_uploads(std::string_view bucket, const ListOptions& options, const ListMarker& marker,
                                Request& request) {
  RequestWriter writer(request, "GET", bucket);
  writer.query("uploads", "");
  write_options(options, "max-uploads", writer);
  writer.query_unless_empty("key-marker", marker.key);
  writer.query_unless_empty("upload-id-marker", marker.id);
  return finish_of_bucket(writer, request, options.common);
}

}  // namespace wirespeed::s3
