#include "wirespeed/record/json_arrow.hpp"

#include <algorithm>
#include <cerrno>

namespace wirespeed::record {
namespace {

constexpr const char* kOperation = "to_json";

using column::ImportedColumn;

// Released at the end of the scope.
template <typename Struct>
class Taken {
 public:
  explicit Taken(Struct* from) noexcept : held_(*from) { from->release = nullptr; }
  Taken() = default;
  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;
  ~Taken() {
    if (held_.release != nullptr) held_.release(&held_);
  }

  Struct& get() noexcept { return held_; }

 private:
  Struct held_{};
};

std::unexpected<Error> stream_failed(ArrowArrayStream& stream, int code) {
  const char* text = stream.get_last_error(&stream);
  const Errc kind = code == ECANCELED ? Errc::cancelled : code == ETIMEDOUT ? Errc::deadline : Errc::io;
  return fail(kind, "{}: the stream of columns failed: {}", kOperation, text != nullptr ? text : errno_text(code));
}

bool has_null(const ImportedColumn& column) noexcept {
  if (column.validity == nullptr) return false;
  for (std::int64_t i = 0; i < column.length; ++i) {
    if (column.is_null(i)) return true;
  }
  return false;
}

std::unexpected<Error> released() {
  return fail(Errc::invalid_argument, "{}: the array or stream was released already", kOperation);
}

}  // namespace

JsonArrow& JsonArrow::operator=(JsonArrow&& other) noexcept {
  release();
  arrays_ = std::exchange(other.arrays_, {});
  columns_ = std::move(other.columns_);
  structs_ = other.structs_;
  is_table_ = other.is_table_;
  return *this;
}

void JsonArrow::release() noexcept {
  for (ArrowArray& array : arrays_) {
    if (array.release != nullptr) array.release(&array);
  }
  arrays_.clear();
}

// REQUIRES: import_schema() made `root`
void JsonArrow::name_columns(const ImportedColumn& root) {
  is_table_ = structs_ == Structs::tables && root.layout == column::Layout::structure;
  if (!is_table_) {
    columns_.push_back({root.name, {}});
    return;
  }
  columns_.reserve(root.children.size());
  for (const ImportedColumn& child : root.children) columns_.push_back({child.name, {}});
}

// Shows the array that was taken last to `root`, and its columns to ours.
Result<void> JsonArrow::add(ImportedColumn& root, const JsonOptions& options) {
  if (auto ok = column::import_array(root, arrays_.back(), kOperation); !ok) return ok;
  if (!is_table_) return add_chunk(0, root, options);
  if (has_null(root)) {
    return fail(Errc::invalid_argument, "{}: expected rows, found one that is null; give the struct as a column",
                kOperation);
  }
  for (std::size_t i = 0; i < root.children.size(); ++i) {
    ImportedColumn& child = root.children[i];
    child.first += root.first;
    child.length = root.length;
    if (auto ok = add_chunk(i, child, options); !ok) return ok;
  }
  return {};
}

Result<void> JsonArrow::add_chunk(std::size_t i, const ImportedColumn& column, const JsonOptions& options) {
  auto chunk = json_column(column, options);
  if (!chunk) return fail(chunk.error().code, "{}: {}", kOperation, chunk.error().message);
  columns_[i].chunks.push_back(std::move(*chunk));
  return {};
}

Result<void> JsonArrow::read(ArrowArrayStream& stream, const JsonOptions& options) {
  Taken<ArrowSchema> schema;
  if (const int code = stream.get_schema(&stream, &schema.get()); code != 0) return stream_failed(stream, code);
  auto root = column::import_schema(schema.get(), kOperation);
  if (!root) return std::unexpected(std::move(root).error());
  name_columns(*root);
  for (;;) {
    ArrowArray array{};
    if (const int code = stream.get_next(&stream, &array); code != 0) return stream_failed(stream, code);
    if (array.release == nullptr) return {};
    arrays_.push_back(array);
    if (auto ok = add(*root, options); !ok) return ok;
  }
}

Result<JsonArrow> JsonArrow::take(ArrowArrayStream* stream, const JsonOptions& options, Structs structs) {
  if (stream->release == nullptr) return released();
  Taken<ArrowArrayStream> taken(stream);
  JsonArrow out(structs);
  if (auto ok = out.read(taken.get(), options); !ok) return std::unexpected(std::move(ok).error());
  return out;
}

Result<JsonArrow> JsonArrow::take(ArrowSchema* schema, ArrowArray* array, const JsonOptions& options, Structs structs) {
  if (schema->release == nullptr || array->release == nullptr) return released();
  Taken<ArrowSchema> taken(schema);
  JsonArrow out(structs);
  out.arrays_.push_back(*array);
  array->release = nullptr;
  auto root = column::import_schema(taken.get(), kOperation);
  if (!root) return std::unexpected(std::move(root).error());
  out.name_columns(*root);
  if (auto ok = out.add(*root, options); !ok) return std::unexpected(std::move(ok).error());
  return out;
}

}  // namespace wirespeed::record
