#include "wirespeed/s3/answer_reader.hpp"

namespace wirespeed::s3 {
namespace {

Pairs::value_type read_tag(XmlReader& xml) {
  Pairs::value_type tag;
  for_children(xml, [&](std::string_view name) {
    if (name == "Key") tag.first = xml.text();
    if (name == "Value") tag.second = xml.text();
  });
  return tag;
}

}  // namespace

Outcome<Pairs> read_tags(const Asked& asked, int status, std::string& body) {
  Pairs tags;
  auto read = read_document(asked, status, body, "Tagging", [&](XmlReader& xml) {
    for_children(xml, [&](std::string_view set) {
      if (set != "TagSet") return;
      for_children(xml, [&](std::string_view name) {
        if (name == "Tag") tags.push_back(read_tag(xml));
      });
    });
  });
  if (!read) return std::unexpected(std::move(read).error());
  return tags;
}

}  // namespace wirespeed::s3
