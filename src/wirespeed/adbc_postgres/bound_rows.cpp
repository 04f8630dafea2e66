#include "wirespeed/adbc_postgres/bound_rows.hpp"

#include "wirespeed/adbc_postgres/text_cells.hpp"

namespace wirespeed::adbc_postgres {
namespace {

using column::ImportedColumn;
using postgres::Oid;
using postgres::TypeCatalog;

class BinaryCells final : public CellWriter {
 public:
  // Fails when the type takes no such values.
  static Result<std::unique_ptr<CellWriter>> make(const ImportedColumn& source, Oid type, const TypeCatalog& catalog,
                                                  std::size_t number) {
    auto made = std::make_unique<BinaryCells>(number);
    auto encoder = postgres::make_column_encoder(source, {type}, catalog, {}, made->refusal_);
    if (!encoder) return std::unexpected(std::move(encoder).error());
    made->encoder_ = *std::move(encoder);
    return made;
  }

  explicit BinaryCells(std::size_t number) : number_(number) {}

  postgres::Format format() const noexcept override { return postgres::Format::binary; }
  void begin_batch() override { encoder_->begin_batch(); }

  Answer<void> append(std::int64_t row, postgres::EncodedBytes& out) override {
    if (encoder_->append({row, 1}, out)) return {};
    return refuse(status::kInvalidArgument, "bind parameter ${}{}: {}", number_, refusal_.path, refusal_.what);
  }

 private:
  std::size_t number_;
  postgres::Refusal refusal_;
  std::unique_ptr<postgres::ColumnEncoder> encoder_;
};

// One batch that comes as a stream.
struct OneBatch {
  ArrowArray array;
  ArrowSchema schema;

  OneBatch(ArrowArray* given_array, ArrowSchema* given_schema)
      : array(std::exchange(*given_array, {})), schema(std::exchange(*given_schema, {})) {}
  OneBatch(const OneBatch&) = delete;
  OneBatch& operator=(const OneBatch&) = delete;
  ~OneBatch() {
    if (array.release != nullptr) array.release(&array);
    if (schema.release != nullptr) schema.release(&schema);
  }
};

OneBatch& batch_of(ArrowArrayStream* stream) noexcept { return *static_cast<OneBatch*>(stream->private_data); }

}  // namespace

ArrowArrayStream stream_of(ArrowArray* array, ArrowSchema* schema) {
  ArrowArrayStream stream{};
  stream.private_data = new OneBatch(array, schema);
  stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    *out = std::exchange(batch_of(self).schema, {});
    return 0;
  };
  stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
    *out = std::exchange(batch_of(self).array, {});
    return 0;
  };
  stream.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  stream.release = [](ArrowArrayStream* self) {
    delete &batch_of(self);
    self->release = nullptr;
  };
  return stream;
}

Answer<std::unique_ptr<BoundRows>> BoundRows::make(column::ImportedStream stream, const std::vector<Oid>& types,
                                                   const TypeCatalog& catalog) {
  auto made = std::make_unique<BoundRows>(std::move(stream));
  if (auto ok = made->make_writers(types, catalog); !ok) return std::unexpected(std::move(ok).error());
  return made;
}

Answer<void> BoundRows::make_writers(const std::vector<Oid>& types, const TypeCatalog& catalog) {
  const auto& columns = stream_.root().children;
  if (columns.size() != types.size()) {
    return refuse(status::kInvalidArgument,
                  "bind parameters: expected {} columns, one for each parameter of the statement, found {}",
                  types.size(), columns.size());
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    auto binary = BinaryCells::make(columns[i], types[i], catalog, i + 1);
    std::unique_ptr<CellWriter> writer;
    if (binary) {
      writer = *std::move(binary);
    } else if (writer = make_text_cells(columns[i]); writer == nullptr) {
      return refuse(status::kInvalidArgument, "bind parameter ${}: {}", i + 1, binary.error().message);
    }
    formats_.push_back(writer->format());
    writers_.push_back(std::move(writer));
  }
  return {};
}

Answer<bool> BoundRows::next(postgres_client::Parameters& out) {
  while (!has_ended_ && (!has_batch_ || row_ == stream_.rows())) {
    auto more = answer_of(stream_.next());
    if (!more) return more;
    has_ended_ = !*more;
    has_batch_ = true;
    row_ = 0;
    if (!has_ended_) {
      for (const auto& writer : writers_) writer->begin_batch();
    }
  }
  if (has_ended_) return false;
  bytes_.resize(0);
  for (const auto& writer : writers_) {
    if (auto ok = writer->append(stream_.root().first + row_, bytes_); !ok)
      return std::unexpected(std::move(ok).error());
  }
  ++row_;
  out.formats = formats_;
  const ByteView written = bytes_.view();
  out.bytes.assign(written.begin(), written.end());
  return true;
}

}  // namespace wirespeed::adbc_postgres
