#include "wirespeed/adbc_postgres/result_stream.hpp"

#include <cerrno>
#include <optional>

#include "wirespeed/column/arrow_export.hpp"

namespace wirespeed::adbc_postgres {
namespace {

int errno_of(AdbcStatusCode code) noexcept {
  switch (code) {
    case status::kOk:
      return 0;
    case status::kNotImplemented:
      return ENOTSUP;
    case status::kNotFound:
      return ENOENT;
    case status::kAlreadyExists:
      return EEXIST;
    case status::kInvalidArgument:
    case status::kInvalidState:
      return EINVAL;
    case status::kCancelled:
      return ECANCELED;
    case status::kTimeout:
      return ETIMEDOUT;
    case status::kUnauthenticated:
    case status::kUnauthorized:
      return EACCES;
    default:
      return EIO;
  }
}

class StreamHolder {
 public:
  explicit StreamHolder(std::unique_ptr<ResultSource> source) : source_(std::move(source)) {}
  StreamHolder(const StreamHolder&) = delete;
  StreamHolder& operator=(const StreamHolder&) = delete;
  ~StreamHolder() {
    if (error_.release != nullptr) error_.release(&error_);
  }

  int schema(ArrowSchema* out) {
    return take([&]() -> Answer<void> {
      auto schema = source_->schema();
      if (!schema) return std::unexpected(std::move(schema).error());
      column::export_schema(*schema, out);
      return {};
    });
  }

  int next(ArrowArray* out) {
    *out = {};
    return take([&]() -> Answer<void> {
      if (has_ended_) return {};
      auto batch = source_->next();
      if (!batch) return std::unexpected(std::move(batch).error());
      has_ended_ = *batch == nullptr;
      if (!has_ended_) column::export_batch(*batch, out);
      return {};
    });
  }

  const AdbcError* error(AdbcStatusCode* code) const noexcept {
    if (code != nullptr) *code = status_;
    return status_ == status::kOk ? nullptr : &error_;
  }
  const char* message() const noexcept { return error_.message; }

 private:
  template <typename Work>
  int take(Work work) noexcept {
    if (status_ == status::kOk) status_ = guarded(&error_, work);
    return errno_of(status_);
  }

  std::unique_ptr<ResultSource> source_;
  AdbcError error_{nullptr, kAdbcErrorHasPrivateData, {}, nullptr, nullptr, nullptr};
  AdbcStatusCode status_ = status::kOk;
  bool has_ended_ = false;
};

StreamHolder& holder_of(ArrowArrayStream* stream) noexcept { return *static_cast<StreamHolder*>(stream->private_data); }

void release(ArrowArrayStream* stream) {
  delete static_cast<StreamHolder*>(stream->private_data);
  stream->private_data = nullptr;
  stream->release = nullptr;
}

class TableSource final : public ResultSource {
 public:
  TableSource(column::Schema schema, column::Batch batch)
      : schema_(std::move(schema)), batch_(std::make_shared<const column::Batch>(std::move(batch))) {}

  Answer<column::Schema> schema() override { return schema_; }
  Answer<std::shared_ptr<const column::Batch>> next() override { return std::exchange(batch_, nullptr); }

 private:
  column::Schema schema_;
  std::shared_ptr<const column::Batch> batch_;
};

}  // namespace

void export_results(std::unique_ptr<ResultSource> source, ArrowArrayStream* out) {
  auto* holder = new StreamHolder(std::move(source));
  out->get_schema = [](ArrowArrayStream* self, ArrowSchema* schema) { return holder_of(self).schema(schema); };
  out->get_next = [](ArrowArrayStream* self, ArrowArray* array) { return holder_of(self).next(array); };
  out->get_last_error = [](ArrowArrayStream* self) { return holder_of(self).message(); };
  out->release = release;
  out->private_data = holder;
}

void export_table(column::Schema schema, column::Batch batch, ArrowArrayStream* out) {
  export_results(std::make_unique<TableSource>(std::move(schema), std::move(batch)), out);
}

const AdbcError* error_of(ArrowArrayStream* stream, AdbcStatusCode* status) noexcept {
  if (stream == nullptr || stream->release != release || stream->private_data == nullptr) return nullptr;
  return holder_of(stream).error(status);
}

}  // namespace wirespeed::adbc_postgres
