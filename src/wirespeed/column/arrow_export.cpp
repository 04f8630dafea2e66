#include "wirespeed/column/arrow_export.hpp"

#include <array>
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

struct SchemaHolder {
  std::string format;
  std::string name;
  Family<ArrowSchema> family;
};

void export_type(std::string format, std::string_view name, bool nullable, std::size_t children, ArrowSchema* out) {
  auto* holder = new SchemaHolder{std::move(format), std::string(name), Family<ArrowSchema>(children)};
  *out = {};
  out->format = holder->format.c_str();
  out->name = holder->name.c_str();
  out->flags = nullable ? ARROW_FLAG_NULLABLE : 0;
  holder->family.show_in(*out);
  out->release = release<ArrowSchema, SchemaHolder>;
  out->private_data = holder;
}

void export_field(const Field& field, ArrowSchema* out) {
  const bool implied = field.type == Type::list_utf8;  // its child needs no saying
  export_type(format_of(field), field.name, field.nullable, implied ? 1 : field.children.size(), out);
  if (implied) export_field({.name = std::string(kItemName), .type = Type::utf8}, out->children[0]);
  for (std::size_t i = 0; i < field.children.size(); ++i) export_field(field.children[i], out->children[i]);
}

struct ArrayHolder {
  std::shared_ptr<const Batch> batch;
  std::array<const void*, 3> buffers;
  Family<ArrowArray> family;
};

// Some consumers take a null pointer for a missing buffer even where it has no bytes.
const void* address(const Buffer& buffer) noexcept {
  alignas(kBufferAlignment) static constexpr std::uint8_t kNothing[kBufferAlignment] = {};
  return buffer.capacity() == 0 ? kNothing : buffer.data();
}

// The buffers of a type, in Arrow's order: validity, [offsets], [values]; of a union the alternatives and offsets.
std::int64_t list_buffers(const Column& column, std::array<const void*, 3>& buffers) noexcept {
  buffers[0] = column.nulls == 0 ? nullptr : column.validity.data();
  switch (column.type) {
    case Type::null:
      return 0;
    case Type::structure:
    case Type::fixed_size_list:
      return 1;
    case Type::dense_union:
      buffers[0] = address(column.values);
      buffers[1] = address(column.offsets);
      return 2;
    case Type::utf8:
    case Type::binary:
      buffers[1] = address(column.offsets);
      buffers[2] = address(column.values);
      return 3;
    case Type::list:
    case Type::list_utf8:
      buffers[1] = address(column.offsets);
      return 2;
    default:
      buffers[1] = address(column.values);
      return 2;
  }
}

ArrayHolder* hold(const std::shared_ptr<const Batch>& batch, std::int64_t length, std::size_t children,
                  ArrowArray* out) {
  auto* holder = new ArrayHolder{batch, {}, Family<ArrowArray>(children)};
  *out = {};
  out->length = length;
  out->buffers = holder->buffers.data();
  holder->family.show_in(*out);
  out->release = release<ArrowArray, ArrayHolder>;
  out->private_data = holder;
  return holder;
}

void export_column(const std::shared_ptr<const Batch>& batch, const Column& column, ArrowArray* out) {
  ArrayHolder* holder = hold(batch, column.length, column.children.size(), out);
  out->null_count = column.nulls;
  out->n_buffers = list_buffers(column, holder->buffers);
  for (std::size_t i = 0; i < column.children.size(); ++i) export_column(batch, column.children[i], out->children[i]);
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
  export_type("+s", "", false, schema.size(), out);
  for (std::size_t i = 0; i < schema.size(); ++i) export_field(schema[i], out->children[i]);
}

void export_batch(const std::shared_ptr<const Batch>& batch, ArrowArray* out) {
  hold(batch, batch->rows, batch->columns.size(), out)->buffers[0] = nullptr;
  out->n_buffers = 1;  // a struct has a validity buffer only
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
