// The XML of requests' bodies.
#pragma once

#include <string>
#include <string_view>

namespace wirespeed::s3 {

// Whether XML 1.0 can say it at all: UTF-8 without control characters but tab and line ends, and without the two code
// points at the end of the first plane. A key that it cannot say is deleted by a request of its own.
bool xml_can_hold(std::string_view text) noexcept;

// Line ends and tabs as references: a parser would make other characters of them. REQUIRES: xml_can_hold(text)
void append_xml_escaped(std::string_view text, std::string& out);

// Elements, nested by hand: names are ours, never a caller's.
class XmlWriter {
 public:
  // Writes over `out`, and begins with <root xmlns="http://s3.amazonaws.com/doc/2006-03-01/">.
  XmlWriter(std::string& out, std::string_view root);

  void open(std::string_view name);
  void close(std::string_view name);
  void element(std::string_view name, std::string_view text);
  void element_unless_empty(std::string_view name, std::string_view text);

 private:
  std::string& out_;
};

}  // namespace wirespeed::s3
