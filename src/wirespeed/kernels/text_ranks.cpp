// Text in order by multikey quicksort: eight bytes at a time are one word, and only what is equal in them goes on to
// the next eight. So no byte that two have in common is looked at again and again.
#include <algorithm>
#include <cstring>
#include <vector>

#include "wirespeed/kernels/sort_rows.hpp"

namespace wirespeed::kernels {
namespace {

struct Entry {
  std::uint64_t bytes;  // the eight from the depth on, the first one highest; zeros behind the end
  Row row;
};

using Entries = std::span<Entry>;
using Texts = std::span<const std::string_view>;

std::uint64_t bytes_at(std::string_view text, std::size_t depth) noexcept {
  if (depth >= text.size()) return 0;
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text.data() + depth, std::min<std::size_t>(8, text.size() - depth));
  return __builtin_bswap64(bytes);
}

// Entries that are equal in their first `depth` bytes.
struct Run {
  std::size_t begin;
  std::size_t end;
  std::size_t depth;
};

class TextSort {
 public:
  TextSort(Texts texts, Entries entries) : texts_(texts), entries_(entries) {}

  // Sorts all, and gives each row its rank.
  void rank(RawVector<std::uint64_t>& ranks) {
    runs_.push_back({0, entries_.size(), 0});
    while (!runs_.empty()) {
      const Run run = runs_.back();
      runs_.pop_back();
      sort(run, ranks);
    }
  }

 private:
  // Its parts of equal bytes are done, and their place is their rank, or are runs of their own.
  void sort(const Run& run, RawVector<std::uint64_t>& ranks) {
    const Entries entries = entries_.subspan(run.begin, run.end - run.begin);
    for (Entry& entry : entries) entry.bytes = bytes_at(texts_[entry.row], run.depth);
    // A text that ends here and one that goes on with zeros have the same bytes: the shorter one is first.
    std::ranges::sort(entries, [&](const Entry& one, const Entry& two) {
      if (one.bytes != two.bytes) return one.bytes < two.bytes;
      return left_of(one, run.depth) < left_of(two, run.depth);
    });
    for (std::size_t i = 0; i < entries.size();) i = end_part(run, entries, i, ranks);
  }

  // How many of the eight bytes are the text's.
  std::size_t left_of(const Entry& entry, std::size_t depth) const noexcept {
    const std::size_t size = texts_[entry.row].size();
    return size > depth ? std::min<std::size_t>(9, size - depth) : 0;
  }

  std::size_t end_part(const Run& run, Entries entries, std::size_t begin, RawVector<std::uint64_t>& ranks) {
    const std::size_t left = left_of(entries[begin], run.depth);
    std::size_t end = begin + 1;
    while (end < entries.size() && entries[end].bytes == entries[begin].bytes &&
           left_of(entries[end], run.depth) == left) {
      ++end;
    }
    if (left > 8 && end - begin > 1) {
      runs_.push_back({run.begin + begin, run.begin + end, run.depth + 8});
    } else {
      for (std::size_t i = begin; i < end; ++i) ranks[entries[i].row] = run.begin + begin;
    }
    return end;
  }

  Texts texts_;
  Entries entries_;
  std::vector<Run> runs_;
};

}  // namespace

RawVector<std::uint64_t> ranks_of(std::span<const std::string_view> texts) {
  RawVector<std::uint64_t> ranks(texts.size(), 0);
  RawVector<Entry> entries;
  entries.reserve(texts.size());
  for (std::size_t row = 0; row < texts.size(); ++row) {
    if (texts[row].data() != nullptr) entries.push_back({0, static_cast<Row>(row)});
  }
  TextSort(texts, entries).rank(ranks);
  return ranks;
}

}  // namespace wirespeed::kernels
