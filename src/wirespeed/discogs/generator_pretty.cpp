#include "wirespeed/discogs/generator_pretty.hpp"

#include <algorithm>

namespace wirespeed::discogs::generator {
namespace {

constexpr std::string_view kBlanks = "\n                                        ";

void break_line(std::size_t depth, XmlBuffer& out) {
  out << kBlanks.substr(0, std::min(1 + 2 * depth, kBlanks.size()));
}

void append_text(std::string_view text, XmlBuffer& out) {
  constexpr std::string_view kAmpersand = "&amp; ";
  for (;;) {
    const std::size_t at = text.find(kAmpersand);
    out << text.substr(0, at);
    if (at == std::string_view::npos) return;
    out << "& ";
    text.remove_prefix(at + kAmpersand.size());
  }
}

}  // namespace

void append_pretty(std::string_view record, XmlBuffer& out) {
  std::size_t depth = 0;
  bool after_tag = false;  // nothing but a tag stands before
  while (record.size() > 1) {
    const std::size_t end = record.find('>') + 1;
    const std::string_view tag = record.substr(0, end);
    const bool closes = tag[1] == '/';
    if (closes) --depth;
    if (after_tag) break_line(depth, out);
    out << tag;
    if (!closes && tag[tag.size() - 2] != '/') ++depth;
    record.remove_prefix(end);
    const std::size_t text = record.find('<');
    after_tag = text == 0;
    if (text == std::string_view::npos) break;
    append_text(record.substr(0, text), out);
    record.remove_prefix(text);
  }
  out << '\n';
}

}  // namespace wirespeed::discogs::generator
