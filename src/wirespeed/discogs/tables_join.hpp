// Slabs are parsed one by one and give small batches; these are joined to batches of a size that consumers like.
#pragma once

#include <functional>

#include "wirespeed/discogs/tables_define.hpp"

namespace wirespeed::discogs {

// Takes finished batches, in order, each with the index of its table. An error ends the pass.
using TableSink = std::function<Result<void>(std::size_t table, std::shared_ptr<const column::Batch> batch)>;

// Not thread-safe.
class TableJoiner {
 public:
  TableJoiner(std::int64_t rows, std::size_t bytes, TableSink sink);

  Result<void> add(TableBatch part);
  Result<void> finish();  // gives out what is left

 private:
  struct Pending {
    std::vector<column::Batch> parts;
    std::int64_t rows = 0;
    std::size_t bytes = 0;
  };

  Result<void> give_out(std::size_t table);

  const std::int64_t rows_;
  const std::size_t bytes_;
  TableSink sink_;
  std::vector<Pending> pending_;
};

}  // namespace wirespeed::discogs
