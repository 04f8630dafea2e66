#include "wirespeed/s3/answer.hpp"

#include "wirespeed/s3/answer_reader.hpp"

namespace wirespeed::s3 {
namespace {

void read_written(XmlReader& xml, Written& written) {
  for_children(xml, [&](std::string_view name) {
    if (name == "ETag") written.etag = xml.text();
    if (name == "LastModified") written.last_modified = read_time(xml);
    if (name == "Location") written.location = xml.text();
    if (name == "ChecksumType") written.checksum_type = xml.text();
    take_checksum(xml, name, written.checksums);
  });
}

Outcome<Written> read_written_document(const Asked& asked, int status, std::string& body, std::string_view root) {
  Written written;
  auto read = read_document(asked, status, body, root, [&](XmlReader& xml) {
    const char* const at = xml.position();
    read_written(xml, written);
    if (written.etag.empty()) xml.fail_at(at, "an <ETag>");
  });
  if (!read) return std::unexpected(std::move(read).error());
  return written;
}

Deletion read_deletion(XmlReader& xml) {
  Deletion deletion;
  for_children(xml, [&](std::string_view name) {
    if (name == "Key") deletion.key = xml.text();
    if (name == "VersionId") deletion.version_id = xml.text();
    if (name == "DeleteMarker") deletion.made_marker = read_flag(xml);
    if (name == "DeleteMarkerVersionId") deletion.marker_version_id = xml.text();
  });
  return deletion;
}

Undeleted read_undeleted(XmlReader& xml) {
  Undeleted undeleted;
  for_children(xml, [&](std::string_view name) {
    if (name == "Key") undeleted.key = xml.text();
    if (name == "VersionId") undeleted.version_id = xml.text();
    if (name == "Code") undeleted.code = xml.text();
    if (name == "Message") undeleted.message = xml.text();
  });
  return undeleted;
}

ListedBucket read_bucket(XmlReader& xml) {
  ListedBucket bucket;
  for_children(xml, [&](std::string_view name) {
    if (name == "Name") bucket.name = xml.text();
    if (name == "CreationDate") bucket.created = read_time(xml);
    if (name == "BucketRegion") bucket.region = xml.text();
  });
  return bucket;
}

void read_bucket_page(XmlReader& xml, BucketPage& page) {
  for_children(xml, [&](std::string_view name) {
    if (name == "ContinuationToken") page.next_token = xml.text();
    if (name == "Buckets") {
      for_children(xml, [&](std::string_view) { page.buckets.push_back(read_bucket(xml)); });
    }
    if (name == "Owner") {
      for_children(xml, [&](std::string_view part) {
        if (part == "ID") page.owner_id = xml.text();
        if (part == "DisplayName") page.owner_name = xml.text();
      });
    }
  });
}

}  // namespace

Outcome<std::string> read_created_upload(const Asked& asked, int status, std::string& body) {
  std::string id;
  auto read = read_document(asked, status, body, "InitiateMultipartUploadResult", [&](XmlReader& xml) {
    const char* const at = xml.position();
    for_children(xml, [&](std::string_view name) {
      if (name == "UploadId") id = xml.text();
    });
    if (id.empty()) xml.fail_at(at, "an <UploadId>");
  });
  if (!read) return std::unexpected(std::move(read).error());
  return id;
}

Outcome<Written> read_completed_upload(const Asked& asked, int status, std::string& body) {
  return read_written_document(asked, status, body, "CompleteMultipartUploadResult");
}

Outcome<Written> read_copied_object(const Asked& asked, int status, std::string& body) {
  return read_written_document(asked, status, body, "CopyObjectResult");
}

Outcome<Written> read_copied_part(const Asked& asked, int status, std::string& body) {
  return read_written_document(asked, status, body, "CopyPartResult");
}

Outcome<Deletions> read_deletions(const Asked& asked, int status, std::string& body) {
  Deletions deletions;
  auto read = read_document(asked, status, body, "DeleteResult", [&](XmlReader& xml) {
    for_children(xml, [&](std::string_view name) {
      if (name == "Deleted") deletions.deleted.push_back(read_deletion(xml));
      if (name == "Error") deletions.errors.push_back(read_undeleted(xml));
    });
  });
  if (!read) return std::unexpected(std::move(read).error());
  return deletions;
}

Outcome<BucketPage> read_buckets(const Asked& asked, int status, std::string& body) {
  BucketPage page;
  auto read = read_document(asked, status, body, "ListAllMyBucketsResult",
                            [&](XmlReader& xml) { read_bucket_page(xml, page); });
  if (!read) return std::unexpected(std::move(read).error());
  return page;
}

Outcome<std::string> read_bucket_location(const Asked& asked, int status, std::string& body) {
  std::string region;
  auto read = read_document(asked, status, body, "LocationConstraint", [&](XmlReader& xml) { region = xml.text(); });
  if (!read) return std::unexpected(std::move(read).error());
  if (region.empty()) return std::string("us-east-1");
  return region == "EU" ? std::string("eu-west-1") : region;
}

}  // namespace wirespeed::s3
