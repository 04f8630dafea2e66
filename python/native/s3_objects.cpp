#include "s3_objects.hpp"

#include "errors.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

nb::object text_or_none(std::string_view text) { return text.empty() ? nb::none() : readable_text(text); }

}  // namespace

nb::object time_or_none(const std::optional<std::int64_t>& time) { return time ? nb::cast(*time) : nb::none(); }

nb::dict info_dict(const s3::ObjectInfo& info) {
  nb::dict made;
  made["size"] = info.size;
  made["etag"] = text_or_none(info.etag);
  made["last_modified"] = time_or_none(info.last_modified);
  made["version_id"] = text_or_none(info.version_id);
  made["is_delete_marker"] = info.is_delete_marker;
  made["content_type"] = text_or_none(info.content_type);
  made["content_encoding"] = text_or_none(info.content_encoding);
  made["content_disposition"] = text_or_none(info.content_disposition);
  made["content_language"] = text_or_none(info.content_language);
  made["cache_control"] = text_or_none(info.cache_control);
  made["expires"] = text_or_none(info.expires);
  made["storage_class"] = text_or_none(info.storage_class);
  made["server_side_encryption"] = text_or_none(info.server_side_encryption);
  made["restore"] = text_or_none(info.restore);
  made["parts"] = info.parts;
  nb::dict checksums;
  for (const auto& checksum : info.checksums)
    checksums[readable_text(checksum.algorithm)] = readable_text(checksum.value);
  made["checksums"] = checksums;
  made["checksum_type"] = text_or_none(info.checksum_type);
  nb::dict metadata;
  for (const auto& [name, value] : info.metadata) metadata[readable_text(name)] = readable_text(value);
  made["metadata"] = metadata;
  return made;
}

}  // namespace wirespeed::python
