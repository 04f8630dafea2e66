// The limit: a loop over compressed rows that was written for this one question, depth first, each branch on its own.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
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

struct Arrays {
  std::vector<std::uint32_t> sources;
  std::vector<std::uint32_t> targets;
  std::vector<std::uint8_t> steps;
  std::vector<std::uint8_t> value;
  std::uint32_t root = 0;
};

Arrays read_arrays(const std::filesystem::path& folder) {
  Arrays arrays{read_all<std::uint32_t>(folder / "sources"), read_all<std::uint32_t>(folder / "targets"),
                read_all<std::uint8_t>(folder / "steps"), read_all<std::uint8_t>(folder / "value")};
  std::ifstream(folder / "root") >> arrays.root;
  return arrays;
}

Tree tree_of(const Arrays& arrays) {
  const auto& [sources, targets, steps, value, root] = arrays;
  Tree tree;
  tree.root = root;
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

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double seconds(std::chrono::steady_clock::duration spent) { return std::chrono::duration<double>(spent).count(); }

}  // namespace

int main(int argc, char** argv) {
  return bench::stay(argc, argv, [](const bench::Call& call) {
    const Arrays arrays = read_arrays(call.data);
    const auto begun = std::chrono::steady_clock::now();
    Tree made = tree_of(arrays);
    const double load = seconds(std::chrono::steady_clock::now() - begun);
    std::vector<std::uint32_t> memory(made.masks.size());
    return [tree = std::move(made), stack = std::move(memory), load](bool, bench::Outcome& outcome) mutable {
      const double cpu = cpu_seconds();
      const auto start = std::chrono::steady_clock::now();
      outcome.answer("count", count(tree, stack));
      const double wall = seconds(std::chrono::steady_clock::now() - start);
      outcome.call(wall, cpu_seconds() - cpu, 0);
      outcome.counter("load_ms", 1000 * load);
    };
  });
}
