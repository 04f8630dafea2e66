// Records of a result as Arrow columns, straight from their bytes.
//
//   auto columns = RecordColumns::make({"name", "age"}, {});      // the fields as RUN's SUCCESS named them
//   auto done = columns->append(records);                         // as often as bytes come
//   if (auto last = columns->finish(); !last) ...
//   Result<std::shared_ptr<const column::Table>> table = columns->take_table();
//
// A column's type is what its values are, and grows as they differ (column/any_builder.hpp). What that does to batches
// that are finished already is the caller's choice:
//   Evolve::gather   batches stay here until the end and are then lifted to the last type
//   Evolve::stream   the first batch fixes all types; take_batch() gives batches as they come, and a value that does
//                    not fit is an error which names column, row and both types
// Columns named in `types` have the type given from the start, either way.
//
// Memory: the batches; a batch is finished when it has `batch_rows` rows or about `batch_bytes` bytes.
// Not thread-safe. After an error every call gives the same error again.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wirespeed/column/any_builder.hpp"
#include "wirespeed/column/arrow_export.hpp"
#include "wirespeed/packstream/column_reader.hpp"

namespace wirespeed::bolt {

enum class Evolve : std::uint8_t { gather, stream };

struct ColumnOptions {
  std::size_t batch_rows = 65'536;
  std::size_t batch_bytes = std::size_t{64} << 20;
  Evolve evolve = Evolve::gather;
  column::Mixed mixed = column::Mixed::dense_union;  // of a column whose values are of several types
  bool json_maps = false;                            // maps as JSON text, not as structs
  bool json_graph = false;                           // nodes, relationships and paths as JSON text, not as structs
  std::vector<column::Field> types{};                // of columns by their names; utf8 takes any value, as text
  packstream::Version version = packstream::Version::v1;
};

class RecordColumns {
 public:
  // Fails for a name in `types` that no field has, and for types that no value of Bolt becomes.
  static Result<RecordColumns> make(std::vector<std::string> names, ColumnOptions options);

  RecordColumns(RecordColumns&&) noexcept;
  RecordColumns& operator=(RecordColumns&&) noexcept;
  ~RecordColumns();

  // Each is what a RECORD message holds: the list of its fields, and no byte more. The bytes are not kept.
  Result<void> append(std::span<const ByteView> records);
  Result<void> append(ByteView record) { return append(std::span(&record, 1)); }

  // No more records come: the rows left become the last batch. At least one batch's schema is known then.
  Result<void> finish();

  // Stream: the oldest finished batch that was not taken, or null. Gather: null before finish().
  Result<std::shared_ptr<const column::Batch>> take_batch();
  // All batches, of one schema. REQUIRES: finish(), and no batch taken.
  Result<std::shared_ptr<const column::Table>> take_table();

  // The types as they are now: in a stream final once there was a batch, else after finish().
  const column::Schema& schema() const noexcept;
  bool schema_is_final() const noexcept;
  std::int64_t rows() const noexcept;  // appended so far
  std::size_t bytes() const noexcept;  // about what the unfinished batch takes

 private:
  struct State;
  explicit RecordColumns(std::unique_ptr<State> state) noexcept;

  std::unique_ptr<State> state_;
};

}  // namespace wirespeed::bolt
