#include "wirespeed/column/arrow_import.hpp"

#include <cerrno>
#include <limits>

namespace wirespeed::column {
namespace {

bool is_union(Layout layout) noexcept { return layout == Layout::dense_union || layout == Layout::sparse_union; }

std::int64_t buffers_of(Layout layout) noexcept {
  switch (layout) {
    case Layout::null:
      return 0;
    case Layout::structure:
    case Layout::fixed_list:
    case Layout::sparse_union:
      return 1;
    case Layout::text:
    case Layout::large_text:
    case Layout::bytes:
    case Layout::large_bytes:
    case Layout::text_view:  // more stand between its views and their sizes
    case Layout::bytes_view:
      return 3;
    default:
      return 2;
  }
}

bool has_parts(const ImportedColumn& column, const ArrowArray& array) noexcept {
  if (array.n_children != static_cast<std::int64_t>(column.children.size()) ||
      array.n_buffers < buffers_of(column.layout) || (array.dictionary != nullptr) != !column.dictionary.empty()) {
    return false;
  }
  for (std::int64_t i = 0; i < array.n_children; ++i) {
    if (array.children == nullptr || array.children[i] == nullptr) return false;
  }
  return array.n_buffers == 0 || array.buffers != nullptr;
}

bool has_sane_length(const ArrowArray& array) noexcept {
  return array.length >= 0 && array.offset >= 0 &&
         array.length < std::numeric_limits<std::int64_t>::max() - array.offset;
}

// Of text and lists: whether what lies between the first and the last offset can be there. `end` is of the child.
template <typename Offset>
bool has_sane_offsets(const ArrowArray& array, std::int64_t end) noexcept {
  const auto* offsets = static_cast<const Offset*>(array.buffers[1]);
  if (offsets == nullptr) return false;
  const Offset first = offsets[array.offset];
  const Offset last = offsets[array.offset + array.length];
  return first >= 0 && first <= last && last <= end;
}

template <typename Offset>
bool has_text(const ArrowArray& array) noexcept {
  if (!has_sane_offsets<Offset>(array, std::numeric_limits<std::int64_t>::max())) return false;
  const auto* offsets = static_cast<const Offset*>(array.buffers[1]);
  return array.buffers[2] != nullptr || offsets[array.offset] == offsets[array.offset + array.length];
}

bool has_long_children(const ArrowArray& array, std::int64_t values) noexcept {
  for (std::int64_t i = 0; i < array.n_children; ++i) {
    if (array.children[i]->length < values) return false;
  }
  return true;
}

bool has_long_items(const ImportedColumn& column, const ArrowArray& array) noexcept {
  const std::int64_t rows = array.offset + array.length;
  return column.width == 0 || array.children[0]->length / column.width >= rows;
}

// REQUIRES: the array has values.
bool has_values(const ImportedColumn& column, const ArrowArray& array) noexcept {
  switch (column.layout) {
    case Layout::null:
      return true;
    case Layout::structure:
    case Layout::sparse_union:
      return has_long_children(array, array.offset + array.length);
    case Layout::fixed_list:
      return has_long_items(column, array);
    case Layout::text:
    case Layout::bytes:
      return has_text<std::int32_t>(array);
    case Layout::large_text:
    case Layout::large_bytes:
      return has_text<std::int64_t>(array);
    case Layout::list:
    case Layout::map:
      return has_sane_offsets<std::int32_t>(array, array.children[0]->length);
    case Layout::large_list:
      return has_sane_offsets<std::int64_t>(array, array.children[0]->length);
    case Layout::fixed_bytes:
      return array.buffers[1] != nullptr || column.width == 0;
    case Layout::dense_union:
      return array.buffers[0] != nullptr && array.buffers[1] != nullptr;
    default:
      return array.buffers[1] != nullptr;
  }
}

}  // namespace

Result<void> import_array(ImportedColumn& column, const ArrowArray& array, std::string_view operation) {
  if (!has_parts(column, array) || !has_sane_length(array) || (array.length != 0 && !has_values(column, array))) {
    return fail(Errc::invalid_argument, "{}: a batch of the stream is not of its schema, in column '{}'", operation,
                column.name);
  }
  column.first = array.offset;
  column.length = array.length;
  column.buffers = array.buffers;
  const bool nullable = column.layout != Layout::null && !is_union(column.layout) && array.null_count != 0;
  column.validity = nullable ? static_cast<const std::uint8_t*>(array.buffers[0]) : nullptr;
  for (std::size_t i = 0; i < column.children.size(); ++i) {
    auto done = import_array(column.children[i], *array.children[i], operation);
    if (!done) return done;
  }
  return column.dictionary.empty() ? Result<void>() : import_array(column.dictionary[0], *array.dictionary, operation);
}

ImportedStream::ImportedStream(ImportedStream&& other) noexcept
    : operation_(std::move(other.operation_)),
      stream_(std::exchange(other.stream_, {})),
      array_(std::exchange(other.array_, {})),
      root_(std::move(other.root_)),
      ended_(other.ended_) {}

ImportedStream& ImportedStream::operator=(ImportedStream&& other) noexcept {
  release();
  operation_ = std::move(other.operation_);
  stream_ = std::exchange(other.stream_, {});
  array_ = std::exchange(other.array_, {});
  root_ = std::move(other.root_);
  ended_ = other.ended_;
  return *this;
}

void ImportedStream::release_array() noexcept {
  if (array_.release != nullptr) array_.release(&array_);
  array_ = {};
}

void ImportedStream::release() noexcept {
  release_array();
  if (stream_.release != nullptr) stream_.release(&stream_);
  stream_ = {};
}

Error ImportedStream::failed(int code) {
  const char* text = stream_.get_last_error(&stream_);
  const Errc kind = code == ECANCELED ? Errc::cancelled : code == ETIMEDOUT ? Errc::deadline : Errc::io;
  return {kind,
          fmt::format("{}: the stream of columns failed: {}", operation_, text != nullptr ? text : errno_text(code))};
}

Result<ImportedStream> ImportedStream::take(ArrowArrayStream* stream, std::string operation) {
  ImportedStream taken(std::move(operation));
  taken.stream_ = *stream;
  stream->release = nullptr;
  if (taken.stream_.release == nullptr) {
    return fail(Errc::invalid_argument, "{}: the stream was released already", taken.operation_);
  }
  auto read = taken.read_schema();
  if (!read) return std::unexpected(std::move(read).error());
  return taken;
}

Result<void> ImportedStream::read_schema() {
  ArrowSchema schema{};
  if (const int code = stream_.get_schema(&stream_, &schema); code != 0) return std::unexpected(failed(code));
  auto imported = import_schema(schema, operation_);
  if (schema.release != nullptr) schema.release(&schema);
  if (!imported) return std::unexpected(std::move(imported).error());
  root_ = std::move(*imported);
  if (root_.layout == Layout::structure) return {};
  return fail(Errc::invalid_argument, "{}: expected a stream of record batches, found one of other arrays", operation_);
}

Result<bool> ImportedStream::next() {
  release_array();
  if (ended_) return false;
  if (const int code = stream_.get_next(&stream_, &array_); code != 0) {
    array_ = {};
    return std::unexpected(failed(code));
  }
  ended_ = array_.release == nullptr;
  if (ended_) {
    array_ = {};
    return false;
  }
  auto imported = import_array(root_, array_, operation_);
  if (!imported) return std::unexpected(std::move(imported).error());
  return true;
}

}  // namespace wirespeed::column
