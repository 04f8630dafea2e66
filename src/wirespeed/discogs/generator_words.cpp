#include "wirespeed/discogs/generator_words.hpp"

#include <span>

namespace wirespeed::discogs::generator {
namespace {

using Parts = std::span<const std::string_view>;

constexpr std::string_view kOnsets[] = {"b", "c", "d", "f", "g",  "h",  "j",  "k",  "l",  "m",  "n", "p", "r", "s", "t",
                                        "v", "w", "m", "s", "t",  "l",  "r",  "n",  "d",  "b",  "k", "p", "s", "l", "m",
                                        "r", "t", "n", "d", "br", "ch", "st", "tr", "sh", "gr", "",  "",  ""};
constexpr std::string_view kVowels[] = {"a", "e", "i", "o", "u", "a", "e",  "i",
                                        "o", "e", "a", "i", "o", "y", "ea", "ou"};
constexpr std::string_view kCodas[] = {"", "",  "",  "",  "",  "",  "",  "",  "",   "",   "",   "",  "",
                                       "", "n", "r", "s", "l", "t", "n", "r", "nd", "ng", "st", "ck"};
constexpr std::string_view kAccents[] = {"é", "á", "ó", "í", "ö", "ä", "ü", "ø", "è", "ñ", "ć", "å", "ç", "ł", "ğ"};

constexpr std::string_view kCyrillicOnsets[] = {"б", "в", "г", "д", "ж", "з",  "к",  "л",  "м",  "н", "п",
                                                "р", "с", "т", "х", "ч", "ст", "пр", "др", "кр", ""};
constexpr std::string_view kCyrillicCapitals[] = {"Б", "В", "Г", "Д", "К", "Л", "М", "Н", "П", "Р", "С", "Т", "А", "О"};
constexpr std::string_view kCyrillicVowels[] = {"а", "о", "е", "и", "у", "я", "ы", "ю", "а", "о", "и"};
constexpr std::string_view kCyrillicCodas[] = {"", "", "", "н", "р", "й", "т", "ть", "л", "в", "с"};

constexpr std::string_view kKana[] = {"ア", "イ", "ウ", "カ", "キ", "ク", "サ",   "シ", "ス", "タ", "ト", "ナ",
                                      "ニ", "ノ", "ハ", "フ", "マ", "ミ", "ラ",   "リ", "ル", "ロ", "ン", "の",
                                      "夜", "愛", "花", "夢", "雨", "空", "東京", "歌", "風", "月", "ー"};

// The commonest words of titles and of notes, commonest first.
constexpr std::string_view kTitleHead[] = {
    "The",      "Of",     "Love", "You",     "In",    "A",     "Me",   "My",   "And",  "I",     "To",    "Mix",
    "Original", "On",     "For",  "Your",    "Remix", "It",    "La",   "De",   "Live", "Night", "No",    "Is",
    "Time",     "Blues",  "Be",   "Vol.",    "EP",    "Dance", "Best", "Song", "Down", "Up",    "Life",  "World",
    "All",      "Don't",  "Man",  "Heart",   "One",   "Go",    "Baby", "With", "Blue", "Rock",  "From",  "Black",
    "Get",      "Girl",   "Day",  "Way",     "We",    "Dub",   "So",   "Back", "Out",  "Soul",  "Home",  "What",
    "Dream",    "Little", "El",   "Le",      "Hits",  "House", "Sun",  "Star", "Fire", "Intro", "Light", "Moon",
    "Not",      "Now",    "Edit", "Version", "That",  "Can"};
constexpr std::string_view kProseHead[] = {
    "the",     "and",    "of",      "on",      "in",       "by",     "for",       "a",      "to",       "with",
    "at",      "is",     "track",   "from",    "recorded", "as",     "released",  "this",   "are",      "label",
    "side",    "tracks", "was",     "album",   "music",    "all",    "version",   "studio", "mixed",    "produced",
    "back",    "cover",  "printed", "sleeve",  "made",     "record", "records",   "it",     "mastered", "also",
    "an",      "not",    "de",      "that",    "first",    "his",    "published", "vinyl",  "limited",  "written",
    "edition", "live",   "or",      "release", "band"};

class WordMaker {
 public:
  explicit WordMaker(std::uint64_t seed) : random_(seed) {}

