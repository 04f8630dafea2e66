#include "wirespeed/s3/bucket_requests.hpp"

#include "wirespeed/s3/checksum.hpp"
#include "wirespeed/s3/names.hpp"
#include "wirespeed/s3/request_writer.hpp"
#include "wirespeed/s3/xml_writer.hpp"

namespace wirespeed::s3 {
namespace {

Result<void> write_plain(std::string_view method, std::string_view bucket, std::string_view query,
                         const CommonOptions& common, Request& request) {
  RequestWriter writer(request, method, bucket);
  if (!query.empty()) writer.query(query, "");
  return finish_of_bucket(writer, request, common);
}

void write_location(std::string_view region, std::string& body) {
  XmlWriter xml(body, "CreateBucketConfiguration");
  xml.element("LocationConstraint", region);
  xml.close("CreateBucketConfiguration");
}

}  // namespace

Result<void> write_create_bucket(std::string_view bucket, const CreateBucketOptions& options, std::string& body,
                                 Request& request) {
  if (!xml_can_hold(options.region)) {
    return fail(Errc::invalid_argument, "create a bucket: expected a region as \"eu-west-1\", found \"{}\"",
                printable(options.region));
  }
  RequestWriter writer(request, "PUT", bucket);
  body.clear();
  if (!options.region.empty() && options.region != "us-east-1") {  // which S3 refuses to be told
    write_location(options.region, body);
    writer.xml_body(body);
  }
  writer.field_unless_empty("x-amz-acl", options.acl);
  writer.field_if(options.object_lock, "x-amz-bucket-object-lock-enabled", "true");
  writer.field_unless_empty("x-amz-object-ownership", options.object_ownership);
  return finish_of_bucket(writer, request, options.common);
}

Result<void> write_delete_bucket(std::string_view bucket, const CommonOptions& common, Request& request) {
  return write_plain("DELETE", bucket, "", common, request);
}

Result<void> write_head_bucket(std::string_view bucket, const CommonOptions& common, Request& request) {
  return write_plain("HEAD", bucket, "", common, request);
}

Result<void> write_list_buckets(const ListBucketsOptions& options, Request& request) {
  RequestWriter writer(request, "GET", "");
  writer.query_unless_empty("prefix", options.prefix);
  writer.query_unless_empty("bucket-region", options.region);
  if (options.max_buckets != 0) writer.query("max-buckets", options.max_buckets);
  writer.query_unless_empty("continuation-token", options.continuation_token);
  return writer.finish(options.common);
}

Result<void> write_get_bucket_location(std::string_view bucket, const CommonOptions& common, Request& request) {
  return write_plain("GET", bucket, "location", common, request);
}

Result<void> write_get_bucket_versioning(std::string_view bucket, const CommonOptions& common, Request& request) {
  return write_plain("GET", bucket, "versioning", common, request);
}

Result<void> write_put_bucket_versioning(std::string_view bucket, bool enabled, const CommonOptions& common,
                                         std::string& body, Request& request) {
  XmlWriter xml(body, "VersioningConfiguration");
  xml.element("Status", enabled ? "Enabled" : "Suspended");
  xml.close("VersioningConfiguration");
  RequestWriter writer(request, "PUT", bucket);
  writer.query("versioning", "");
  writer.xml_body(body);
  writer.field(field_of(ChecksumAlgorithm::crc32c), checksum_of(ChecksumAlgorithm::crc32c, bytes_of(body)));
  return finish_of_bucket(writer, request, common);
}

}  // namespace wirespeed::s3
