// Arrow columns of somebody else (column/arrow_import.hpp) as cells of PostgreSQL's binary format: what stands in the
// rows of COPY BINARY.
//
// Rows are written tile by tile. First each column adds what its cells take to the sizes of the rows, then each writes
// its cells at the rows' places: one call for each column and tile, and a loop that knows its types.
//
//   | int32 size | bytes |     a cell; size -1 and no bytes: NULL
#pragma once

#include <memory>
#include <string>

#include "wirespeed/column/arrow_import.hpp"
#include "wirespeed/postgres/encoded_bytes.hpp"
#include "wirespeed/postgres/type.hpp"

namespace wirespeed::postgres {

// How many rows an encoder takes at most in one call of measure() and write().
inline constexpr std::size_t kTileRows = 256;

// The server allocates at most 1 GiB for one value or row.
inline constexpr std::size_t kMaxCellBytes = (std::size_t{1} << 30U) - 1;

// So many bytes behind a cell's place in write() may be read and written back, whatever they are.
inline constexpr std::size_t kWritableBehind = 8;

// Rows [begin, begin + count) of the source column.
struct RowRange {
  std::int64_t begin = 0;
  std::size_t count = 0;
};

// A value that has no place in its target.
struct Refusal {
  std::int64_t row = 0;  // of the column whose encoder said false
  std::string path;      // within the column: ".field", "[]"
  std::string what;      // "300 (int64) does not fit smallint: it ends at 32767"
};

// Not thread-safe. Reads the source column wherever it was bound last.
class ColumnEncoder {
 public:
  virtual ~ColumnEncoder() = default;

  // Once for each batch that is bound to the source, before the other calls.
  virtual void begin_batch() {}

  // Adds to sizes[i] what the cell of row begin + i takes. REQUIRES: at most kTileRows rows. False: the Refusal says
  // why.
  virtual bool measure(RowRange rows, std::uint64_t* sizes) = 0;

  // Writes each cell at at[i] and moves that behind it. REQUIRES: these rows were measured last, perhaps with more
  // behind them.
  virtual bool write(RowRange rows, std::uint8_t** at) = 0;

  // Cells one behind the other; any number of them.
  virtual bool append(RowRange rows, EncodedBytes& out) = 0;
};

// How values that have several readings are taken.
struct EncoderOptions {
  std::int32_t money_digits = 2;  // behind the point, by the server's lc_monetary
};

// The encoder from `source` to a column of the type `target`. Fails before any row is read
//  - with Errc::invalid_argument, where values of the source cannot be meant for the target (text for an integer);
//  - with Errc::unsupported, where the target has no binary input, or none that we write: a column of text that the
//    server casts to the target takes any of them.
// Values that the target cannot hold exactly are refused row by row: nothing is rounded, cut or wrapped.
// REQUIRES: `catalog` knows all that the target needs (TypeCatalog::missing); `source` and `refusal` outlive the
// encoder, the catalog does not have to.
Result<std::unique_ptr<ColumnEncoder>> make_column_encoder(const column::ImportedColumn& source, TypeRef target,
                                                           const TypeCatalog& catalog, const EncoderOptions& options,
                                                           Refusal& refusal);

// What people call `target`: "numeric(10,2)", "integer[]".
std::string to_string(TypeRef target, const TypeCatalog& catalog);

}  // namespace wirespeed::postgres