  std::string latin(bool capital, double accents, double longer) {
    std::string word;
    const std::uint32_t syllables = 1 + random_.below(5) / 2 + (random_.chance(longer) ? 1 : 0);
    for (std::uint32_t i = 0; i < syllables; ++i) {
      word += part(kOnsets);
      word += random_.chance(accents) ? part(kAccents) : part(kVowels);
      word += part(kCodas);
    }
    if (word.size() < 2) word += "ro";
    if (capital && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
    return word;
  }

  std::string cyrillic() {
    std::string word(part(kCyrillicCapitals));
    const std::uint32_t syllables = random_.between(1, 3);
    for (std::uint32_t i = 0; i < syllables; ++i) {
      word += part(kCyrillicVowels);
      word += part(i + 1 < syllables ? Parts(kCyrillicOnsets) : Parts(kCyrillicCodas));
    }
    return word;
  }

  std::string kana() {
    std::string word;
    const std::uint32_t length = random_.between(2, 6);
    for (std::uint32_t i = 0; i < length; ++i) word += part(kKana);
    return word;
  }

 private:
  std::string_view part(Parts parts) { return parts[random_.below(static_cast<std::uint32_t>(parts.size()))]; }
  Random random_;
};

template <typename Make>
std::vector<std::string> make_words(std::size_t count, Parts head, DumpShape shape, Make&& make) {
  std::vector<std::string> words;
  words.reserve(count);
  for (const std::string_view word : head) words.push_back(encode(word, shape));
  while (words.size() < count) words.push_back(encode(make(), shape));
  return words;
}

}  // namespace

std::string encode(std::string_view utf8, DumpShape shape, bool attribute) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const char c = utf8[at];
    const auto lead = static_cast<std::uint8_t>(c);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"' && attribute) {
      out += "&quot;";
    } else if (length == 1 || shape == DumpShape::y2026) {
      out += utf8.substr(at, length);
    } else {
      std::uint32_t code = lead & (0xffU >> (length + 1));
      for (std::size_t i = 1; i < length; ++i) code = code << 6 | (static_cast<std::uint8_t>(utf8[at + i]) & 0x3fU);
      out += "&#" + std::to_string(code) + ";";
    }
    at += length;
  }
  return out;
}

Vocabulary::Vocabulary(const std::vector<std::string>& words, double exponent, double offset)
    : zipf_(words.size(), exponent, offset) {
  for (const std::string& word : words) {
    words_.push_back({static_cast<std::uint32_t>(letters_.size()), static_cast<std::uint32_t>(word.size())});
    letters_ += word;
  }
}

Words::Words(std::uint64_t seed, DumpShape shape) {
  WordMaker maker(seed_of(seed, 40, 0));
  const auto latin = [&](bool capital, double accents, double longer) {
    return [&maker, capital, accents, longer] { return maker.latin(capital, accents, longer); };
  };
  by_script[0] = Vocabulary(make_words(16'000, kTitleHead, shape, latin(true, 0.02, 0.06)), 1.02, 3);
  by_script[1] = Vocabulary(make_words(4'000, {}, shape, [&] { return maker.cyrillic(); }), 0.98, 6);
  by_script[2] = Vocabulary(make_words(4'000, {}, shape, [&] { return maker.kana(); }), 0.98, 6);
  forenames = Vocabulary(make_words(2'500, {}, shape, latin(true, 0.02, 0.35)), 0.98, 6);
  surnames = Vocabulary(make_words(30'000, {}, shape, latin(true, 0.03, 0.55)), 0.8, 30);
  prose = Vocabulary(make_words(8'000, kProseHead, shape, latin(false, 0.01, 0.3)), 1.08, 3);
  handles = Vocabulary(make_words(8'000, {}, shape, latin(false, 0, 0.3)), 0.9, 10);
}

}  // namespace wirespeed::discogs::generator
