// Words made of syllables, drawn by Zipf's law; they look, sort and compress much like those of real names and notes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/discogs/generator.hpp"
#include "wirespeed/discogs/generator_buffer.hpp"
#include "wirespeed/discogs/generator_random.hpp"

namespace wirespeed::discogs::generator {

// UTF-8 as a dump of that shape writes it: &amp; &lt; &gt;, &quot; in attributes, references for what is not ASCII
// before 2024.
std::string encode(std::string_view utf8, DumpShape shape, bool attribute = false);

class Vocabulary {
 public:
  Vocabulary() = default;
  Vocabulary(const std::vector<std::string>& words, double exponent, double offset);

  std::string_view draw(Random& random) const noexcept {
    const Word& word = words_[zipf_.draw(random.next())];
    return {letters_.data() + word.begin, word.size};
  }

 private:
  struct Word {
    std::uint32_t begin, size;
  };
  std::string letters_;
  std::vector<Word> words_;
  Zipf zipf_;
};

enum class Script : std::uint8_t { latin, cyrillic, kana };

// All words of one world, encoded for its shape. Constant once built, so threads share it.
struct Words {
  Words(std::uint64_t seed, DumpShape shape);

  const Vocabulary& titles(Script script) const noexcept { return by_script[static_cast<std::size_t>(script)]; }

  Vocabulary by_script[3];  // title case
  Vocabulary forenames, surnames;
  Vocabulary prose;    // lower case, with the little words that fill sentences
  Vocabulary handles;  // lower case, ASCII: in web addresses
};

}  // namespace wirespeed::discogs::generator
