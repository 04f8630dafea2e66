#include "wirespeed/s3/multipart_requests.hpp"

#include <fmt/format.h>

#include "wirespeed/s3/names.hpp"
#include "wirespeed/s3/request_writer.hpp"
#include "wirespeed/s3/xml_writer.hpp"

namespace wirespeed::s3 {
namespace {

std::string_view name_of(ChecksumType type) noexcept {
  return type == ChecksumType::full_object ? "FULL_OBJECT" : "COMPOSITE";
}

Result<void> check_upload(std::string_view upload_id) {
  if (!upload_id.empty()) return {};
  return fail(Errc::invalid_argument, "upload in parts: expected the id that creating it answered, found none");
}

Result<void> check_part(const PartName& part) {
  if (auto fits = check_upload(part.upload_id); !fits) return fits;
  if (part.number >= 1 && part.number <= kMaxParts) return {};
  return fail(Errc::invalid_argument, "upload in parts: expected a part's number from 1 to {}, found {}", kMaxParts,
              part.number);
}

RequestWriter part_writer(const PartName& part, Request& request) {
  RequestWriter writer(request, "PUT", part.object.bucket, part.object.key);
  writer.query("partNumber", part.number);
  writer.query("uploadId", part.upload_id);
  return writer;
}

std::string element_of(ChecksumAlgorithm algorithm) { return fmt::format("Checksum{}", name_of(algorithm)); }

Result<void> check_parts(std::span<const CompletedPart> parts) {
  if (parts.empty() || parts.size() > kMaxParts) {
    return fail(Errc::limit, "complete an upload: expected 1 to {} parts, found {}", kMaxParts, parts.size());
  }
  std::uint32_t before = 0;
  for (const CompletedPart& part : parts) {
    if (part.number <= before) {
      return fail(Errc::invalid_argument, "complete an upload: expected parts in rising order, found {} behind {}",
                  part.number, before);
    }
    if (part.etag.empty() || !xml_can_hold(part.etag)) {
      return fail(Errc::invalid_argument, "complete an upload: expected the ETag of part {}, found none", part.number);
    }
    before = part.number;
  }
  return {};
}

void write_parts(std::span<const CompletedPart> parts, std::optional<ChecksumAlgorithm> algorithm, std::string& body) {
  const std::string checksum = algorithm ? element_of(*algorithm) : std::string();
  XmlWriter xml(body, "CompleteMultipartUpload");
  for (const CompletedPart& part : parts) {
    xml.open("Part");
    xml.element("PartNumber", fmt::format_int(part.number).c_str());
    xml.element("ETag", part.etag);
    if (algorithm) xml.element_unless_empty(checksum, part.checksum);
    xml.close("Part");
  }
  xml.close("CompleteMultipartUpload");
}

}  // namespace

Result<void> write_create_upload(const ObjectName& object, const CreateUploadOptions& options, Request& request) {
  RequestWriter writer(request, "POST", object.bucket, object.key);
  writer.query("uploads", "");
  writer.attributes(options.attributes);
  if (options.checksum) writer.field("x-amz-checksum-algorithm", name_of(*options.checksum));
  if (options.checksum_type) writer.field("x-amz-checksum-type", name_of(*options.checksum_type));
  return finish_of_object(writer, request, options.common);
}

Result<void> write_upload_part(const PartName& part, const UploadPartOptions& options, const Body& body,
                               Request& request) {
  if (auto fits = check_part(part); !fits) return fits;
  RequestWriter writer = part_writer(part, request);
  writer.customer_key(options.customer_key);
  writer.body(body);
  return finish_of_object(writer, request, options.common);
}

Result<void> write_upload_part_copy(const PartName& part, const CopySource& source, const ByteRange& range,
                                    const UploadPartOptions& options, Request& request) {
  if (auto fits = check_part(part); !fits) return fits;
  if (auto fits = check_source(source); !fits) return fits;
  if (auto fits = check_range(range); !fits) return fits;
  if (!range.is_whole() && range.kind != ByteRange::Kind::span) {
    return fail(Errc::unsupported, "copy a part: expected both ends of a range, found one; ask for the size first");
  }
  RequestWriter writer = part_writer(part, request);
  write_source(source, writer);
  if (!range.is_whole()) append_range(range, writer.field("x-amz-copy-source-range"));
  writer.customer_key(options.customer_key);
  return finish_of_object(writer, request, options.common);
}

Result<void> write_complete_upload(const ObjectName& object, std::string_view upload_id,
                                   std::span<const CompletedPart> parts, const CompleteUploadOptions& options,
                                   std::string& body, Request& request) {
  if (auto fits = check_upload(upload_id); !fits) return fits;
  if (auto fits = check_parts(parts); !fits) return fits;
  write_parts(parts, options.algorithm, body);
  RequestWriter writer(request, "POST", object.bucket, object.key);
  writer.query("uploadId", upload_id);
  writer.xml_body(body);
  writer.field_unless_empty("if-match", options.if_match);
  writer.field_unless_empty("if-none-match", options.if_none_match);
  if (options.algorithm) writer.field_unless_empty(field_of(*options.algorithm), options.checksum);
  if (options.checksum_type) writer.field("x-amz-checksum-type", name_of(*options.checksum_type));
  if (options.object_size) writer.field("x-amz-mp-object-size", *options.object_size);
  writer.customer_key(options.customer_key);
  return finish_of_object(writer, request, options.common);
}

Result<void> write_abort_upload(const ObjectName& object, std::string_view upload_id, const CommonOptions& common,
                                Request& request) {
  if (auto fits = check_upload(upload_id); !fits) return fits;  // without it, the object would be deleted
  RequestWriter writer(request, "DELETE", object.bucket, object.key);
  writer.query("uploadId", upload_id);
  return finish_of_object(writer, request, common);
}

Result<void> write_list_parts(const ObjectName& object, std::string_view upload_id, const ListPartsOptions& options,
                              Request& request) {
  if (auto fits = check_upload(upload_id); !fits) return fits;
  RequestWriter writer(request, "GET", object.bucket, object.key);
  writer.query("uploadId", upload_id);
  if (options.max_parts != 0) writer.query("max-parts", options.max_parts);
  if (options.marker != 0) writer.query("part-number-marker", options.marker);
  return finish_of_object(writer, request, options.common);
}

}  // namespace wirespeed::s3
