#include "wirespeed/s3/answer_reader.hpp"
#include "wirespeed/s3/encoding.hpp"

namespace wirespeed::s3 {
namespace {

ListedUpload read_upload(XmlReader& xml) {
  ListedUpload upload;
  for_children(xml, [&](std::string_view name) {
    if (name == "Key") upload.key = xml.text();
    if (name == "UploadId") upload.upload_id = xml.text();
    if (name == "Initiated") upload.initiated = read_time(xml);
    if (name == "StorageClass") upload.storage_class = xml.text();
  });
  return upload;
}

void decode(std::string& text) { text = percent_decoded(text, Plus::space); }

void decode(UploadPage& page) {
  decode(page.next_key_marker);
  for (ListedUpload& upload : page.uploads) decode(upload.key);
  for (std::string& prefix : page.prefixes) decode(prefix);
}

void read_upload_page(XmlReader& xml, UploadPage& page) {
  bool url_encoded = false;
  for_children(xml, [&](std::string_view name) {
    if (name == "EncodingType") url_encoded = xml.text() == "url";
    if (name == "IsTruncated") page.truncated = read_flag(xml);
    if (name == "NextKeyMarker") page.next_key_marker = xml.text();
    if (name == "NextUploadIdMarker") page.next_upload_id_marker = xml.text();
    if (name == "Upload") page.uploads.push_back(read_upload(xml));
    if (name == "CommonPrefixes") {
      for_children(xml, [&](std::string_view) { page.prefixes.emplace_back(xml.text()); });
    }
  });
  if (url_encoded) decode(page);
}

ListedPart read_part(XmlReader& xml) {
  ListedPart part;
  for_children(xml, [&](std::string_view name) {
    if (name == "PartNumber") part.number = read_number<int>(xml);
    if (name == "Size") part.size = read_number<std::uint64_t>(xml);
    if (name == "ETag") part.etag = xml.text();
    if (name == "LastModified") part.last_modified = read_time(xml);
    take_checksum(xml, name, part.checksums);
  });
  return part;
}

void read_part_page(XmlReader& xml, PartPage& page) {
  for_children(xml, [&](std::string_view name) {
    if (name == "IsTruncated") page.truncated = read_flag(xml);
    if (name == "NextPartNumberMarker") page.next_part_marker = read_number<int>(xml);
    if (name == "Part") page.parts.push_back(read_part(xml));
  });
}

}  // namespace

Outcome<UploadPage> read_uploads(const Asked& asked, int status, std::string& body) {
  UploadPage page;
  auto read = read_document(asked, status, body, "ListMultipartUploadsResult", [&](XmlReader& xml) {
    const char* const at = xml.position();
    read_upload_page(xml, page);
    if (page.truncated && page.next_key_marker.empty()) xml.fail_at(at, "a <NextKeyMarker> in a truncated page");
  });
  if (!read) return std::unexpected(std::move(read).error());
  return page;
}

Outcome<PartPage> read_parts(const Asked& asked, int status, std::string& body) {
  PartPage page;
  auto read = read_document(asked, status, body, "ListPartsResult", [&](XmlReader& xml) {
    const char* const at = xml.position();
    read_part_page(xml, page);
    const bool leads_on = !page.parts.empty() && page.next_part_marker >= page.parts.back().number;
    if (page.truncated && !leads_on) xml.fail_at(at, "a <NextPartNumberMarker> behind the parts of a truncated page");
  });
  if (!read) return std::unexpected(std::move(read).error());
  return page;
}

}  // namespace wirespeed::s3
