#include "wirespeed/discogs/generator_release.hpp"

#include <algorithm>

namespace wirespeed::discogs::generator {
namespace {

constexpr std::uint64_t kLabelOfWork = 90;
constexpr double kNoIdShare = 0.019;     // of new people, which makes 1.7 % of credits
constexpr double kOldNoIdShare = 0.003;  // written as id 0
constexpr double kStubMasterShare = 0.0005;
constexpr double kLongQuantityShare = 1e-5;

constexpr std::string_view kLongQuantity = "99999999999999999999999999999999999999999999999999999999";

}  // namespace

void write_release(const World& world, std::uint64_t index, XmlBuffer& out) {
  ReleaseWriter(world, index, out).write();
}

ReleaseWriter::ReleaseWriter(const World& world, std::uint64_t index, XmlBuffer& out)
    : world_(world),
      facts_(world.facts),
      out_(out),
      random_(record_seed(world, Kind::releases, index)),
      pen_(world, out, random_),
      index_(index),
      place_(world.catalog.place(index)),
      richness_(random_.next()) {
  const bool single = place_ >= world.catalog.released_with_master();
  master_rank_ = single ? 0 : world.catalog.sizes().rank_of_release(place_);
  work_ = single ? work_of_single(world, place_) : work_of_master(world, master_rank_);
  compiled_ = random_.chance(work_.various ? 0.87 : 0.055);
  credited_ = random_.chance(compiled_ ? 0.5 : 0.34);
  timed_ = random_.chance(0.51);
  const Counts& tracks = compiled_ ? facts_.tracks_compiled : credited_ ? facts_.tracks_credited : facts_.tracks_plain;
  track_count_ = tracks.draw(rich(0.2));
  const bool reissue = !single && place_ != world.catalog.sizes().first_release(master_rank_) && random_.chance(0.45);
  const std::uint32_t last = world.old() ? 2020 : 2026;
  year_ = reissue ? random_.between(work_.year, std::max(last, work_.year)) : work_.year;
  work_title(world, work_, title_);
}

void ReleaseWriter::write() {
  out_ << "<release id=\"" << world_.catalog.id(Kind::releases, index_) << '"';
  out_ << (world_.old() ? " status=\"Accepted\">" : ">");
  pen_.images(facts_.images.draw(rich(0.45)));
  main_artists();
  out_ << "<title>" << title_.view() << "</title>";
  labels();
  series();
  extra_artists();
  formats();
  pen_.genres(work_);
  pen_.styles(work_);
  const std::string_view country = facts_.country.draw(random_);
  if (!country.empty()) out_ << "<country>" << country << "</country>";
  released();
  notes();
  out_ << "<data_quality>" << facts_.release_quality.draw(random_) << "</data_quality>";
  master_id();
  tracklist();
  identifiers();
  pen_.videos(facts_.videos.draw(rich(0.35)), work_, title_.view(), cast_[0].name.view(), track_count_);
  companies();
  out_ << "</release>\n";
}

void ReleaseWriter::main_artists() {
  out_ << "<artists>";
  if (work_.various) {
    cast_[cast_count_].id = kVarious;
    cast_[cast_count_].name.add("Various");
    pen_.credit(cast_[cast_count_++], {});
  }
  for (std::uint32_t i = 0; i < work_.artist_count; ++i) {
    Party& party = cast_[cast_count_++];
    pen_.artist(work_.artists[i], party);
    CreditText text;
    if (random_.chance(0.105)) text.anv = variant_of(party);
    if (i + 1 < work_.artist_count) text.join = facts_.join.draw(random_);
    pen_.credit(party, text);
  }
  out_ << "</artists>";
}

void ReleaseWriter::labels() {
  Random of_work(seed_of(work_.seed, kLabelOfWork, 0));
  const std::uint64_t usual = world_.catalog.draw_label(of_work);
  label_ = random_.chance(0.4) ? usual : world_.catalog.draw_label(random_);
  std::uint64_t current = label_;
  Party label;
  out_ << "<labels>";
  const std::uint32_t count = facts_.labels.draw(random_.next());
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i > 0 && random_.chance(0.64)) current = world_.catalog.draw_label(random_);
    pen_.label(current, label);
    out_ << "<label name=\"" << label.name.view() << "\" catno=\"";
    catalog_number();
    out_ << "\" id=\"" << label.id << "\"/>";
  }
  out_ << "</labels>";
}

void ReleaseWriter::series() {
  if (world_.old() || !random_.chance(0.03)) return;
  Party series;
  pen_.label(world_.catalog.draw_label(random_), series);
  out_ << "<series><series name=\"" << series.name.view() << "\" catno=\"";
  if (random_.chance(0.5)) out_ << random_.between(1, 60);
  out_ << "\" id=\"" << series.id << "\"/></series>";
}

const Party& ReleaseWriter::person(double known_share) {
  if (cast_count_ > 0 && random_.chance(known_share)) return cast_[random_.below(cast_count_)];
  const std::uint32_t place = cast_count_ < kCast ? cast_count_++ : 1 + random_.below(kCast - 1);
  Party& party = cast_[place];
  pen_.artist(world_.catalog.draw_credit(random_), party);
  if (random_.chance(world_.old() ? kOldNoIdShare : kNoIdShare)) party.id = 0;
  return party;
}

