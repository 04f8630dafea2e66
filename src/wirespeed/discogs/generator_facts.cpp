#include "wirespeed/discogs/generator_facts.hpp"

#include <algorithm>
#include <iterator>

#include "wirespeed/discogs/generator_words.hpp"

namespace wirespeed::discogs::generator {
namespace {

// clang-format off
constexpr Phrase kJoin[] = {{",", 107}, {"/", 31}, {"&", 25}, {"And", 11}, {"-", 11}, {"Feat.", 9}, {"Featuring", 7},
    {"•", 5}, {"With", 4}, {"vs.", 3}, {"Con", 2}, {"Conducted By", 2}, {"Presents", 2}};

constexpr Phrase kRole[] = {
    {"Producer", 273}, {"Written-By", 195}, {"Mastered By", 115}, {"Drums", 112}, {"Guitar", 101}, {"Vocals", 89},
    {"Engineer", 89}, {"Bass", 76}, {"Executive-Producer", 74}, {"Photography By", 68}, {"Recorded By", 67},
    {"Mixed By", 61}, {"Composed By", 49}, {"Backing Vocals", 47}, {"Design", 45}, {"Piano", 42}, {"Arranged By", 40},
    {"Music By", 38}, {"Lyrics By", 36}, {"Liner Notes", 33}, {"Engineer [Assistant]", 32}, {"Artwork", 28},
    {"Orchestra", 28}, {"Performer", 27}, {"Conductor", 26}, {"Producer, Written-By", 25}, {"Violin", 25},
    {"Written-By, Producer", 21}, {"Art Direction", 21}, {"Lacquer Cut By", 20}, {"Keyboards", 20}, {"Featuring", 19},
    {"Trumpet", 19}, {"Guitar, Vocals", 19}, {"Management", 18}, {"Cello", 17}, {"Percussion", 16}, {"Trombone", 15},
    {"Recorded By, Mixed By", 14}, {"Bass Guitar", 14}, {"Remastered By", 14}, {"Flute", 13},
    {"Drums, Percussion", 13}, {"Photography By [Live]", 13}, {"Tenor Saxophone", 12}, {"Photography By [Cover]", 12},
    {"Cover", 12}, {"Presenter", 11}, {"Layout", 11}, {"Lead Vocals", 11}, {"Rap", 10}, {"Translated By", 10},
    {"Lead Guitar", 9}, {"Programmed By", 9}, {"Saxophone", 9}, {"Mixed By, Mastered By", 9}, {"Graphics", 9},
    {"Engineer [Principal]", 9}, {"DJ Mix", 8}, {"Co-producer", 8}, {"Remix", 8}, {"Alto Saxophone", 8}, {"Choir", 8},
    {"Clarinet", 8}, {"Harmonica", 6}, {"Synthesizer", 10}, {"Organ", 10}, {"Acoustic Guitar", 14}, {"Strings", 7},
    {"A&R", 7}, {"Coordinator", 6}, {"Viola", 9}, {"Oboe", 4}, {"Harp", 4}, {"Soprano Vocals", 6},
    {"Baritone Vocals", 5}};

constexpr Phrase kTrackRole[] = {
    {"Written-By", 1863}, {"Producer", 274}, {"Remix", 212}, {"Composed By", 192}, {"Music By", 183},
    {"Lyrics By", 172}, {"Vocals", 141}, {"Lead Vocals", 114}, {"Featuring", 100}, {"Guitar", 99}, {"Arranged By", 75},
    {"Bass", 66}, {"Performer", 66}, {"Backing Vocals", 61}, {"Piano", 61}, {"Drums", 56}, {"Mixed By", 53},
    {"Engineer", 35}, {"Recorded By", 30}, {"Keyboards", 26}, {"Music By, Lyrics By", 21},
    {"Remix, Producer [Additional]", 20}, {"Co-producer", 19}, {"Horns", 17}, {"Written-By, Producer", 16},
    {"Trumpet", 16}, {"Mastered By", 15}, {"Percussion", 14}, {"Acoustic Guitar", 14}, {"Violin", 13}, {"Choir", 12}};

constexpr Phrase kCountry[] = {
    {"US", 250}, {"Germany", 91}, {"UK", 79}, {"Japan", 57}, {"Italy", 44}, {"Canada", 41}, {"Netherlands", 39},
    {"France", 33}, {"Spain", 31}, {"Russia", 31}, {"", 30}, {"Europe", 24}, {"Sweden", 22}, {"Australia", 21},
    {"Poland", 17}, {"Norway", 12}, {"Greece", 12}, {"Switzerland", 10}, {"Czechoslovakia", 8}, {"Denmark", 7},
    {"UK & Europe", 7}, {"Yugoslavia", 6}, {"Belgium", 6}, {"Israel", 6}, {"Ukraine", 6}, {"Jamaica", 5},
    {"Brazil", 5}, {"Austria", 5}, {"Nigeria", 5}, {"Serbia", 4}, {"Colombia", 4}, {"Portugal", 4},
    {"Czech Republic", 4}, {"USSR", 4}, {"New Zealand", 4}, {"Finland", 4}, {"Scandinavia", 3}, {"Hungary", 3},
    {"Taiwan", 3}, {"Argentina", 3}, {"Mexico", 3}, {"Ireland", 2}, {"South Africa", 2}, {"Turkey", 2}, {"India", 2},
    {"South Korea", 2}, {"Romania", 2}, {"UK, Europe & US", 2}, {"Trinidad & Tobago", 1}, {"Iceland", 1}};

constexpr Phrase kIdentifierType[] = {
    {"Matrix / Runout", 729}, {"Barcode", 338}, {"Rights Society", 229}, {"Other", 114}, {"Label Code", 83},
    {"Mastering SID Code", 62}, {"Mould SID Code", 62}, {"Price Code", 22}, {"SPARS Code", 14}, {"ISRC", 7},
    {"Pressing Plant ID", 4}, {"Depósito Legal", 3}, {"Distribution Code", 3}, {"ASIN", 2}};

constexpr Phrase kIdentifierNote[] = {
    {"Text", 55}, {"Side A", 42}, {"Side B", 42}, {"Scanned", 32}, {"String", 16}, {"Variant 1", 27}, {"Variant 2", 25},
    {"Side A Label", 20}, {"Side B Label", 20}, {"Printed", 15}, {"Label Side A", 20}, {"Label Side B", 20},
    {"Variant 3", 12}, {"Side A Runout", 20}, {"Side B Runout", 20}, {"Runout Side A", 20}, {"Runout Side B", 20},
    {"Mirrored", 8}, {"A-Side Runout Groove", 8}, {"B-Side Runout Groove", 8}, {"Side C", 6}, {"Side D", 6},
    {"Runout side A, etched", 30}, {"Runout side B, etched", 30}, {"Manufacturing date code", 6},
    {"Side A, hand-etched runout", 12}, {"Side B, hand-etched runout", 12}, {"A-Side Runout Etching", 8},
    {"Distribution Code", 6}, {"Barcode (Text), sticker on sleeve", 14}, {"Disc 1, Variant 2, mirrored", 14}};

constexpr Phrase kFormatText[] = {
    {"", 886}, {"320 kbps", 38}, {"Gatefold", 9}, {"Red", 6}, {"Cardboard Sleeve", 7}, {"VBR", 4}, {"Digipak", 9},
    {"Clear", 4}, {"Green", 4}, {"SHM-CD", 4}, {"White", 5}, {"Orange", 3}, {"Gold", 3}, {"180 Gram", 6}, {"Black", 4},
    {"Jewel Case", 4}, {"192 kbps", 3}, {"Yellow Vinyl", 3}, {"Transparent Blue", 3}, {"7\" Sleeve", 3},
    {"Ltd. & No.", 3}};

constexpr Phrase kMoreDescription[] = {
    {"Reissue", 86}, {"Promo", 80}, {"Stereo", 71}, {"Limited Edition", 66}, {"Mono", 38}, {"Unofficial Release", 37},
    {"Remastered", 30}, {"White Label", 18}, {"Repress", 15}, {"Numbered", 15}, {"Mixed", 12}, {"Sampler", 11},
    {"Mini-Album", 11}, {"Single Sided", 8}, {"Club Edition", 6}, {"Test Pressing", 5}, {"Enhanced", 5},
    {"Deluxe Edition", 6}, {"Special Edition", 4}, {"Picture Disc", 3}};

constexpr Phrase kReleaseQuality[] = {
    {"Needs Vote", 889}, {"Correct", 96}, {"Complete and Correct", 8}, {"Needs Minor Changes", 7}};
constexpr Phrase kArtistQuality[] = {{"Needs Major Changes", 613}, {"Needs Vote", 259}, {"Correct", 128}};
constexpr Phrase kLabelQuality[] = {
    {"Needs Major Changes", 706}, {"Needs Vote", 183}, {"Correct", 109}, {"Complete and Correct", 2}};
constexpr Phrase kSites[] = {
    {"http://www.", 60}, {"https://www.facebook.com/", 30}, {"http://www.myspace.com/", 30},
    {"https://twitter.com/", 22}, {"http://soundcloud.com/", 26}, {"https://www.instagram.com/", 14},
    {"https://www.youtube.com/user/", 16}, {"https://en.wikipedia.org/wiki/", 16}, {"http://vimeo.com/", 6},
    {"http://www.mixcloud.com/", 6}, {"http://", 20}};

struct CompanyFact {
  std::string_view entity_type, name;
  double weight;
};
constexpr CompanyFact kCompanies[] = {
    {"21", "Published By", 306}, {"13", "Phonographic Copyright (p)", 236}, {"14", "Copyright (c)", 207},
    {"23", "Recorded At", 182}, {"9", "Distributed By", 122}, {"10", "Manufactured By", 103}, {"17", "Pressed By", 97},
    {"29", "Mastered At", 87}, {"16", "Made By", 41}, {"27", "Mixed At", 39}, {"19", "Printed By", 38},
    {"4", "Record Company", 36}, {"37", "Produced For", 26}, {"8", "Marketed By", 24}, {"6", "Licensed From", 24},
    {"30", "Lacquer Cut At", 22}, {"5", "Licensed To", 13}, {"24", "Engineered At", 12},
    {"31", "Glass Mastered At", 12}, {"26", "Produced At", 11}, {"33", "Designed At", 7}, {"28", "Remixed At", 7},
    {"36", "Edited At", 5}, {"35", "Remastered At", 4}, {"34", "Filmed At", 3}, {"7", "Licensed Through", 3},
    {"38", "Manufactured For", 2}, {"18", "Duplicated By", 2}, {"42", "Exclusive Retailer", 2},
    {"25", "Overdubbed At", 1}};

struct CarrierFact {
  std::string_view words;  // name|description|...
  double before_1985, before_2000, since;
};
constexpr CarrierFact kCarriers[] = {
    {"Vinyl|LP|Album", 260, 95, 70}, {"Vinyl|LP", 90, 8, 12}, {"Vinyl|LP|Compilation", 80, 18, 10},
    {"Vinyl|7\"|45 RPM|Single", 190, 60, 16}, {"Vinyl|7\"|Single", 60, 20, 8}, {"Vinyl|7\"|45 RPM", 60, 14, 16},
    {"Vinyl|7\"|45 RPM|EP", 20, 4, 12}, {"Vinyl|12\"|33 ⅓ RPM", 4, 75, 60}, {"Vinyl|12\"", 8, 34, 40},
    {"Vinyl|12\"|EP", 2, 20, 26}, {"Vinyl|12\"|33 ⅓ RPM|EP", 1, 20, 26}, {"Vinyl|12\"|45 RPM|Maxi-Single", 16, 28, 6},
    {"Vinyl|10\"|EP", 8, 4, 12}, {"CD|Album", 0, 170, 175}, {"CD|Compilation", 0, 50, 44},
    {"CD|Maxi-Single", 0, 40, 12}, {"CD|Single", 0, 40, 34}, {"CD", 0, 20, 28}, {"CD|EP", 0, 12, 16},
    {"Cassette|Album", 50, 95, 40}, {"Cassette|Compilation", 6, 14, 6}, {"Cassette", 4, 8, 14},
    {"File|MP3|Album", 0, 0, 44}, {"File|MP3|EP", 0, 0, 44}, {"File|Single", 0, 0, 40}, {"File|Compilation", 0, 0, 20},
    {"CDr|Album", 0, 6, 36}, {"CDr|Promo", 0, 2, 20}, {"CDr", 0, 2, 8}, {"Box Set", 2, 6, 16},
    {"DVD|DVD-Video|PAL", 0, 2, 14}, {"DVD|DVD-Video|NTSC", 0, 2, 10}, {"Shellac|10\"|78 RPM", 36, 0, 0},
    {"All Media|Limited Edition", 0, 2, 8}, {"Reel-To-Reel|7 ½ ips|4-Track Stereo", 8, 0, 0}, {"VHS|PAL", 1, 6, 0},
    {"8-Track Cartridge|Album", 8, 0, 0}, {"Acetate|12\"", 2, 2, 1}, {"Flexi-disc|7\"|33 ⅓ RPM", 4, 1, 0}};

constexpr double kDecades2026[] = {0.4, 0.2, 0.3, 0.5, 12, 67, 83, 97, 195, 205, 228, 130};  // from 1910
constexpr double kDecades2020[] = {0.4, 0.2, 0.3, 0.5, 12, 67, 83, 97, 195, 205, 228, 0};
constexpr double kGenreWeights[kGenreCount] = {317, 43, 65, 30, 11, 332, 19, 52, 67, 24, 182, 10, 112, 36, 2, 0.02};
// clang-format on

// Styles beyond those of the sample: the published number is 757, most of them rare.
constexpr std::string_view kStylePrefixes[] = {"Northern", "Coastal", "Early"};

std::vector<double> weights_of(std::span<const Phrase> phrases) {
  std::vector<double> weights;
  for (const Phrase& phrase : phrases) weights.push_back(phrase.weight);
  return weights;
}

Picker company_picker() {
  std::vector<double> weights;
  for (const CompanyFact& fact : kCompanies) weights.push_back(fact.weight);
  return Picker(weights);
}

Facts::CarrierWords split_carrier(std::string_view words, DumpShape shape) {
  Facts::CarrierWords carrier;
  for (bool first = true; !words.empty(); first = false) {
    const std::size_t end = std::min(words.find('|'), words.size());
    const std::string word = encode(words.substr(0, end), shape, first);  // the name is an attribute
    if (first) {
      carrier.name = word;
    } else {
      carrier.descriptions.push_back(word);
    }
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return carrier;
}

void fill_carriers(Facts& facts, DumpShape shape) {
  std::vector<double> weights[3];
  for (const CarrierFact& fact : kCarriers) {
    facts.carriers.push_back(split_carrier(fact.words, shape));
    weights[0].push_back(fact.before_1985);
    weights[1].push_back(fact.before_2000);
    weights[2].push_back(fact.since);
  }
  for (std::size_t era = 0; era < 3; ++era) facts.carrier[era] = Picker(weights[era]);
}

class StyleFiller {
 public:
  StyleFiller(Facts& facts, DumpShape shape) : facts_(facts), shape_(shape) {
    facts_.styles_of_genre.resize(kGenreCount);
  }

  void add(std::string_view name, std::size_t genre, double weight) {
    facts_.styles_of_genre[genre].styles.push_back(static_cast<std::uint32_t>(facts_.styles.size()));
    weights_[genre].push_back(weight);
    facts_.styles.push_back(encode(name, shape_));
  }

  void finish() {
    for (std::size_t genre = 0; genre < kGenreCount; ++genre) {
      facts_.styles_of_genre[genre].picker = Picker(weights_[genre]);
    }
  }

 private:
  Facts& facts_;
  DumpShape shape_;
  std::array<std::vector<double>, kGenreCount> weights_;
};

void fill_styles(Facts& facts, DumpShape shape) {
  for (const std::string_view genre : genre_names()) facts.genres.push_back(encode(genre, shape));
  StyleFiller filler(facts, shape);
  const auto known = known_styles();
  for (const StyleFact& style : known) filler.add(style.name, style.genre, style.weight);
  filler.add("Traditional Folk", kGenreCount - 1, 1);
  for (std::size_t i = 0; facts.styles.size() < kStyleCount; ++i) {
    const StyleFact& base = known[i % known.size()];
    const std::string name = std::string(kStylePrefixes[i / known.size()]) + " " + std::string(base.name);
    const std::size_t rank = i / 32 + 1;
    filler.add(name, base.genre, 0.3 / static_cast<double>(rank));
  }
  filler.finish();
}

}  // namespace

Phrases::Phrases(std::span<const Phrase> phrases, DumpShape shape, bool attribute) : picker_(weights_of(phrases)) {
  for (const Phrase& phrase : phrases) texts_.push_back(encode(phrase.text, shape, attribute));
}

Facts::Facts(DumpShape shape)
    : join(kJoin, shape),
      role(kRole, shape),
      track_role(kTrackRole, shape),
      country(kCountry, shape),
      identifier_type(kIdentifierType, shape, true),
      identifier_note(kIdentifierNote, shape, true),
      format_text(kFormatText, shape, true),
      more_description(kMoreDescription, shape),
      release_quality(kReleaseQuality, shape),
      artist_quality(kArtistQuality, shape),
      label_quality(kLabelQuality, shape),
      sites(kSites, shape),
      company_kind(company_picker()),
      decade(shape == DumpShape::y2026 ? std::span<const double>(kDecades2026) : std::span<const double>(kDecades2020)),
      genre(kGenreWeights) {
  for (const CompanyFact& fact : kCompanies) company_kinds.push_back({fact.entity_type, fact.name});
  fill_carriers(*this, shape);
  fill_styles(*this, shape);
}

}  // namespace wirespeed::discogs::generator
