#include <algorithm>

#include "wirespeed/discogs/generator_world.hpp"

namespace wirespeed::discogs::generator {
namespace {

constexpr std::uint64_t kWork = 60;

// Odd multiples that step evenly through all values: the counts of consecutive works spread far more evenly than by
// chance, so that means hold at small scale too, although one master can have a thousand releases.
class EvenDraws {
 public:
  EvenDraws(std::uint64_t seed, std::uint64_t key) noexcept : seed_(seed), key_(key) {}
  std::uint64_t various() const noexcept { return draw(0, 0x9e3779b97f4a7c15U); }
  std::uint64_t artists() const noexcept { return draw(1, 0xd1342543de82ef95U); }
  std::uint64_t genres() const noexcept { return draw(2, 0xb504f333f9de6485U); }
  std::uint64_t styles() const noexcept { return draw(3, 0xbb67ae8584caa73bU); }

 private:
  std::uint64_t draw(std::uint64_t dimension, std::uint64_t step) const noexcept {
    return key_ * step + seed_of(seed_, kWork, dimension);
  }
  std::uint64_t seed_, key_;
};

template <std::size_t N, typename T>
bool holds(const std::array<T, N>& values, std::uint32_t count, T value) {
  return std::find(values.begin(), values.begin() + count, value) != values.begin() + count;
}

void draw_genres(const World& world, std::uint32_t wanted, Random& random, Work& work) {
  wanted = std::min(wanted, 8U);
  for (work.genre_count = 0; work.genre_count < wanted;) {
    const std::uint32_t genre = world.facts.genre.pick(random.next());
    if (!holds(work.genres, work.genre_count, genre)) work.genres[work.genre_count++] = genre;
  }
  std::sort(work.genres.begin(), work.genres.begin() + work.genre_count);
}

// Of several genres, Electronic and Rock are those that styles are named for; Pop seldom is.
std::uint32_t genre_of_style(Random& random, const Work& work) {
  constexpr double kPull[kGenreCount] = {1, .5, .8, .9, .6, .7, .9, .9, .6, .2, .2, .1, .4, .5, .5, 1};
  const std::uint32_t first = work.genres[random.below(work.genre_count)];
  return random.chance(kPull[first]) ? first : work.genres[random.below(work.genre_count)];
}

void draw_styles(const World& world, std::uint32_t wanted, Random& random, Work& work) {
  wanted = std::min(wanted, 12U);
  for (work.style_count = 0; work.style_count < wanted;) {
    const bool own = random.chance(0.95);
    const std::uint32_t genre = own ? genre_of_style(random, work) : world.facts.genre.pick(random.next());
    const auto& styles = world.facts.styles_of_genre[genre];
    std::uint32_t style = styles.styles[styles.picker.pick(random.next())];
    while (holds(work.styles, work.style_count, style)) style = (style + 1) % kStyleCount;
    work.styles[work.style_count++] = style;
  }
}

void draw_artists(const World& world, std::uint32_t wanted, Random& random, Work& work) {
  wanted = static_cast<std::uint32_t>(
      std::min<std::uint64_t>({wanted, work.artists.size(), world.catalog.count(Kind::artists)}));
  for (work.artist_count = 0; work.artist_count < wanted;) {
    std::uint64_t artist = world.catalog.draw_artist(random);
    while (holds(work.artists, work.artist_count, artist)) artist = (artist + 1) % world.catalog.count(Kind::artists);
    work.artists[work.artist_count++] = artist;
  }
}

std::uint32_t draw_year(const World& world, Random& random) {
  const std::uint32_t year = 1910 + 10 * world.facts.decade.pick(random.next()) + random.below(10);
  return std::min<std::uint32_t>(year, world.old() ? 2020 : 2026);
}

Script draw_script(Random& random) {
  const std::uint32_t share = random.below(1000);
  return share < 24 ? Script::cyrillic : share < 36 ? Script::kana : Script::latin;
}

Work draw_work(const World& world, std::uint64_t key, bool single) {
  const Facts& facts = world.facts;
  const EvenDraws even(world.catalog.seed(), key);
  Work work{};
  work.seed = seed_of(world.catalog.seed(), kWork + 1, key);
  Random random(work.seed);
  work.single = single;
  work.various = !single && key < Catalog::kGreatMasters
                     ? world.catalog.great_master_is_various(key)
                     : (even.various() >> 32) < static_cast<std::uint64_t>(kVariousShare * 4294967296.0);
  work.script = draw_script(random);
  work.year = draw_year(world, random);
  draw_genres(world, (single ? facts.genres_of_single : facts.genres_of_master).draw(even.genres()), random, work);
  draw_styles(world, (single ? facts.styles_of_single : facts.styles_of_master).draw(even.styles()), random, work);
  const auto artists = (single ? facts.artists_of_single : facts.artists_of_master).draw(even.artists());
  draw_artists(world, work.various ? 0 : artists, random, work);
  return work;
}

}  // namespace

Work work_of_master(const World& world, std::uint64_t rank) { return draw_work(world, rank, false); }

Work work_of_single(const World& world, std::uint64_t place) {
  return draw_work(world, world.catalog.count(Kind::masters) + place, true);
}

}  // namespace wirespeed::discogs::generator
