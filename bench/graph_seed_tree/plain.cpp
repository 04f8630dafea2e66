// The limit: a loop over compressed rows that was written for this one question, depth first, each branch on its own.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <vector>

#include "contender.hpp"

namespace {

template <typename T>
std::vector<T> read_all(const std::filesystem::path& file) {
  std::vector<T> items(std::filesystem::file_size(file) / sizeof(T));
  std::ifstream(file, std::ios::binary)
      .read(reinterpret_cast<char*>(items.data()), std::streamsize(items.size() * sizeof(T)));
  return items;
}

enum Mask : std::uint8_t { kIsB = 1, kValue = 2 };

struct Tree {
  std::vector<std::uint32_t> offsets;
  std::vector<std::uint32_t> targets;
  std::vector<std::uint8_t> masks;
  std::uint32_t root = 0;

  std::span<const std::uint32_t> children(std::uint32_t node) const {
    return {targets.data() + offsets[node], offsets[node + 1] - offsets[node]};
  }
};

Tree read_tree(const std::filesystem::path& folder) {
  const auto sources = read_all<std::uint32_t>(folder / "sources");
  const auto targets = read_all<std::uint32_t>(folder / "targets");
  const auto steps = read_all<std::uint8_t>(folder / "steps");
  const auto value = read_all<std::uint8_t>(folder / "value");
  Tree tree;
  std::ifstream(folder / "root") >> tree.root;
  tree.offsets.assign(steps.size() + 1, 0);
  for (const std::uint32_t source : sources) ++tree.offsets[source + 1];
  for (std::size_t i = 1; i < tree.offsets.size(); ++i) tree.offsets[i] += tree.offsets[i - 1];
  std::vector<std::uint32_t> next(tree.offsets);
  tree.targets.resize(targets.size());
  for (std::size_t i = 0; i < targets.size(); ++i) tree.targets[next[sources[i]]++] = targets[i];
  for (std::size_t i = 0; i < steps.size(); ++i) {
    tree.masks.push_back(static_cast<std::uint8_t>((steps[i] % 2 != 0 ? kIsB : 0) | (value[i] != 0 ? kValue : 0)));
  }
  return tree;
}

// The stack never holds more than all nodes.
std::uint64_t count(const Tree& tree, std::vector<std::uint32_t>& stack) {
  std::uint32_t* top = stack.data();
  *top++ = tree.root;
  std::uint64_t found = 0;
  while (top != stack.data()) {
    const std::uint32_t node = *--top;
    found += tree.masks[node] == (kIsB | kValue) ? 1 : 0;
    top = std::ranges::copy(tree.children(node), top).out;
  }
  return found;
}

double seconds(std::chrono::steady_clock::duration spent) { return std::chrono::duration<double>(spent).count(); }

}  // namespace

int main(int argc, char** argv) {
  return bench::stay(argc, argv, [](const bench::Call& call) {
    Tree made = read_tree(call.data);
    std::vector<std::uint32_t> memory(made.masks.size());
    return [tree = std::move(made), stack = std::move(memory)](bool, bench::Outcome& outcome) mutable {
      const auto start = std::chrono::steady_clock::now();
      outcome.answer("count", count(tree, stack));
      const double wall = seconds(std::chrono::steady_clock::now() - start);
      outcome.call(wall, wall, 0);
    };
  });
}
