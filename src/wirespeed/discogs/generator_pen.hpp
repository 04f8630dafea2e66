// The strokes that all records are written with: fields, people, prose, videos, images. Each appends to one buffer.
#pragma once

#include <string>

#include "wirespeed/discogs/generator_world.hpp"

namespace wirespeed::discogs::generator {

// Somebody or something that is named: an artist or a label with its id (0: the dump names no id).
struct Party {
  std::uint64_t id = 0;
  ShortText name;
};

struct CreditText {
  std::string_view anv, join, role, tracks;
};

class Pen {
 public:
  Pen(const World& world, XmlBuffer& out, Random& random) : world_(world), out_(out), random_(random) {}

  // <tag>text</tag>; an empty text is an empty element in old shapes and nothing in new ones.
  void field(std::string_view tag, std::string_view text) {
    if (!text.empty()) {
      out_ << '<' << tag << '>' << text << "</" << tag << '>';
    } else if (world_.old()) {
      out_ << '<' << tag << "/>";
    }
  }

  void artist(std::uint64_t index, Party& out) const;  // sometimes one that has no record
  void label(std::uint64_t index, Party& out) const;
  void credit(const Party& party, const CreditText& text);

  void genres(const Work& work);
  void styles(const Work& work);
  void images(std::uint32_t count);
  void urls(std::uint32_t count);
  void prose(std::uint32_t bytes, Script script);  // about so many

  // `by` and the titles of the work's tracks are what videos are named after.
  void videos(std::uint32_t count, const Work& work, std::string_view title, std::string_view by, std::uint32_t tracks);

 private:
  void sentence(std::uint32_t words, Script script);
  void aside(Script script);
  void video_text(std::uint32_t form, const ShortText& track, std::string_view title, std::string_view by,
                  const Work& work);

  const World& world_;
  XmlBuffer& out_;
  Random& random_;
  std::string last_text_;
};

}  // namespace wirespeed::discogs::generator
