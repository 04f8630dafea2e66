// What is printed, pressed and scratched on a release: catalogue numbers, identifiers, companies.
#include "wirespeed/discogs/generator_release.hpp"

namespace wirespeed::discogs::generator {
namespace {

constexpr std::string_view kSocieties[] = {"BMI",    "ASCAP", "GEMA", "BIEM", "STEMRA",      "SACEM",
                                           "JASRAC", "SGAE",  "MCPS", "SIAE", "BIEM/STEMRA", "GEMA/BIEM",
                                           "SOCAN",  "PRS",   "NCB",  "SABAM"};
constexpr std::string_view kPlants[] = {"STERLING",    "MPO",  "A1",   "B1",          "Δ",      "-1", "-2",
                                        "CDM01",       "RI",   "DADC", "MASTERED BY", "A2",     "1A", "2B",
                                        "EMI SWINDON", "ifpi", "T27",  "G",           "STEREO", "PRC"};

}  // namespace

// Numbers of one label begin alike.
void ReleaseWriter::catalog_number() {
  if (random_.chance(0.108)) {
    out_ << "none";
    return;
  }
  const std::uint64_t label = seed_of(world_.catalog.seed(), 91, label_);
  const std::uint32_t form = random_.below(100);
  if (form < 72) {
    for (std::uint64_t i = 0; i < 2 + label % 3; ++i) out_ << static_cast<char>('A' + (label >> (8 + 5 * i)) % 26);
    out_ << (label % 5 < 2 ? " " : label % 5 == 2 ? "-" : "");
    out_.digits(random_.below(1U << (6 + label % 11)), 3 + label % 3);
    if (form < 10) out_ << (form < 5 ? "CD" : form < 8 ? "LP" : "D");
  } else {
    out_.digits(random_.next() >> 40, 3 + form % 4) << (form % 2 == 0 ? " " : "-");
    out_.digits(random_.next() >> 40, 3 + form % 3);
    if (form > 90) out_ << '-' << form % 9;
  }
}

void ReleaseWriter::identifier_value(std::string_view type) {
  if (type == "Barcode") {
    const std::uint64_t digits = random_.next() >> 20;
    if (random_.chance(0.6)) {
      out_.digits(digits, 12);
    } else {
      (out_ << digits % 10 << ' ').digits(digits / 10, 5) << ' ';
      out_.digits(digits / 1000003, 5) << ' ' << digits % 7;
    }
  } else if (type == "Rights Society") {
    out_ << kSocieties[random_.below(std::size(kSocieties))];
  } else if (type == "Label Code") {
    (out_ << "LC ").digits(random_.below(30'000), 5);
  } else if (type.ends_with("SID Code")) {
    (out_ << "IFPI " << static_cast<char>(random_.chance(0.5) ? 'L' : '0' + random_.below(10)))
        .digits(random_.below(1000), 3);
  } else {
    catalog_number();
    const std::uint32_t parts = random_.below(6);
    for (std::uint32_t i = 0; i < parts; ++i) {
      const std::uint32_t plant = random_.below(std::size(kPlants) + 8);
      out_ << (i % 2 == 0 ? "-" : " ");
      if (plant == 4) {
        out_ << (world_.old() ? std::string_view("&#916;") : kPlants[plant]);
      } else if (plant < std::size(kPlants)) {
        out_ << kPlants[plant];
      } else {
        out_ << random_.below(100'000);
      }
    }
  }
}

void ReleaseWriter::identifiers() {
  const std::uint32_t count = facts_.identifiers.draw(rich(0.77));
  if (count == 0) return pen_.field("identifiers", "");
  out_ << "<identifiers>";
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string_view type = facts_.identifier_type.draw(random_);
    out_ << "<identifier type=\"" << type << "\" ";
    if (random_.chance(0.57)) out_ << "description=\"" << facts_.identifier_note.draw(random_) << "\" ";
    out_ << "value=\"";
    identifier_value(type);
    out_ << "\"/>";
  }
  out_ << "</identifiers>";
}

void ReleaseWriter::companies() {
  const std::uint32_t count = facts_.companies.draw(rich(0.77));
  if (count == 0) return pen_.field("companies", "");
  Party company;
  out_ << "<companies>";
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i == 0 || random_.chance(0.75)) {
      pen_.label(i == 0 && random_.chance(0.25) ? label_ : world_.catalog.draw_label(random_), company);
    }
    const auto& kind = facts_.company_kinds[facts_.company_kind.pick(random_.next())];
    out_ << "<company><id>" << company.id << "</id><name>" << company.name.view() << "</name>";
    if (random_.chance(0.043)) {
      out_ << "<catno>";
      catalog_number();
      out_ << "</catno>";
    } else {
      pen_.field("catno", "");
    }
    out_ << "<entity_type>" << kind.entity_type << "</entity_type><entity_type_name>" << kind.name
         << "</entity_type_name><resource_url>https://api.discogs.com/labels/" << company.id
         << "</resource_url></company>";
  }
  out_ << "</companies>";
}

}  // namespace wirespeed::discogs::generator
