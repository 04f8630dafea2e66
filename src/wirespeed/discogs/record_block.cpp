#include "wirespeed/discogs/record_block.hpp"

namespace wirespeed::discogs {
namespace {

using Keep = std::vector<bool>;

template <typename T>
std::vector<T> filter_column(const std::vector<T>& column, const Keep& keep) {
  std::vector<T> kept;
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (keep[i]) kept.push_back(column[i]);
  }
  return kept;
}

TextList filter_column(const TextList& texts, const Keep& keep) {
  TextList kept;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (keep[i]) kept.append(texts[i]);
  }
  return kept;
}

Lists filter_column(const Lists& lists, const Keep& keep) {
  Lists kept;
  for (std::size_t i = 0; i < lists.ends.size(); ++i) {
    if (!keep[i]) continue;
    const auto list = lists[i];
    kept.items.insert(kept.items.end(), list.begin(), list.end());
    kept.close_list();
  }
  return kept;
}

}  // namespace

void RecordBlock::clear() noexcept {
  const auto clear_all = [](auto&... columns) { (columns.clear(), ...); };
  clear_all(ids, names, years, catalog_numbers, formats, parents, artists, labels, genres, styles, credits, aliases,
            members, groups, sublabels);
}

RecordBlock filter(const RecordBlock& block, const Keep& keep) {
  const auto kept = [&](const auto& column) { return filter_column(column, keep); };
  return {.kind = block.kind,
          .ids = kept(block.ids),
          .names = kept(block.names),
          .years = kept(block.years),
          .catalog_numbers = kept(block.catalog_numbers),
          .formats = kept(block.formats),
          .parents = kept(block.parents),
          .artists = kept(block.artists),
          .labels = kept(block.labels),
          .genres = kept(block.genres),
          .styles = kept(block.styles),
          .credits = kept(block.credits),
          .aliases = kept(block.aliases),
          .members = kept(block.members),
          .groups = kept(block.groups),
          .sublabels = kept(block.sublabels)};
}

}  // namespace wirespeed::discogs
