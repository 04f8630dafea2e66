#include "wirespeed/s3/xml_writer.hpp"

#include <algorithm>

#include "wirespeed/base/utf8.hpp"

namespace wirespeed::s3 {
namespace {

std::string_view reference_of(char c) noexcept {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&apos;";
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    case '\r':
      return "&#13;";
    default:
      return {};
  }
}

bool is_forbidden(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

}  // namespace

bool xml_can_hold(std::string_view text) noexcept {
  if (std::ranges::any_of(text, is_forbidden) || valid_utf8_prefix(text) != text.size()) return false;
  return text.find("\xEF\xBF\xBE") == std::string_view::npos && text.find("\xEF\xBF\xBF") == std::string_view::npos;
}

void append_xml_escaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (const std::string_view reference = reference_of(c); !reference.empty()) {
      out += reference;
    } else {
      out += c;
    }
  }
}

XmlWriter::XmlWriter(std::string& out, std::string_view root) : out_(out) {
  out.assign("<").append(root).append(" xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
}

void XmlWriter::open(std::string_view name) { out_.append("<").append(name).append(">"); }

void XmlWriter::close(std::string_view name) { out_.append("</").append(name).append(">"); }

void XmlWriter::element(std::string_view name, std::string_view text) {
  open(name);
  append_xml_escaped(text, out_);
  close(name);
}

void XmlWriter::element_unless_empty(std::string_view name, std::string_view text) {
  if (!text.empty()) element(name, text);
}

}  // namespace wirespeed::s3
