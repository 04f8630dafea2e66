#include <bit>

#include "wirespeed/discogs/generator_world.hpp"

namespace wirespeed::discogs::generator {
namespace {

enum Purpose : std::uint64_t { kArtistName = 50, kLabelName = 51, kTitle = 52, kTrack = 53 };

constexpr std::string_view kFamousArtists[] = {"Unknown Artist", "Traditional", "No Artist"};

constexpr std::string_view kLabelEnds[] = {
    "Records",     "Records",    "Records",          "Records", "Records", "Music", "Music",         "Recordings",
    "Productions", "Publishing", "Music Publishing", "Studios", "Ltd.",    "Inc.",  "Entertainment", "Studio"};

Script draw_script(Random& random) noexcept {
  const std::uint32_t share = random.below(1000);
  return share < 22 ? Script::cyrillic : share < 30 ? Script::kana : Script::latin;
}

void add_number(Random& random, ShortText& out) {  // " (3)": names are unique in the catalogue
  char digits[8] = " (";
  const std::uint32_t number = 2 + random.below(1U << random.below(7));
  char* end = std::to_chars(digits + 2, digits + 6, number).ptr;
  *end++ = ')';
  out.add({digits, static_cast<std::size_t>(end - digits)});
}

void person_name(const World& world, Random& random, ShortText& out) {
  const std::string_view forename = world.words.forenames.draw(random);
  out.add_word(forename);
  const std::uint32_t form = random.below(100);
  if (form < 6) out.add_word(world.words.forenames.draw(random));
  out.add_word(world.words.surnames.draw(random));
}

void band_name(const World& world, Random& random, ShortText& out) {
  const Vocabulary& titles = world.words.titles(Script::latin);
  const std::uint32_t form = random.below(100);
  if (form < 30) out.add_word("The");
  if (form >= 30 && form < 40) out.add_word("DJ");
  if (form >= 66) out.add_word(titles.draw(random));
  out.add_word(world.words.surnames.draw(random));
  if (form < 22) out.add("s");
  if (form >= 94) {
    out.add_word("&amp; The");
    out.add_word(world.words.surnames.draw(random));
  }
}

}  // namespace

void artist_name(const World& world, std::uint64_t index, ShortText& out) {
  out.clear();
  const std::uint64_t rank = world.catalog.rank(Kind::artists, index);
  if (rank < std::size(kFamousArtists)) return out.add_word(kFamousArtists[rank]);
  Random random(seed_of(world.catalog.seed(), kArtistName, index));
  const Script script = draw_script(random);
  if (script != Script::latin) {
    out.add_word(world.words.titles(script).draw(random));
    if (random.chance(0.8)) out.add_word(world.words.titles(script).draw(random));
  } else if (random.chance(0.3) || world.catalog.is_group(index)) {
    band_name(world, random, out);
  } else {
    person_name(world, random, out);
  }
  if (random.chance(0.163)) add_number(random, out);
}

void label_name(const World& world, std::uint64_t index, ShortText& out) {
  out.clear();
  if (world.catalog.rank(Kind::labels, index) == 0) return out.add_word("Not On Label");
  Random random(seed_of(world.catalog.seed(), kLabelName, index));
  const Vocabulary& titles = world.words.titles(draw_script(random));
  const std::uint32_t form = random.below(100);
  if (form < 4) {
    out.add_word("Not On Label (");
    out.add(world.words.surnames.draw(random));
    out.add(" Self-released)");
    return;
  }
  out.add_word(world.words.surnames.draw(random));
  if (form < 62) out.add_word(titles.draw(random));
  if (form < 20) out.add_word(titles.draw(random));
  if (form < 5) out.add_word("&amp;");
  if (form < 7) out.add_word(world.words.surnames.draw(random));
  if (form >= 18 && form < 88) out.add_word(kLabelEnds[random.below(std::size(kLabelEnds))]);
  if (random.chance(0.08)) add_number(random, out);
}

namespace {
void add_title(const World& world, Script script, std::uint32_t words, Random& random, ShortText& out) {
  const Vocabulary& titles = world.words.titles(script);
  if (script != Script::latin) words = words / 2 + 1;
  for (std::uint32_t i = 0; i < words; ++i) out.add_word(titles.draw(random));
}
}  // namespace

void work_title(const World& world, const Work& work, ShortText& out) {
  Random random(seed_of(work.seed, kTitle, 0));
  const std::uint32_t form = random.below(100);
  if (form < 22) return track_title(world, work, form % 4, out);  // named after one of its tracks
  out.clear();
  add_title(world, work.script, world.facts.title_words.draw(random.next()), random, out);
  if (form < 26) out.add(" EP");
  if (form >= 26 && form < 30) {
    out.add(" / ");
    add_title(world, work.script, 2, random, out);
  }
  if (form == 30) out.add(" &amp; Other Songs");
}

// On electronic releases several tracks are mixes of one.
void track_title(const World& world, const Work& work, std::uint64_t track, ShortText& out) {
  out.clear();
  const bool electronic = work.genres[0] == 0;
  const std::uint64_t song = electronic && work.seed % 2 == 0 ? track / 3 : track;
  Random random(seed_of(work.seed, kTrack, song));
  add_title(world, work.script, world.facts.track_words.draw(random.next()), random, out);
  Random of_mix(seed_of(work.seed, kTrack + 1, track));
  const std::uint32_t form = of_mix.below(song != track ? 4 : electronic ? 10 : 50);
  if (form > 2) return;
  out.add(" (");
  if (form < 2) out.add(world.words.surnames.draw(of_mix));
  out.add(form == 0 ? " Remix)" : form == 1 ? " Mix)" : "Original Mix)");
}

}  // namespace wirespeed::discogs::generator
