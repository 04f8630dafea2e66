// Columns of somebody else, as the Arrow C interface shows them: what each is, and where its values lie.
//
//   auto stream = ImportedStream::take(&arrow_stream, "ingest");
//   while (*stream->next()) use(stream->root(), stream->rows());
//
// What is checked of a batch, in a few steps for each column: that it has the children, buffers and dictionary that its
// schema says, that no length or offset is negative, that children are as long as their parents need, and that the
// first and the last offset of text and lists lie in order and, of lists, within the child. What is believed, as
// consumers of Arrow do: that buffers are as long as lengths and offsets say, that offsets between the first and the
// last only grow, that views point into their buffers and text is UTF-8. Not thread-safe.
#pragma once

#include <string>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/column/arrow_abi.hpp"

namespace wirespeed::column {

enum class Layout : std::uint8_t {
  null,
  boolean,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float16,
  float32,
  float64,
  decimal,     // `width` bytes, little endian, times 10^`scale`
  text,        // offsets of 32 bits
  large_text,  // of 64 bits
  text_view,   // 16 bytes for each value: the text, or where it is
  bytes,
  large_bytes,
  bytes_view,
  fixed_bytes,  // `width` bytes each
  date32,
  date64,
  time32,
  time64,
  timestamp,
  duration,
  months,
  day_time,
  month_day_nano,
  list,
  large_list,
  fixed_list,  // `width` values each
  structure,
  map,  // lists of entries
  dense_union,
  sparse_union,
};

// One column, and where its values are in the batch that was bound last.
struct ImportedColumn {
  std::string name;
  std::string format;          // as the schema says it
  std::string extension;       // the name of the extension type, where it is one: "arrow.uuid"
  std::string extension_data;  // its parameters, as it writes them
  bool nullable = true;
  Layout layout = Layout::null;
  std::int64_t width = 0;      // of fixed_bytes and decimal: bytes; of fixed_list: values
  std::int32_t precision = 0;  // of a decimal
  std::int32_t scale = 0;
  std::int64_t per_second = 0;  // of what has a unit of time
  std::string zone;             // of a timestamp
  bool has_offset = false;      // the zone is UTC or +hh:mm: `offset_seconds`
  std::int64_t offset_seconds = 0;
  std::vector<std::int8_t> type_ids;  // of a union: of each alternative
  std::vector<ImportedColumn> children;
  std::vector<ImportedColumn> dictionary;  // none or one: then the values here are places in it

  std::int64_t first = 0;  // the array's offset: where in its buffers row 0 lies
  std::int64_t length = 0;
  const std::uint8_t* validity = nullptr;
  const void* const* buffers = nullptr;

  template <typename T>
  T at(std::size_t buffer, std::int64_t row) const noexcept {
    return static_cast<const T*>(buffers[buffer])[first + row];
  }
  bool is_null(std::int64_t row) const noexcept {
    return validity != nullptr && (validity[(first + row) / 8] >> ((first + row) % 8) & 1) == 0;
  }
};

// What `column` is called by people: "int64", "timestamp[us, UTC]", "list<text>".
std::string to_string(const ImportedColumn& column);

// What a schema says. Fails for a type without a layout above (run-end encoded, list views), naming the column; errors
// begin with `operation`.
Result<ImportedColumn> import_schema(const ArrowSchema& schema, std::string_view operation);

// Shows a batch to a column that import_schema() made. Fails when the batch is not of that schema.
Result<void> import_array(ImportedColumn& column, const ArrowArray& array, std::string_view operation);

// A stream of record batches that is read. Move-only.
class ImportedStream {
 public:
  // Takes the stream, and releases it at the end, whatever happens. Reads the schema.
  static Result<ImportedStream> take(ArrowArrayStream* stream, std::string operation);

  ImportedStream(ImportedStream&& other) noexcept;
  ImportedStream& operator=(ImportedStream&& other) noexcept;
  ~ImportedStream() { release(); }

  // The next batch is in root() and the last one is gone; false at the end, for ever. After an error, ask no more.
  Result<bool> next();

  const ImportedColumn& root() const noexcept { return root_; }  // a struct of the columns
  std::int64_t rows() const noexcept { return array_.length; }

 private:
  explicit ImportedStream(std::string operation) noexcept : operation_(std::move(operation)) {}
  void release_array() noexcept;
  void release() noexcept;
  Result<void> read_schema();
  Error failed(int code);

  std::string operation_;
  ArrowArrayStream stream_{};
  ArrowArray array_{};
  ImportedColumn root_;
  bool ended_ = false;
};

}  // namespace wirespeed::column
