// Ours: the name index of module search, in a snapshot file as the product writes it.
#include <filesystem>

#include "search_names/name_task.hpp"
#include "wirespeed/base/cpu.hpp"
#include "wirespeed/search/builder.hpp"
#include "wirespeed/search/index.hpp"

namespace {

using namespace wirespeed;

// Names by label, in the shares that a dump has: artists, labels, masters, releases, each in one block of nodes.
constexpr std::array kShares = {0.295, 0.365, 0.44, 1.0};

std::uint8_t label_of(std::uint32_t node, std::size_t names) {
  const double place = static_cast<double>(node) / static_cast<double>(names);
  return static_cast<std::uint8_t>(std::ranges::upper_bound(kShares, place) - kShares.begin());
}

std::uint64_t build(const std::string& data, const std::string& path, bool one_label) {
  const std::vector<std::uint32_t> popularity = bench::read_numbers(data + "/popularity.u32");
  search::IndexBuilder builder;
  std::uint32_t node = 0;
  bench::for_each_line(data + "/names.txt", [&](const std::string& name) {
    const std::uint8_t label = one_label ? std::uint8_t{0} : label_of(node, popularity.size());
    value_or_throw(builder.add(node, label, name, popularity[node]));
    ++node;
  });
  auto writer = value_or_throw(SectionWriter::create(path));
  value_or_throw(builder.write(writer, available_cores()));
  value_or_throw(writer.commit());
  return node;
}

class OurSearch final : public bench::NameSearch {
 public:
  explicit OurSearch(const search::Index& index) : index_(index) {}

  std::vector<std::uint32_t> autocomplete(const std::string& text) override {
    return nodes(value_or_throw(index_.autocomplete(text)));
  }
  std::vector<std::uint32_t> two_words(const std::string& text, std::uint64_t& count) override {
    auto found = value_or_throw(index_.search(text));
    count = found.total;
    return nodes(found.hits);
  }
  std::vector<std::uint32_t> ranked(const std::string& text) override {
    return nodes(value_or_throw(index_.search(text)).hits);
  }

 private:
  static std::vector<std::uint32_t> nodes(const std::vector<search::Hit>& hits) {
    std::vector<std::uint32_t> found;
    for (const search::Hit& hit : hits) found.push_back(hit.node);
    return found;
  }
  const search::Index& index_;
};

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](const bench::Call& call, bench::Outcome& outcome) {
    const std::string path = bench::scratch() + "/names.snapshot";
    const double start = bench::cpu_seconds();
    const std::uint64_t names = build(call.data, path, call.extra == "one_label");
    bench::report_build(outcome, names, bench::cpu_seconds() - start, std::filesystem::file_size(path));
    const auto file = value_or_throw(SectionFile::open(path));
    const auto index = value_or_throw(search::Index::open(file));
    OurSearch search(index);
    bench::report_search(outcome, call, search);
  });
}
