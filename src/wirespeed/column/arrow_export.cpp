#include "wirespeed/column/arrow_export.hpp"

#include <cerrno>
#include <new>

namespace wirespeed::column {
namespace {

// A struct of the interface with children: the structs, the pointers to them, and how they are let go.
template <typename Struct>
struct Family {
  std::vector<Struct> children;
  std::vector<Struct*> pointers;

  explicit Family(std::size_t count) : children(count) {
    for (Struct& child : children) pointers.push_back(&child);
  }
  ~Family() {
    for (Struct& child : children) {
      if (child.release != nullptr) child.release(&child);
    }
  }
  Family(const Family&) = delete;
  Family& operator=(const Family&) = delete;

  void show_in(Struct& parent) {
    parent.n_children = static_cast<std::int64_t>(pointers.size());
    parent.children = pointers.empty() ? nullptr : pointers.data();
  }
};

template <typename Struct, typename Holder>
void release(Struct* exported) {
  delete static_cast<Holder*>(exported->private_data);
  exported->release = nullptr;
}

template <typename Struct>
Struct* dictionary_in(Family<Struct>& family) noexcept {
  return family.children.empty() ? nullptr : family.children.data();
}

struct SchemaHolder {
  std::string format;
  std::string name;
  std::string metadata;
  Family<ArrowSchema> family;
  Family<ArrowSchema> dictionary;
};

void append_counted(std::string& out, std::string_view text) {
  const auto size = static_cast<std::int32_t>(text.size());
  out.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
}

//  | int32 pairs | (int32 size, key, int32 size, value)* |
std::string metadata_of(const Field& field) {
  std::string out;
  if (field.metadata.empty()) return out;
  const auto pairs = static_cast<std::int32_t>(field.metadata.size());
  out.append(reinterpret_cast<const char*>(&pairs), sizeof pairs);
  for (const auto& [key, value] : field.metadata) {
    append_counted(out, key);
    append_counted(out, value);
  }
  return out;
}

void export_type(std::string format, const Field& field, std::size_t children, ArrowSchema* out) {
  auto* holder = new SchemaHolder{std::move(format), field.name, metadata_of(field), Family<ArrowSchema>(children),
                                  Family<ArrowSchema>(field.dictionary.size())};
  *out = {};
  out->format = holder->format.c_str();
  out->name = holder->name.c_str();
  out->metadata = holder->metadata.empty() ? nullptr : holder->metadata.data();
  out->flags = field.nullable ? ARROW_FLAG_NULLABLE : 0;
  holder->family.show_in(*out);
  out->dictionary = dictionary_in(holder->dictionary);
  out->release = release<ArrowSchema, SchemaHolder>;
  out->private_data = holder;
}

void export_field(const Field& field, ArrowSchema* out) {
  const bool implied = field.type == Type::list_utf8;  // its child needs no saying
  export_type(format_of(field), field, implied ? 1 : field.children.size(), out);
  if (implied) export_field({.name = std::string(kItemName), .type = Type::utf8}, out->children[0]);
  for (std::size_t i = 0; i < field.children.size(); ++i) export_field(field.children[i], out->children[i]);
  if (out->dictionary != nullptr) export_field(field.dictionary[0], out->dictionary);
}

struct ArrayHolder {
  std::shared_ptr<const Batch> batch;
  std::vector<const void*> buffers;
  std::vector<std::int64_t> sizes;  // of the buffers that views point into
  Family<ArrowArray> family;
  Family<ArrowArray> dictionary;
};

// Some consumers take a null pointer for a missing buffer even where it has no bytes.
const void* address(const Buffer& buffer) noexcept {
  alignas(kBufferAlignment) static constexpr std::uint8_t kNothing[kBufferAlignment] = {};
  return buffer.capacity() == 0 ? kNothing : buffer.data();
}

// Behind the views stand the buffers that they point into, and behind those how long each is.
void list_data(const Column& column, ArrayHolder& holder) {
  for (const auto& buffer : column.data) {
    holder.buffers.push_back(address(*buffer));
    holder.sizes.push_back(static_cast<std::int64_t>(buffer->size()));
  }
  if (holder.sizes.empty()) holder.sizes.reserve(1);  // an address even so
  holder.buffers.push_back(holder.sizes.data());
}

// The buffers of a type, in Arrow's order: validity, [offsets], [values]; of a union the alternatives and offsets.
void list_buffers(const Column& column, ArrayHolder& holder) {
  std::vector<const void*>& buffers = holder.buffers;
  buffers.reserve(3);  // an address even where there are none
  const void* validity = column.nulls == 0 ? nullptr : column.validity.data();
  switch (column.type) {
    case Type::null:
      break;
    case Type::structure:
    case Type::fixed_size_list:
      buffers = {validity};
      break;
    case Type::dense_union:
      buffers = {address(column.values), address(column.offsets)};
      break;
    case Type::utf8:
    case Type::binary:
    case Type::large_utf8:
    case Type::large_binary:
      buffers = {validity, address(column.offsets), address(column.values)};
      break;
    case Type::list:
    case Type::list_utf8:
    case Type::map:
      buffers = {validity, address(column.offsets)};
      break;
    case Type::utf8_view:
      buffers = {validity, address(column.values)};
      list_data(column, holder);
      break;
    default:
      buffers = {validity, address(column.values)};
      break;
  }
}

void show(ArrayHolder* holder, std::int64_t length, std::int64_t nulls, ArrowArray* out) {
  *out = {};
  out->length = length;
  out->null_count = nulls;
  out->n_buffers = static_cast<std::int64_t>(holder->buffers.size());
  out->buffers = holder->buffers.data();
  holder->family.show_in(*out);
  out->dictionary = dictionary_in(holder->dictionary);
  out->release = release<ArrowArray, ArrayHolder>;
  out->private_data = holder;
}

void export_column(const std::shared_ptr<const Batch>& batch, const Column& column, ArrowArray* out) {
  auto* holder = new ArrayHolder{
      batch, {}, {}, Family<ArrowArray>(column.children.size()), Family<ArrowArray>(column.dictionary.size())};
  list_buffers(column, *holder);
  show(holder, column.length, column.nulls, out);
  for (std::size_t i = 0; i < column.children.size(); ++i) export_column(batch, column.children[i], out->children[i]);
  if (out->dictionary != nullptr) export_column(batch, column.dictionary[0], out->dictionary);
}

int errno_of(Errc code) noexcept {
  switch (code) {
    case Errc::invalid_argument:
      return EINVAL;
    case Errc::not_found:
      return ENOENT;
    case Errc::unsupported:
      return ENOSYS;
    case Errc::cancelled:
      return ECANCELED;
    case Errc::deadline:
      return ETIMEDOUT;
    default:
      return EIO;
  }
}

class StreamHolder {
 public:
  explicit StreamHolder(std::unique_ptr<BatchSource> source) : source_(std::move(source)) {}

