// An index whose bytes were altered: an error, or a wrong answer, never more. Runs best under the asan preset.
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <memory>
#include <random>

#include "wirespeed/search/index_test_support.hpp"

namespace wirespeed::search {
namespace {

// Copies of the sections, each exactly as long as it is, so that a read behind the end is seen.
class Sections {
 public:
  explicit Sections(const SectionFile& file) {
    for (const Section& section : file.sections()) set(section.name, value_or_throw(file.section(section.name)));
  }

  void set(const std::string& name, ByteView bytes) {
    auto copy = std::make_unique<std::uint8_t[]>(bytes.size());
    if (!bytes.empty()) std::memcpy(copy.get(), bytes.data(), bytes.size());
    sections_[name] = {std::move(copy), bytes.size()};
  }
  void erase(const std::string& name) { sections_.erase(name); }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : sections_) names.push_back(name);
    return names;
  }
  std::size_t size(const std::string& name) const { return sections_.at(name).size; }
  std::uint8_t& byte(const std::string& name, std::size_t at) { return sections_.at(name).bytes[at]; }

  Result<Index> open() const {
    return Index::open([this](std::string_view name) -> Result<ByteView> {
      const auto found = sections_.find(std::string(name));
      if (found == sections_.end()) return fail(Errc::not_found, "no section {}", name);
      return ByteView(found->second.bytes.get(), found->second.size);
    });
  }

 private:
  struct Bytes {
    std::unique_ptr<std::uint8_t[]> bytes;
    std::size_t size;
  };
  std::map<std::string, Bytes> sections_;
};

const SectionFile& built_file() {
  static const auto kIndex = [] {
    std::mt19937 random(3);
    std::vector<NamedNode> names;
    for (std::uint32_t i = 0; i < 6000; ++i) {
      std::string name;
      for (auto words = 1 + random() % 3; words-- > 0;) {
        const auto size = 1 + random() % 4;
        for (std::size_t k = 0; k < size; ++k) name += static_cast<char>('a' + std::min(random() % 5, random() % 5));
        name += ' ';
      }
      names.push_back(
          {i, static_cast<std::uint8_t>(i < 5500 ? 1 : 2), name, static_cast<std::uint32_t>(random() % 50)});
    }
    return std::make_unique<BuiltIndex>(names);
  }();
  return kIndex->file();
}

void ask_everything(const Index& index) {
  for (const char* text : {"a", "b", "ab", "a b", "aa bb", "ab c", "e d", "a b c", "dddd", "zzz", "abc a"}) {
    (void)index.autocomplete(text);
    (void)index.search(text, {.limit = 3});
    (void)index.search(text, {.limit = 5000, .last_word_is_prefix = true});
    (void)index.find_exact(1, text, [](std::uint32_t) { return false; });
  }
}

TEST(AlteredIndex, a_missing_section_is_an_error_that_names_it) {
  for (const std::string& name : Sections(built_file()).names()) {
    Sections sections(built_file());
    sections.erase(name);
    const auto index = sections.open();
    ASSERT_FALSE(index);
    EXPECT_NE(index.error().message.find(name), std::string::npos);
  }
}

TEST(AlteredIndex, a_cut_section_is_an_error_or_gives_other_answers) {
  for (const std::string& name : Sections(built_file()).names()) {
    const std::size_t size = Sections(built_file()).size(name);
    for (const std::size_t kept : {std::size_t{0}, std::size_t{7}, size / 2, size > 9 ? size - 9 : 0}) {
      Sections sections(built_file());
      const auto whole = value_or_throw(built_file().section(name));
      sections.set(name, whole.first(std::min(kept, whole.size())));
      if (const auto index = sections.open()) ask_everything(*index);
    }
  }
}

TEST(AlteredIndex, altered_bytes_never_lead_outside) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937 random(seed);
  const auto names = Sections(built_file()).names();
  for (int round = 0; round < 150; ++round) {
    Sections sections(built_file());
    for (auto changes = 1 + random() % 20; changes-- > 0;) {
      const std::string& name = names[random() % names.size()];
      if (sections.size(name) == 0) continue;
      const std::size_t begin = random() % sections.size(name);
      const std::size_t end = std::min(sections.size(name), begin + (random() % 4 == 0 ? 64 : 1));
      for (std::size_t at = begin; at < end; ++at) sections.byte(name, at) = static_cast<std::uint8_t>(random());
    }
    if (const auto index = sections.open()) ask_everything(*index);
  }
}

TEST(AlteredIndex, the_untouched_copy_answers) {
  const Sections sections(built_file());
  const auto index = sections.open();
  ASSERT_TRUE(index);
  EXPECT_EQ(value_or_throw(index->autocomplete("a")).size(), 10u);
}

}  // namespace
}  // namespace wirespeed::search
