#include "wirespeed/search/builder.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <numeric>
#include <optional>
#include <thread>
#include <vector>

#include "wirespeed/base/section_copy.hpp"
#include "wirespeed/search/index.hpp"
#include "wirespeed/search/shard_writer.hpp"

namespace wirespeed::search {
namespace {

constexpr std::uint64_t kMaxMentions = std::numeric_limits<std::uint32_t>::max() - 65536;

using Stores = std::array<NameStore, kMaxLabels>;
using Shards = std::array<std::optional<Result<ShardSections>>, kMaxLabels>;

// The labels that have names, the largest first: the others fill the time beside it.
std::vector<std::uint8_t> labels_by_size(const Stores& stores) {
  std::vector<std::uint8_t> labels(kMaxLabels);
  std::iota(labels.begin(), labels.end(), std::uint8_t{0});
  std::erase_if(labels, [&](std::uint8_t label) { return stores[label].size() == 0; });
  std::ranges::sort(labels, {}, [&](std::uint8_t label) { return std::pair(~stores[label].size(), label); });
  return labels;
}

Shards write_shards(Stores& stores, unsigned threads) {
  const auto labels = labels_by_size(stores);
  Shards shards;
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < labels.size(); i = next++) {
      NameStore store = std::exchange(stores[labels[i]], NameStore());
      store.finish();
      shards[labels[i]] = write_shard(labels[i], std::move(store));
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min<std::size_t>(threads, labels.size()); ++i) others.emplace_back(work);
  work();
  return shards;  // the others are joined first
}

Result<void> add_sections(SectionWriter& writer, Shards& shards) {
  std::vector<std::uint32_t> table = {kFormatVersion, 0};
  for (auto& shard : shards) {
    if (!shard) continue;
    if (!*shard) return std::unexpected(shard->error());
    const LabelRow& row = (*shard)->row;
    table.insert(table.end(), {row.label, row.names, row.words});
    ++table[1];
    for (const auto& [name, bytes] : (*shard)->sections) {
      if (auto ok = writer.add(name, bytes); !ok) return ok;
    }
    shard.reset();
  }
  return writer.add_array<std::uint32_t>(kLabelsSection, table);
}

}  // namespace

struct IndexBuilder::Labels {
  Stores stores;
};

IndexBuilder::IndexBuilder() : labels_(std::make_unique<Labels>()) {}
IndexBuilder::~IndexBuilder() = default;
IndexBuilder::IndexBuilder(IndexBuilder&&) noexcept = default;
IndexBuilder& IndexBuilder::operator=(IndexBuilder&&) noexcept = default;

Result<void> IndexBuilder::add(std::uint32_t node, std::uint8_t label, std::string_view name,
                               std::uint32_t popularity) {
  if (label >= kMaxLabels) {
    return fail(Errc::invalid_argument, "add name: expected a label below {}, found {}", kMaxLabels, label);
  }
  NameStore& store = labels_->stores[label];
  if (store.mention_count() + name.size() > kMaxMentions || store.size() > kMaxMentions) {
    return fail(Errc::limit, "add name: label {} has {} names of {} words; one label takes about 4 billion words",
                label, store.size(), store.mention_count());
  }
  store.add(node, name, popularity);
  return {};
}

Result<void> IndexBuilder::write(SectionWriter& writer, unsigned threads) {
  Shards shards = write_shards(labels_->stores, threads);
  return add_sections(writer, shards);
}

Result<void> join_indexes(std::span<const SectionFile> indexes, SectionWriter& writer) {
  std::vector<std::uint32_t> table = {kFormatVersion, 0};
  for (const SectionFile& index : indexes) {
    const auto labels = index.array<std::uint32_t>(kLabelsSection);
    if (!labels) return std::unexpected(labels.error());
    const std::size_t rows_at = std::min<std::size_t>(2, labels->size());  // behind version and number
    table.insert(table.end(), labels->begin() + static_cast<std::ptrdiff_t>(rows_at), labels->end());
    table[1] += labels->size() < 2 ? 0 : (*labels)[1];
    const auto wanted = [](std::string_view name) { return name.starts_with("search/") && name != kLabelsSection; };
    if (auto ok = copy_sections(index, writer, wanted); !ok) return ok;
  }
  return writer.add_array<std::uint32_t>(kLabelsSection, table);
}

std::uint64_t IndexBuilder::name_count() const noexcept {
  std::uint64_t count = 0;
  for (const NameStore& store : labels_->stores) count += store.size();
  return count;
}

}  // namespace wirespeed::search
