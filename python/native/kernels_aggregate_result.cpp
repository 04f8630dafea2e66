#include "kernels_aggregate_result.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace wirespeed::python {

using column::Item;
using kernels::Aggregate;
using kernels::Extent;

namespace {

struct Form {
  int numpy;
  const char* arrow;
  std::int64_t width;
};

Form form_of(Item item) noexcept {
  switch (item) {
    case Item::boolean:
      return {NPY_BOOL, "b", 1};
    case Item::int8:
      return {NPY_INT8, "c", 1};
    case Item::int16:
      return {NPY_INT16, "s", 2};
    case Item::int32:
      return {NPY_INT32, "i", 4};
    case Item::uint8:
      return {NPY_UINT8, "C", 1};
    case Item::uint16:
      return {NPY_UINT16, "S", 2};
    case Item::uint32:
      return {NPY_UINT32, "I", 4};
    case Item::uint64:
      return {NPY_UINT64, "L", 8};
    case Item::float32:
      return {NPY_FLOAT32, "f", 4};
    case Item::float64:
      return {NPY_FLOAT64, "g", 8};
    default:
      return {NPY_INT64, "l", 8};
  }
}

// What has the type of the values: an encoded column's own are in another array.
const InputArray& typed(const InputArray& input) { return input.values() == nullptr ? input : *input.values(); }

const std::string& format_of(const InputArray& input) {
  const ArrowColumn& column = *typed(input).column();
  return column.dictionary == nullptr ? column.format : column.dictionary->format;
}

// datetime64[us] as timedelta64[us].
PyArray_Descr* span_type(PyObject* array) {
  const Owned own(PyObject_GetAttrString(reinterpret_cast<PyObject*>(PyArray_DESCR(as_array(array))), "str"));
  const char* text = own ? PyUnicode_AsUTF8(own.get()) : nullptr;
  if (text == nullptr) return nullptr;
  std::string span = text;
  std::ranges::replace(span, 'M', 'm');
  const Owned name(PyUnicode_FromStringAndSize(span.data(), static_cast<Py_ssize_t>(span.size())));
  PyArray_Descr* found = nullptr;
  if (!name || PyArray_DescrConverter(name.get(), &found) == 0) return nullptr;
  return found;
}

// tsu:UTC, ttu as tDu; tdm as tDm.
std::string span_format(const std::string& format) { return std::string("tD") + format[2]; }

// Results that have the column's own type, or its differences'.
bool keeps_type(Aggregate aggregate) noexcept {
  switch (aggregate) {
    case Aggregate::min:
    case Aggregate::max:
    case Aggregate::first:
    case Aggregate::last:
    case Aggregate::largest:
    case Aggregate::smallest:
      return true;
    default:
      return false;
  }
}

bool is_difference(Aggregate aggregate) noexcept {
  return aggregate == Aggregate::range || aggregate == Aggregate::std;
}

std::uint8_t* new_bits(std::shared_ptr<std::uint8_t[]>& bits, std::int64_t count) {
  const std::int64_t bytes = (count + 7) / 8;
  bits = column_memory(bytes);
  std::memset(bits.get(), 0xff, static_cast<std::size_t>(bytes));
  return bits.get();
}

bool bit_at(const std::uint8_t* bits, std::int64_t i) noexcept { return (bits[i / 8] >> (i % 8) & 1) != 0; }

// The bytes, 0 or 1, as bits.
std::shared_ptr<std::uint8_t[]> packed(const std::uint8_t* bytes, std::int64_t count) {
  auto bits = column_memory((count + 7) / 8);
  std::memset(bits.get(), 0, static_cast<std::size_t>((count + 7) / 8));
  for (std::int64_t i = 0; i < count; ++i) bits[i / 8] |= static_cast<std::uint8_t>(bytes[i] << (i % 8));
  return bits;
}

}  // namespace

bool is_decimal(const InputArray& input) { return input.is_arrow() && format_of(input).starts_with("d:"); }

bool is_instant(const InputArray& input) {
  if (!input.is_arrow()) return PyArray_TYPE(as_array(typed(input).ndarray())) == NPY_DATETIME;
  return format_of(input).starts_with("t") && !format_of(input).starts_with("tD");
}

bool is_time(const InputArray& input) {
  return input.is_arrow() ? format_of(input).starts_with("t") : typed(input).view().item == Item::ticks;
}

bool AggregateResult::make(kernels::AggregateTask& task, const kernels::AggregateShape& shape, const InputArray* input,
                           bool is_arrow, kernels::GroupView groups) {
  shape_ = shape;
  input_ = input;
  length_ = shape.extent == Extent::row ? static_cast<std::int64_t>(groups.codes.size()) : std::int64_t{groups.groups};
  if (shape.is_rows) {
    rows_.resize(groups.groups);
    task.result = rows_.data();
    return true;
  }
  if (shape.extent == Extent::pick) return make_picks(task, groups.groups);
  const bool is_span = is_difference(task.aggregate) && shape.item == Item::ticks && is_instant(*input);
  if (input == nullptr ? !is_arrow : !input->is_arrow()) return make_numpy(task, is_span);
  make_arrow(task, is_span);
  return true;
}

