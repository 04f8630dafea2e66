// Columns as records.
#include <memory>
#include <optional>

#include "errors.hpp"
#include "kernels_arrays.hpp"
#include "record_arrays.hpp"
#include "record_batch.hpp"
#include "wirespeed/record/scatter.hpp"

namespace nb = nanobind;

namespace wirespeed::python {

using record::Writer;

namespace {

// A field's values: an array that is read natively, or objects one by one.
class Column {
 public:
  Column(const RecordField& field, nb::handle given) : field_(field) {
    if (given.is_none()) return;
    const nb::handle values = given[0];
    if (!given[1].is_none()) take(mask_, given[1]);
    if (PyList_Check(values.ptr())) {
      objects_ = Owned(PySequence_Tuple(values.ptr()));
      if (!objects_) throw nb::python_error();
      return;
    }
    take(array_, values);
    if (!record::can_scatter(*field.type, array_->view())) refuse_type();
  }

  // False with an error set.
  bool write(Writer& writer, std::size_t row) const {
    if (is_missing(row)) {
      if (!field_.is_optional) return refuse(row, "a value: the field is not optional");
      writer.set_null(field_.index);
      return true;
    }
    if (objects_) return write_value(writer, field_, PyTuple_GET_ITEM(objects_.get(), static_cast<Py_ssize_t>(row)));
    if (!array_) return true;  // its default, or null
    return record::scatter(writer, *field_.field, array_->view(), static_cast<std::int64_t>(row)) ||
           refuse(row, "a value that fits");
  }

 private:
  static void take(std::optional<InputArray>& into, nb::handle array) {
    if (!into.emplace().take(array.ptr(), "from_columns")) throw nb::python_error();
  }

  bool is_missing(std::size_t row) const noexcept {
    return mask_ && mask_->view().data[static_cast<std::int64_t>(row) * mask_->view().stride] != 0;
  }

  [[noreturn]] void refuse_type() const {
    throw nb::type_error(
        fmt::format("from_columns: column \"{}\": expected values of {}, found an array of another type",
                    field_.field->name, record::to_string(*field_.type))
            .c_str());
  }

  bool refuse(std::size_t row, const char* expected) const {
    set_python_error(
        {Errc::invalid_argument, fmt::format("from_columns: column \"{}\", row {}: expected {} for {}, found another",
                                             field_.field->name, row, expected, record::to_string(*field_.type))});
    return false;
  }

  const RecordField& field_;
  std::optional<InputArray> array_;
  std::optional<InputArray> mask_;
  Owned objects_;
};

// Records one behind the other, in memory that grows.
class BatchWriter {
 public:
  explicit BatchWriter(const RecordClass& cls) : cls_(cls), writer_(*cls.schema) { begins_->push_back(0); }

  bool add(std::span<const std::unique_ptr<Column>> columns, std::size_t row) {
    writer_.begin();
    for (const auto& column : columns) {
      if (!column->write(writer_, row)) return false;
    }
    const auto record = writer_.finish();
    if (!record) {
      set_python_error(record.error());
      return false;
    }
    bytes_.append(*record);
    begins_->push_back(bytes_.size());
    return true;
  }

  PyObject* finish() {
    const Owned bytes(PyBytes_FromStringAndSize(reinterpret_cast<const char*>(bytes_.data()),
                                                static_cast<Py_ssize_t>(bytes_.size())));
    if (!bytes) return nullptr;
    const ByteView view = bytes_of({PyBytes_AS_STRING(bytes.get()), bytes_.size()});
    return record_batch_over(cls_, bytes.get(), view, begins_);
  }

 private:
  const RecordClass& cls_;
  Writer writer_;
  record::Output bytes_;
  std::shared_ptr<std::vector<std::size_t>> begins_ = std::make_shared<std::vector<std::size_t>>();
};

}  // namespace

nb::object records_of_columns(nb::handle type, const nb::tuple& columns, std::size_t rows) {
  if (!is_record_type(type.ptr())) throw nb::type_error("from_columns: expected a class under @record");
  const RecordClass& cls = class_of(reinterpret_cast<PyTypeObject*>(type.ptr()));
  std::vector<std::unique_ptr<Column>> fields;
  fields.reserve(cls.fields.size());
  for (const RecordField& field : cls.fields) fields.push_back(std::make_unique<Column>(field, columns[field.index]));
  BatchWriter writer(cls);
  for (std::size_t row = 0; row < rows; ++row) {
    if (!writer.add(fields, row)) throw nb::python_error();
  }
  PyObject* batch = writer.finish();
  if (batch == nullptr) throw nb::python_error();
  return nb::steal(batch);
}

}  // namespace wirespeed::python
