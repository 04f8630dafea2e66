// Batches out of the library, through the Arrow C interfaces, without a copy: the exported struct owns what it shows.
#pragma once

#include <memory>

#include "wirespeed/column/arrow_abi.hpp"
#include "wirespeed/column/batch.hpp"

namespace wirespeed::column {

// Fills `*out`, whose old content is overwritten. A schema is a struct type with one child for each field.
void export_schema(const Schema& schema, ArrowSchema* out);

// A struct array with one child for each column. Each child holds the batch on its own, so a consumer may move it out;
// the buffers are freed when the last one is released.
void export_batch(const std::shared_ptr<const Batch>& batch, ArrowArray* out);

// The stream owns the source and pulls from it on the thread that calls get_next(). After an error, or at the end, it
// gives the same answer for ever.
void export_stream(std::unique_ptr<BatchSource> source, ArrowArrayStream* out);

// Batches in memory, given as often as a new source is made of them.
struct Table {
  Schema schema;
  std::vector<std::shared_ptr<const Batch>> batches;

  std::int64_t rows() const noexcept;
};

std::unique_ptr<BatchSource> source_of(std::shared_ptr<const Table> table);

}  // namespace wirespeed::column