std::string_view ReleaseWriter::variant_of(const Party& party) {
  variant_.clear();
  if (random_.chance(0.5)) {
    variant_.add(party.name.first_letter());
    variant_.add(". ");
  }
  const std::string_view last = party.name.last_word();
  variant_.add(last.starts_with('&') ? party.name.view() : last);
  return variant_.view();
}

void ReleaseWriter::role(std::string_view base) {
  role_.clear();
  role_.add(base);
  const std::uint32_t form = random_.below(100);
  if (form < 16) {
    role_.add(" [");
    for (std::uint32_t words = 1 + form / 4; words > 0; --words) {
      role_.add(world_.words.titles(Script::latin).draw(random_));
      if (words > 1) role_.add(" ");
    }
    role_.add("]");
  }
  if (form >= 10 && form < 28) {
    role_.add(", ");
    role_.add(facts_.role.draw(random_));
  }
}

void ReleaseWriter::track_range() {
  tracks_.clear();
  const std::uint32_t from = random_.between(1, std::max(track_count_, 1U));
  const std::uint32_t to = random_.between(from, std::max(track_count_, from));
  const std::string_view between = random_.chance(0.6) ? " to " : ", ";
  const auto add = [&](std::uint32_t number) {
    char digits[12] = {static_cast<char>(number * 2 > track_count_ ? 'B' : 'A')};
    char* end = std::to_chars(digits + (on_sides() ? 1 : 0), digits + 12, number).ptr;
    tracks_.add({digits, static_cast<std::size_t>(end - digits)});
  };
  add(from);
  if (to > from && random_.chance(0.7)) {
    tracks_.add(between);
    add(to);
  }
}

void ReleaseWriter::extra_artists() {
  const std::uint32_t count = facts_.credits.draw(rich(0.63));
  if (count == 0) return pen_.field("extraartists", "");
  out_ << "<extraartists>";
  for (std::uint32_t i = 0; i < count; ++i) {
    const Party& party = person(0.2);
    CreditText text;
    if (random_.chance(0.2)) text.anv = variant_of(party);
    role(facts_.role.draw(random_));
    text.role = role_.view();
    if (random_.chance(0.177)) {
      track_range();
      text.tracks = tracks_.view();
    }
    pen_.credit(party, text);
  }
  out_ << "</extraartists>";
}

void ReleaseWriter::formats() {
  out_ << "<formats>";
  const std::uint32_t count = random_.chance(0.034) ? 2 : 1;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto& carrier = facts_.carriers[facts_.carrier_of(year_, random_)];
    if (i == 0) carrier_ = carrier.name;
    const std::uint32_t discs = track_count_ > 24 ? track_count_ / 12 : random_.chance(0.05) ? 2 : 1;
    sides_ = 2 * discs;
    out_ << "<format name=\"" << carrier.name << "\" qty=\"";
    if (random_.chance(kLongQuantityShare)) {
      out_ << kLongQuantity;
    } else {
      out_ << discs;
    }
    out_ << "\" text=\"" << facts_.format_text.draw(random_) << '"';
    const std::uint32_t more = random_.below(100);
    if (carrier.descriptions.empty() && more < 65) {
      out_ << "/>";
      continue;
    }
    out_ << "><descriptions>";
    for (const std::string& words : carrier.descriptions) out_ << "<description>" << words << "</description>";
    for (std::uint32_t from = 65; from <= more; from += 22) {
      out_ << "<description>" << facts_.more_description.draw(random_) << "</description>";
    }
    out_ << "</descriptions></format>";
  }
  out_ << "</formats>";
}

// Of 1,000: 118 have none, 571 a year, 236 a date, 57 a month, 18 a year with zeros.
void ReleaseWriter::released() {
  const std::uint32_t form = random_.below(1000);
  if (form < 118) return;
  out_ << "<released>" << year_;
  if (form >= 689) {
    const std::uint32_t month = form >= 982 ? 0 : random_.between(1, 12);
    const std::uint32_t day = form >= 925 ? 0 : random_.between(1, 28);
    (out_ << '-').digits(month, 2) << '-';
    out_.digits(day, 2);
  }
  out_ << "</released>";
}

void ReleaseWriter::notes() {
  if (!random_.chance(0.633)) return;
  out_ << "<notes>";
  pen_.prose(facts_.notes_length.draw(rich(0.3)), work_.script);
  out_ << "</notes>";
}

void ReleaseWriter::master_id() {
  if (work_.single) {
    if (!world_.old()) out_ << "<master_id>0</master_id>";
    return;
  }
  const Catalog& catalog = world_.catalog;
  const std::uint64_t index = catalog.by_rank(Kind::masters, master_rank_);
  const bool main = place_ == catalog.sizes().first_release(master_rank_);
  const bool stub = !main && random_.chance(kStubMasterShare);
  out_ << "<master_id is_main_release=\"" << (main ? "true" : "false") << "\">"
       << (stub ? catalog.stub_id(Kind::masters, index) : catalog.id(Kind::masters, index)) << "</master_id>";
}

}  // namespace wirespeed::discogs::generator
