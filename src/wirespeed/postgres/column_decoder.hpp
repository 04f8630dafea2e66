// Values of one column of a result: their bytes in, a finished column out.
//
// Rows are indexed tile by tile (a few hundred rows: where is each value, how long is it), then each column takes its
// values of the tile in one call, so that the loop over them knows its type.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "wirespeed/column/batch.hpp"
#include "wirespeed/postgres/cell.hpp"
#include "wirespeed/postgres/error.hpp"
#include "wirespeed/postgres/type.hpp"

namespace wirespeed::postgres {

// So many bytes behind the end of each cell that is there may be read (not: used), which makes copies short.
inline constexpr std::size_t kReadableBehind = 16;

enum class TextLayout : std::uint8_t { utf8, large_utf8, utf8_view, binary };  // binary: bytes, whatever they are
enum class NumericAs : std::uint8_t { automatic, text, float64 };  // automatic: decimal128 by typmod, else text
enum class OutOfRange : std::uint8_t { null, extreme, text };      // infinities, and times beyond Arrow's; NaN is null
enum class DictionaryText : std::uint8_t { never, adaptive, always };
enum class ArraysAs : std::uint8_t {
  adaptive,  // lists, unless an array of the first batch has other than one dimension or another lower bound than 1
  lists,     // list<item>; an array that needs more is an error
  structs,   // struct<values: list<item>, dimensions: list<int32>, lower_bounds: list<int32>>
};

enum class RecordsAs : std::uint8_t {
  adaptive,  // structs, unless values of the first batch differ in the types of their fields
  text,      // as the server would write them
};

// How values become columns.
struct ColumnOptions {
  TextLayout text = TextLayout::utf8;
  NumericAs numeric = NumericAs::automatic;
  OutOfRange out_of_range = OutOfRange::null;
  DictionaryText dictionary = DictionaryText::never;  // of text; unless never, enumerations are dictionaries, too
  ArraysAs arrays = ArraysAs::adaptive;
  RecordsAs records = RecordsAs::adaptive;
  bool narrow_dictionaries = false;  // places of 8 or 16 bits where the first batch's texts allow: for one batch in all
  std::int32_t money_digits = 2;     // behind the point, by the server's lc_monetary
  bool server_is_utf8 = true;        // the server has checked the text; else it is checked here
};

// A value that is not what its type says.
struct CellFault {
  std::size_t cell;  // its place in the span
  Errc code;
  std::string text;  // "expected 4 bytes, found 2"
};

using Appended = std::expected<void, CellFault>;

class ColumnDecoder {
 public:
  virtual ~ColumnDecoder() = default;

  // May change until the first finish() (an adaptive dictionary), never after.
  virtual column::Field field() const = 0;

  // The cells are only read during the call. After a fault the decoder can only be destroyed.
  virtual Appended append(std::span<const Cell> cells) = 0;

  // Of each value that is there, when all have one width; else 0.
  virtual std::size_t width() const noexcept { return 0; }
  // The same for values `stride` bytes apart, all of width() and none NULL. REQUIRES: width() != 0
  virtual Appended append_strided(const std::uint8_t* first, std::size_t stride, std::size_t count);

  virtual std::size_t bytes() const noexcept = 0;  // about what the column takes
  // The greatest 32-bit offset in it: a batch has to end before it leaves that range.
  virtual std::size_t offset() const noexcept { return 0; }
  // What was appended since the last time; keeps the memory's size in mind for the next.
  virtual Result<column::Column> finish() = 0;
};

// REQUIRES: catalog.missing(type.oid) is empty (an OID that nobody knows counts as opaque); the catalog outlives it
// not.
Result<std::unique_ptr<ColumnDecoder>> make_column_decoder(std::string_view name, TypeRef type, Format format,
                                                           const TypeCatalog& catalog, const ColumnOptions& options);

}  // namespace wirespeed::postgres