  int schema(ArrowSchema* out) {
    return guard([&] {
      export_schema(source_->schema(), out);
      return 0;
    });
  }

  int next(ArrowArray* out) {
    *out = {};
    if (finished_) return code_;
    return guard([&] { return pull(out); });
  }

  const char* last_error() const noexcept { return code_ == 0 ? nullptr : message_.c_str(); }

 private:
  int pull(ArrowArray* out) {
    auto batch = source_->next();
    finished_ = !batch || *batch == nullptr;
    if (!batch) {
      message_ = std::move(batch.error().message);
      code_ = errno_of(batch.error().code);
    } else if (*batch != nullptr) {
      export_batch(*batch, out);
    }
    return code_;
  }

  // Nothing may be thrown through the C interface.
  template <typename Work>
  int guard(Work&& work) noexcept {
    try {
      return work();
    } catch (const std::bad_alloc&) {
      code_ = ENOMEM;
    } catch (const std::exception&) {
      code_ = EIO;
    }
    finished_ = true;
    return code_;
  }

  std::unique_ptr<BatchSource> source_;
  std::string message_;
  int code_ = 0;
  bool finished_ = false;
};

StreamHolder& holder_of(ArrowArrayStream* stream) noexcept { return *static_cast<StreamHolder*>(stream->private_data); }

class TableSource : public BatchSource {
 public:
  explicit TableSource(std::shared_ptr<const Table> table) : table_(std::move(table)) {}
  const Schema& schema() const override { return table_->schema; }
  Result<std::shared_ptr<const Batch>> next() override {
    if (next_ == table_->batches.size()) return nullptr;
    return table_->batches[next_++];
  }

 private:
  std::shared_ptr<const Table> table_;
  std::size_t next_ = 0;
};

}  // namespace

void export_schema(const Schema& schema, ArrowSchema* out) {
  export_type("+s", {.nullable = false}, schema.size(), out);
  for (std::size_t i = 0; i < schema.size(); ++i) export_field(schema[i], out->children[i]);
}

void export_batch(const std::shared_ptr<const Batch>& batch, ArrowArray* out) {
  // A struct has a validity buffer only, and a batch has no nulls.
  auto* holder =
      new ArrayHolder{batch, {nullptr}, {}, Family<ArrowArray>(batch->columns.size()), Family<ArrowArray>(0)};
  show(holder, batch->rows, 0, out);
  for (std::size_t i = 0; i < batch->columns.size(); ++i) export_column(batch, batch->columns[i], out->children[i]);
}

void export_stream(std::unique_ptr<BatchSource> source, ArrowArrayStream* out) {
  *out = {};
  out->get_schema = [](ArrowArrayStream* stream, ArrowSchema* schema) { return holder_of(stream).schema(schema); };
  out->get_next = [](ArrowArrayStream* stream, ArrowArray* array) { return holder_of(stream).next(array); };
  out->get_last_error = [](ArrowArrayStream* stream) { return holder_of(stream).last_error(); };
  out->release = release<ArrowArrayStream, StreamHolder>;
  out->private_data = new StreamHolder(std::move(source));
}

std::int64_t Table::rows() const noexcept {
  std::int64_t sum = 0;
  for (const auto& batch : batches) sum += batch->rows;
  return sum;
}

std::unique_ptr<BatchSource> source_of(std::shared_ptr<const Table> table) {
  return std::make_unique<TableSource>(std::move(table));
}

}  // namespace wirespeed::column
