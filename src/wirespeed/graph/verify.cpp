#include "wirespeed/graph/verify.hpp"

#include <algorithm>
#include <bit>
#include <functional>

#include "wirespeed/base/hash.hpp"

namespace wirespeed::graph {
namespace {

std::unexpected<Error> broken(const Model& model, std::string_view where, std::string_view what) {
  return fail(Errc::corrupt, "verify {}: {}: {}; write the snapshot again", model.file->path().string(), where, what);
}

bool rises(std::span<const std::uint32_t> offsets, std::uint64_t last) {
  return offsets.empty() || (offsets.front() == 0 && offsets.back() == last && std::ranges::is_sorted(offsets));
}

bool ranks_fit(const BitRankView& bits, std::uint32_t expected) {
  std::uint32_t below = 0;
  for (std::size_t word = 0; word < bits.words().size(); ++word) {
    if (word % BitRankView::kBlockWords == 0 && bits.ranks()[word / BitRankView::kBlockWords] != below) return false;
    below += static_cast<std::uint32_t>(std::popcount(bits.words()[word]));
  }
  return below == expected;
}

bool rows_fit(const RowIndexView& rows) {
  if (!rises(rows.offsets(), rows.shape().entries)) return false;
  return rows.shape().form == RowForm::dense || ranks_fit(rows.bits(), rows.shape().filled);
}

bool texts_fit(const TextColumn& texts) { return rises(texts.offsets(), texts.heap().size()); }

bool codes_fit(const PackedView& codes, std::uint64_t bound) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (codes[i] >= bound) return false;
  }
  return true;
}

bool property_fits(const Property& property) {
  const bool zero_is_none = property.kind == PropertyKind::dictionary;
  return texts_fit(property.texts) && rows_fit(property.lists) &&
         codes_fit(property.codes, property.texts.size() + (zero_is_none ? 1 : 0));
}

bool ids_fit(const IdMapView& ids) {
  return ranks_fit(ids.head(), ids.size() - static_cast<std::uint32_t>(ids.tail().size())) &&
         std::ranges::adjacent_find(ids.tail(), std::greater_equal()) == ids.tail().end() &&
         (ids.tail().empty() || ids.tail().front() >= ids.head().size());
}

bool index_fits(const NameIndexView& index, std::uint32_t count) {
  return rises(index.buckets(), index.nodes().size()) &&
         std::ranges::all_of(index.nodes(), [&](std::uint32_t place) { return place < count; });
}

Result<void> verify_label(const Model& model, const LabelModel& label) {
  if (label.has_ids && !ids_fit(label.ids)) return broken(model, label.name, "external ids are not in order");
  std::uint64_t stubs = 0;
  for (const std::uint64_t word : label.stubs) stubs += static_cast<std::uint64_t>(std::popcount(word));
  if (stubs != label.stub_count) return broken(model, label.name, "stubs are not as many as it says");
  for (const Property& property : label.properties) {
    if (!property_fits(property)) return broken(model, label.name + "." + property.name, "the column is not whole");
  }
  if (!index_fits(label.name_index, label.range.size()))
    return broken(model, label.name, "the name index is not whole");
  return {};
}

bool neighbors_fit(const Neighbors& row) {
  for (std::size_t i = 1; i < row.size(); ++i) {
    const bool ascends = row[i - 1] < row[i] || (row[i - 1] == row[i] && row.value(i - 1) < row.value(i));
    if (!ascends) return false;
  }
  return true;
}

Result<void> verify_direction(const Model& model, const TypeModel& type, Direction direction, const Stop& stop) {
  constexpr NodeId kNodesPerCheck = 1 << 14;
  const Adjacency& adjacency = type.of(direction);
  if (!rows_fit(adjacency.rows())) return broken(model, type.name, "rows are not in order");
  if (!codes_fit(adjacency.neighbors(), adjacency.other().size())) {
    return broken(model, type.name, "a neighbour lies outside its range");
  }
  if (!codes_fit(adjacency.values(), type.dictionary.size())) {
    return broken(model, type.name, "a value lies outside its dictionary");
  }
  for (NodeId node = adjacency.own().begin; node < adjacency.own().end; ++node) {
    if (node % kNodesPerCheck == 0) {
      if (auto ok = stop.check("verify"); !ok) return ok;
    }
    if (!neighbors_fit(adjacency.of(node))) return broken(model, type.name, "neighbours do not ascend");
  }
  return {};
}

Result<void> verify_checksums(const Model& model, const Stop& stop) {
  for (const Section& section : model.file->sections()) {
    if (auto ok = stop.check("verify"); !ok) return ok;
    const auto bytes = model.file->section(section.name);
    if (!bytes) return std::unexpected(bytes.error());
    if (hash64(*bytes) != section.hash) return broken(model, section.name, "its checksum does not fit");
  }
  return {};
}

bool trend_fits(const TrendView& trend) {
  return std::ranges::is_sorted(trend.nodes) &&
         std::ranges::all_of(trend.nodes, [&](NodeId node) { return trend.adjacency->own().contains(node); }) &&
         std::ranges::is_sorted(trend.ends) && (trend.ends.empty() ? 0 : trend.ends.back()) == trend.years.size();
}

}  // namespace

Result<void> verify_model(const Model& model, const Stop& stop) {
  if (auto ok = verify_checksums(model, stop); !ok) return ok;
  for (const LabelModel& label : model.labels) {
    if (auto ok = verify_label(model, label); !ok) return ok;
  }
  for (const TypeModel& type : model.types) {
    if (!texts_fit(type.dictionary)) return broken(model, type.name, "the dictionary is not whole");
    for (const Direction direction : {Direction::out, Direction::in}) {
      if (auto ok = verify_direction(model, type, direction, stop); !ok) return ok;
    }
  }
  for (const TrendView& trend : model.trends) {
    if (!trend_fits(trend)) return broken(model, "trends", "stored answers are not in order");
  }
  return {};
}

}  // namespace wirespeed::graph
