#include "wirespeed/discogs/generator_pen.hpp"

namespace wirespeed::discogs::generator {
namespace {

constexpr double kStubShare = 0.002;  // of references, to an id that has no record

constexpr char kVideoId[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

void Pen::artist(std::uint64_t index, Party& out) const {
  const bool stub = random_.chance(kStubShare);
  out.id = stub ? world_.catalog.stub_id(Kind::artists, index) : world_.catalog.id(Kind::artists, index);
  artist_name(world_, index, out.name);
}

void Pen::label(std::uint64_t index, Party& out) const {
  const bool stub = random_.chance(kStubShare / 2);
  out.id = stub ? world_.catalog.stub_id(Kind::labels, index) : world_.catalog.id(Kind::labels, index);
  label_name(world_, index, out.name);
}

void Pen::credit(const Party& party, const CreditText& text) {
  out_ << "<artist>";
  if (party.id != 0 || world_.old()) out_ << "<id>" << party.id << "</id>";
  out_ << "<name>" << party.name.view() << "</name>";
  field("anv", text.anv);
  field("join", text.join);
  field("role", text.role);
  field("tracks", text.tracks);
  out_ << "</artist>";
}

void Pen::genres(const Work& work) {
  out_ << "<genres>";
  for (std::uint32_t i = 0; i < work.genre_count; ++i) {
    out_ << "<genre>" << world_.facts.genres[work.genres[i]] << "</genre>";
  }
  out_ << "</genres>";
}

void Pen::styles(const Work& work) {
  if (work.style_count == 0) return;
  out_ << "<styles>";
  for (std::uint32_t i = 0; i < work.style_count; ++i) {
    out_ << "<style>" << world_.facts.styles[work.styles[i]] << "</style>";
  }
  out_ << "</styles>";
}

void Pen::images(std::uint32_t count) {
  if (!world_.old() || count == 0) return;
  out_ << "<images>";
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t form = random_.below(100);
    const std::uint32_t width = form < 80 ? 600 : random_.between(200, 600);
    const std::uint32_t height = form < 25 ? 600 : form < 55 ? random_.between(590, 606) : random_.between(250, 800);
    out_ << "<image type=\"" << (i == 0 ? "primary" : "secondary") << "\" uri=\"\" uri150=\"\" width=\"" << width
         << "\" height=\"" << height << "\"/>";
  }
  out_ << "</images>";
}

void Pen::urls(std::uint32_t count) {
  if (count == 0) return;
  out_ << "<urls>";
  std::string_view handle = world_.words.handles.draw(random_);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (random_.chance(0.4)) handle = world_.words.handles.draw(random_);
    const std::string_view site = world_.facts.sites.draw(random_);
    out_ << "<url>" << site << handle << world_.words.handles.draw(random_);
    if (site.ends_with("www.") || site.ends_with("//")) out_ << ".com" << (random_.chance(0.5) ? "/" : "");
    out_ << "</url>";
  }
  out_ << "</urls>";
}

// What notes hold besides words: a number, a link to an artist, a code, a year.
void Pen::aside(Script script) {
  const std::uint32_t form = random_.below(8);
  if (form < 3) {
    out_ << random_.between(1, 60);
  } else if (form == 3) {
    out_ << "[a" << world_.catalog.id(Kind::artists, world_.catalog.draw_credit(random_)) << ']';
  } else if (form == 4) {
    out_ << random_.between(1960, 2020);
  } else if (form == 5) {
    out_ << "(" << world_.words.titles(script).draw(random_) << ')';
  } else {
    out_ << world_.words.forenames.draw(random_) << ' ' << world_.words.surnames.draw(random_);
  }
}

void Pen::sentence(std::uint32_t words, Script script) {
  out_ << world_.words.titles(script).draw(random_);
  for (std::uint32_t i = 1; i < words; ++i) {
    out_ << ' ';
    const std::uint32_t form = random_.below(100);
    if (form < 6) {
      aside(script);
    } else if (form < 16 || script != Script::latin) {
      out_ << world_.words.titles(script).draw(random_);
    } else {
      out_ << world_.words.prose.draw(random_);
    }
    if (form == 99) out_ << ',';
  }
}

void Pen::prose(std::uint32_t bytes, Script script) {
  const std::size_t end = out_.size() + bytes;
  const std::string_view newline = random_.chance(0.45) ? "&#13;\n" : "\n";
  for (;;) {
    const auto left = static_cast<std::uint32_t>(end - out_.size());
    sentence(std::min(random_.between(3, 14), left / 7 + 1), script);
    if (out_.size() + 3 >= end) return;
    const std::uint32_t form = random_.below(10);
    out_ << (form < 6 ? std::string_view(". ") : form < 9 ? newline : std::string_view(": "));
    if (form == 8) out_ << newline;
    if (out_.size() >= end) return;
  }
}

void Pen::video_text(std::uint32_t form, const ShortText& track, std::string_view title, std::string_view by,
                     const Work& work) {
  if (form < 20) {
    const bool old = world_.old();
    out_ << "Provided to YouTube by " << world_.words.surnames.draw(random_) << " Music Group\n\n"
         << track.view() << (old ? " &#183; " : " · ") << by << "\n\n"
         << title << "\n\n"
         << (old ? "&#8471; " : "℗ ") << work.year << ' ' << world_.words.surnames.draw(random_)
         << " Records\n\nReleased on: " << work.year << '-';
    out_.digits(random_.between(1, 12), 2) << '-';
    out_.digits(random_.between(1, 28), 2) << "\n\nAuto-generated by YouTube.";
  } else if (form < 26) {
    out_ << by << " - " << track.view();
  } else {
    prose(world_.facts.video_text_length.draw(random_.next()), work.script);
  }
}

void Pen::videos(std::uint32_t count, const Work& work, std::string_view title, std::string_view by,
                 std::uint32_t tracks) {
  if (count == 0) return;
  ShortText track;
  last_text_.clear();
  out_ << "<videos>";
  for (std::uint32_t i = 0; i < count; ++i) {
    out_ << "<video src=\"https://www.youtube.com/watch?v=";
    const std::uint64_t bits = random_.next();
    for (int c = 0; c < 60; c += 6) out_ << kVideoId[(bits >> c) & 63];
    out_ << kVideoId[(bits >> 60) << 2] << "\" duration=\"" << random_.between(120, 560) << "\" embed=\"true\"><title>";
    track_title(world_, work, random_.below(tracks), track);
    if (random_.chance(0.75)) out_ << by << " - ";
    out_ << track.view();
    const std::uint32_t form = random_.below(100);
    if (form % 10 < 3) out_ << " (" << (form % 10 == 0 ? std::string_view("Official Video") : title) << ')';
    out_ << "</title>";
    if (form < 88) {
      out_ << "<description>";
      const std::size_t begin = out_.size();
      if (form >= 76 && !last_text_.empty()) {
        out_ << last_text_;
      } else {
        video_text(form, track, title, by, work);
      }
      last_text_ = out_.view().substr(begin);
      out_ << "</description>";
    } else if (world_.old()) {
      out_ << "<description/>";
    }
    out_ << "</video>";
  }
  out_ << "</videos>";
}

}  // namespace wirespeed::discogs::generator
