// Artists, labels and masters.
#include "wirespeed/discogs/generator_pen.hpp"
#include "wirespeed/discogs/generator_record.hpp"

namespace wirespeed::discogs::generator {
namespace {

// <tag><name id="1">A</name>...</tag>; members of old dumps have <id>1</id> before each name.
void named_list(const World& world, std::string_view tag, const Kin& kin, bool ids_too, XmlBuffer& out) {
  if (kin.count == 0) return;
  ShortText name;
  out << '<' << tag << '>';
  for (std::uint32_t i = 0; i < kin.count; ++i) {
    const std::uint64_t id = world.catalog.id(Kind::artists, kin.index[i]);
    artist_name(world, kin.index[i], name);
    if (ids_too) out << "<id>" << id << "</id>";
    out << "<name id=\"" << id << "\">" << name.view() << "</name>";
  }
  out << "</" << tag << '>';
}

void namevariations(const World& world, const ShortText& name, std::uint32_t count, Random& random, XmlBuffer& out) {
  if (count == 0) return;
  out << "<namevariations>";
  for (std::uint32_t i = 0; i < count; ++i) {
    out << "<name>";
    const std::uint32_t form = random.below(10);
    if (form < 4) {
      out << name.first_letter() << ". " << name.last_word();
    } else if (form < 7) {
      out << world.words.forenames.draw(random) << ' ' << name.last_word();
    } else {
      out << name.view() << ' ' << world.words.surnames.draw(random);
    }
    out << "</name>";
  }
  out << "</namevariations>";
}

void prose_field(Pen& pen, std::string_view tag, std::uint32_t bytes, Script script, XmlBuffer& out) {
  out << '<' << tag << '>';
  pen.prose(bytes, script);
  out << "</" << tag << '>';
}

void label_relatives(const World& world, std::uint64_t index, XmlBuffer& out) {
  ShortText name;
  Kin above, below;
  world.catalog.parent(index, above);
  world.catalog.sublabels(index, below);
  for (std::uint32_t i = 0; i < above.count; ++i) {
    label_name(world, above.index[i], name);
    out << "<parentLabel id=\"" << world.catalog.id(Kind::labels, above.index[i]) << "\">" << name.view()
        << "</parentLabel>";
  }
  if (below.count == 0) return;
  out << "<sublabels>";
  for (std::uint32_t i = 0; i < below.count; ++i) {
    label_name(world, below.index[i], name);
    out << "<label id=\"" << world.catalog.id(Kind::labels, below.index[i]) << "\">" << name.view() << "</label>";
  }
  out << "</sublabels>";
}

void main_artists(Pen& pen, const Work& work, XmlBuffer& out, Party& first) {
  out << "<artists>";
  if (work.various) {
    first.id = kVarious;
    first.name.add("Various");
    pen.credit(first, {});
  }
  Party other;
  for (std::uint32_t i = 0; i < work.artist_count; ++i) {
    Party& party = i == 0 ? first : other;
    pen.artist(work.artists[i], party);
    pen.credit(party, {.anv = {}, .join = i + 1 < work.artist_count ? "," : "", .role = {}, .tracks = {}});
  }
  out << "</artists>";
}

// Draws of one record that lean the same way: who has a profile has web addresses and images more often than others.
class Leaning {
 public:
  explicit Leaning(Random& random) noexcept : random_(random), common_(random.next()) {}
  std::uint64_t bits() noexcept { return random_.chance(0.8) ? common_ : random_.next(); }
  bool chance(double p) noexcept { return (bits() >> 32) >= static_cast<std::uint64_t>((1 - p) * 4294967296.0); }

 private:
  Random& random_;
  std::uint64_t common_;
};

}  // namespace

void write_artist(const World& world, std::uint64_t index, XmlBuffer& out) {
  Random random(record_seed(world, Kind::artists, index));
  Pen pen(world, out, random);
  Leaning leaning(random);
  ShortText name;
  Kin aliases, members, groups;
  artist_name(world, index, name);
  world.catalog.aliases(index, aliases);
  world.catalog.members(index, members);
  world.catalog.groups(index, groups);
  out << "<artist>";
  pen.images(world.facts.artist_images.draw(leaning.bits()));
  out << "<id>" << world.catalog.id(Kind::artists, index) << "</id><name>" << name.view() << "</name>";
  if (leaning.chance(0.135)) {
    out << "<realname>" << world.words.forenames.draw(random) << ' ' << world.words.forenames.draw(random) << ' '
        << world.words.surnames.draw(random) << "</realname>";
  }
  if (leaning.chance(0.207)) {
    prose_field(pen, "profile", world.facts.profile_length.draw(random.next()), Script::latin, out);
  } else {
    pen.field("profile", "");
  }
  out << "<data_quality>" << world.facts.artist_quality.draw(random) << "</data_quality>";
  pen.urls(world.facts.urls.draw(leaning.bits()));
  namevariations(world, name, world.facts.namevariations.draw(leaning.bits()), random, out);
  named_list(world, "aliases", aliases, false, out);
  named_list(world, "members", members, world.old(), out);
  named_list(world, "groups", groups, false, out);
  out << "</artist>\n";
}

void write_label(const World& world, std::uint64_t index, XmlBuffer& out) {
  Random random(record_seed(world, Kind::labels, index));
  Pen pen(world, out, random);
  Leaning leaning(random);
  const std::uint64_t id = world.catalog.id(Kind::labels, index);
  out << "<label>";
  pen.images(world.facts.label_images.draw(leaning.bits()));
  out << "<id>" << id << "</id>";
  if (id != kNamelessLabel) {
    ShortText name;
    label_name(world, index, name);
    out << "<name>" << name.view() << "</name>";
  }
  if (leaning.chance(0.127)) {
    prose_field(pen, "contactinfo", world.facts.contact_length.draw(random.next()), Script::latin, out);
  }
  if (leaning.chance(0.242)) {
    prose_field(pen, "profile", world.facts.label_profile_length.draw(random.next()), Script::latin, out);
  }
  out << "<data_quality>" << world.facts.label_quality.draw(random) << "</data_quality>";
  pen.urls(world.facts.urls.draw(leaning.bits()));
  label_relatives(world, index, out);
  out << "</label>\n";
}

void write_master(const World& world, std::uint64_t index, XmlBuffer& out) {
  Random random(record_seed(world, Kind::masters, index));
  Pen pen(world, out, random);
  const Catalog& catalog = world.catalog;
  const std::uint64_t rank = catalog.rank(Kind::masters, index);
  const Work work = work_of_master(world, rank);
  const std::uint64_t main_release = catalog.release_at(catalog.sizes().first_release(rank));
  out << "<master id=\"" << catalog.id(Kind::masters, index) << "\"><main_release>"
      << catalog.id(Kind::releases, main_release) << "</main_release>";
  pen.images(world.facts.images.draw(random.next()));
  Party first;
  ShortText title;
  main_artists(pen, work, out, first);
  work_title(world, work, title);
  pen.genres(work);
  pen.styles(work);
  if (random.chance(0.04)) {
    prose_field(pen, "notes", world.facts.contact_length.draw(random.next()), work.script, out);
  }
  out << "<year>" << (random.chance(0.038) ? 0 : work.year) << "</year><title>" << title.view()
      << "</title><data_quality>" << (random.chance(0.003) ? "Needs Vote" : "Correct") << "</data_quality>";
  pen.videos(world.facts.master_videos.draw(random.next()), work, title.view(), first.name.view(), 12);
  out << "</master>\n";
}

}  // namespace wirespeed::discogs::generator
