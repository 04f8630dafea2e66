// One Arrow column, of others or of our own: how it came or will go through the Arrow C interface, and its view.
#pragma once

#include <Python.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/column/array_view.hpp"
#include "wirespeed/column/arrow_abi.hpp"

namespace wirespeed::python {

// Immutable once it is made, and shared.
struct ArrowColumn {
  std::string format;  // as ArrowSchema says it
  std::int64_t length = 0;
  std::int64_t offset = 0;
  std::vector<const void*> buffers;  // as ArrowArray has them
  std::shared_ptr<const ArrowColumn> dictionary;
  bool has_distinct_values = false;                 // of its dictionary: no two are equal and none is null
  std::vector<std::shared_ptr<const void>> owners;  // what keeps the buffers
  column::ArrayView view;
  // Of lists and structs, which are handed on and read by nobody here: their view has a length alone.
  std::string name{};
  std::vector<std::shared_ptr<const ArrowColumn>> children{};

  bool is_nested() const noexcept { return format.starts_with('+'); }
};

// Makes the view of a column that has all else. Fails for what kernels do not read, naming it.
Result<void> show(ArrowColumn& column);

// How many buffers a column of the format has at least: more than these are those of views.
std::size_t buffers_of(std::string_view format) noexcept;

// Takes what is in the structs, which are released when nobody uses the column any more, or at once on failure.
Result<std::shared_ptr<const ArrowColumn>> import_column(const ArrowSchema& schema, ArrowArray* array);
// All chunks of a stream, one behind the other. Takes and releases the stream.
Result<std::shared_ptr<const ArrowColumn>> import_chunks(ArrowArrayStream* stream);
// Columns of one format as one.
Result<std::shared_ptr<const ArrowColumn>> concatenated(std::vector<std::shared_ptr<const ArrowColumn>> chunks);

// Memory that a column will own.
std::shared_ptr<std::uint8_t[]> column_memory(std::int64_t bytes);

}  // namespace wirespeed::python