bool AggregateResult::make_numpy(kernels::AggregateTask& task, bool is_span) {
  if (shape_.item != Item::ticks) {
    array_ = Owned(new_array(form_of(shape_.item).numpy, length_));
  } else if (!is_span) {
    array_ = Owned(new_array_like(typed(*input_).ndarray(), length_));
  } else if (PyArray_Descr* type = span_type(typed(*input_).ndarray())) {
    npy_intp size = length_;
    array_ = Owned(PyArray_NewFromDescr(&PyArray_Type, type, 1, &size, nullptr, nullptr, 0, nullptr));
  }
  if (!array_) return false;
  task.result = items_of<std::uint8_t>(array_.get());
  return true;
}

// NumPy's of two dimensions in any case: Arrow's lists would be another shape. Arrow's times are made as its own first,
// which say what they are.
bool AggregateResult::make_picks(kernels::AggregateTask& task, std::int64_t groups) {
  npy_intp sizes[2] = {groups, task.picks};
  if (task.picks > 0 && groups > std::numeric_limits<std::int64_t>::max() / 16 / task.picks) {
    PyErr_NoMemory();
    return false;
  }
  length_ = groups * task.picks;
  if (input_->is_arrow() && is_time(*input_)) {
    picks_ = task.picks;
    make_arrow(task, false);
    return true;
  }
  PyArray_Descr* type = nullptr;
  if (shape_.item == Item::ticks) {
    type = PyArray_DESCR(as_array(typed(*input_).ndarray()));
    Py_INCREF(type);
  } else {
    type = PyArray_DescrFromType(form_of(shape_.item).numpy);
  }
  array_ = Owned(PyArray_NewFromDescr(&PyArray_Type, type, 2, sizes, nullptr, nullptr, 0, nullptr));
  if (!array_) return false;
  task.result = items_of<std::uint8_t>(array_.get());
  const bool has_none = shape_.item == Item::ticks || shape_.item == Item::float32 || shape_.item == Item::float64;
  if (!has_none) task.validity = new_bits(validity_, length_);
  return true;
}

void AggregateResult::make_arrow(kernels::AggregateTask& task, bool is_span) {
  const Form form = form_of(shape_.item);
  column_ = std::make_shared<ArrowColumn>();
  column_->length = length_;
  column_->format = form.arrow;
  if (input_ != nullptr && (keeps_type(task.aggregate) || shape_.item == Item::ticks)) {
    column_->format = is_span ? span_format(format_of(*input_)) : format_of(*input_);
  }
  if (column_->format == "n") column_->format = form.arrow;
  data_ = column_memory(form.width * length_);
  task.result = data_.get();
  if (shape_.can_miss) task.validity = new_bits(validity_, length_);
}

PyObject* AggregateResult::finish() {
  if (shape_.is_rows) return taken(*input_, rows_);
  if (column_ != nullptr) return picks_ == 0 ? finish_arrow() : finish_arrow_picks();
  return validity_ == nullptr ? array_.release() : finish_picks();
}

PyObject* AggregateResult::finish_arrow() {
  if (shape_.item == Item::boolean) data_ = packed(data_.get(), length_);
  column_->buffers = {validity_.get(), data_.get()};
  column_->owners = {data_, validity_};
  return finished(std::move(column_));
}

PyObject* AggregateResult::finish_arrow_picks() {
  const Py_ssize_t groups = length_ / picks_;
  const Owned column(finish_arrow());
  const Owned array(column ? PyObject_CallMethod(column.get(), "to_numpy", nullptr) : nullptr);
  return array ? PyObject_CallMethod(array.get(), "reshape", "nn", groups, static_cast<Py_ssize_t>(picks_)) : nullptr;
}

// Integers have no value for what is missing: where a group has too few, they become floats with NaN.
PyObject* AggregateResult::finish_picks() {
  std::int64_t i = 0;
  while (i < length_ && bit_at(validity_.get(), i)) ++i;
  if (i == length_) return array_.release();
  Owned floats(PyArray_Cast(as_array(array_.get()), NPY_FLOAT64));
  if (!floats) return nullptr;
  auto* items = items_of<double>(floats.get());
  for (; i < length_; ++i) {
    if (!bit_at(validity_.get(), i)) items[i] = std::numeric_limits<double>::quiet_NaN();
  }
  return floats.release();
}

}  // namespace wirespeed::python
