// The merge's half of an ingest: blocks of records in the order of the dump, with numbers that hold over all of them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "wirespeed/discogs/graph_batch.hpp"
#include "wirespeed/discogs/id_set.hpp"
#include "wirespeed/discogs/record_block.hpp"
#include "wirespeed/discogs/text_list.hpp"
#include "wirespeed/graph/dictionary.hpp"

namespace wirespeed::discogs {

// Names of nodes that may turn out to have no record, each id once, in the order of the dump.
struct StubNames {
  IdSet named;
  std::vector<std::uint32_t> ids;
  BasicTextList<std::uint64_t> names;
};

// Filled by add(), batch after batch in the order of the dump; then drop_superseded() once. Not thread-safe.
struct GraphInput {
  std::array<std::vector<RecordBlock>, kKindCount> blocks;
  std::array<IdSet, kKindCount> records;  // ids that have a record
  graph::Dictionary formats;
  TextCodes genres, styles;
  BigTextCodes people, roles;
  StubNames artist_names, label_names;
  Ignored ignored;
  std::array<std::uint64_t, kKindCount> superseded{};  // records with an id that a later one has too

  // Takes the block over; the rest of the batch is read. The work is small: a look-up for each distinct text of it.
  void add(GraphBatch& batch);

  // Of records with the same id the last one counts, whole: the others are taken out of the blocks.
  void drop_superseded();

  const std::vector<RecordBlock>& of(Kind kind) const noexcept { return blocks[static_cast<std::size_t>(kind)]; }
  std::vector<RecordBlock>& of(Kind kind) noexcept { return blocks[static_cast<std::size_t>(kind)]; }

 private:
  void add_records(const RecordBlock& block);
  void add_stub_names(StubNames& stubs, const NamedReferences& references, Kind kind) const;
};

}  // namespace wirespeed::discogs
