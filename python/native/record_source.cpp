#include "record_source.hpp"

#include "errors.hpp"
#include "record_batch.hpp"
#include "run_native.hpp"
#include "steady.hpp"
#include "wirespeed/record/verify.hpp"

namespace wirespeed::python {

using column::ArrayView;
using column::Item;

namespace {

// Row i of a column of bytes; without data where it is null. REQUIRES: its item is one of those below
template <typename Offset>
ByteView between_offsets(const ArrayView& view, std::int64_t i) noexcept {
  const auto* offsets = static_cast<const Offset*>(view.offsets);
  return {view.data + offsets[i], static_cast<std::size_t>(offsets[i + 1] - offsets[i])};
}

ByteView in_view(const ArrayView& view, std::int64_t i) noexcept {
  const std::uint8_t* at = view.data + i * 16;
  const auto size = static_cast<std::size_t>(load_le<std::int32_t>(at));
  if (size <= 12) return {at + 4, size};
  const auto* buffer = static_cast<const std::uint8_t*>(view.buffers[load_le<std::int32_t>(at + 8)]);
  return {buffer + load_le<std::int32_t>(at + 12), size};
}

ByteView bytes_at(const ArrayView& view, std::int64_t i) noexcept {
  if (!view.is_there(i)) return {};
  switch (view.item) {
    case Item::text:
      return between_offsets<std::int32_t>(view, i);
    case Item::large_text:
      return between_offsets<std::int64_t>(view, i);
    case Item::text_view:
      return in_view(view, i);
    default:
      return bytes_of(load_le<std::string_view>(view.data + i * view.stride));
  }
}

bool refuse_item(const char* operation, std::size_t i, const Error& error) {
  set_python_error({error.code, fmt::format("{}: item {}: {}", operation, i, error.message)});
  return false;
}

}  // namespace

bool RecordSource::take(const RecordClass& cls, PyObject* object, bool is_trusted, const char* operation) {
  if (PyList_Check(object) || PyTuple_Check(object)) {
    if (!take_items(object, cls, operation)) return false;
  } else if (is_record_batch(object)) {
    take_batch(object);
    if (batch_class(object) == &cls) {  // its records were looked at
      set_places();
      return true;
    }
  } else if (PyObject_CheckBuffer(object) != 0 && PyObject_HasAttrString(object, "dtype") == 0 &&
             PyObject_HasAttrString(object, "__arrow_c_array__") == 0) {
    KeptBytes kept;
    if (!keep_bytes(object, kept) || !split(kept.bytes)) return false;
    whole_ = std::move(kept.owner);
  } else if (PyObject_HasAttrString(object, "dtype") != 0 || PyObject_HasAttrString(object, "__arrow_c_array__") != 0 ||
             PyObject_HasAttrString(object, "__arrow_c_stream__") != 0) {
    if (!take_column(object, operation)) return false;
  } else {
    const Owned items(PySequence_List(object));
    if (!items || !take_items(items.get(), cls, operation)) return false;
  }
  return check(cls, is_trusted, operation);
}

// A list can be changed while the interpreter is left, or by what is asked of its items: each item is kept by itself.
// Where there is no lock on the list, it is copied first.
bool RecordSource::take_items(PyObject* sequence, const RecordClass& cls, const char* operation) {
  const Owned steady = steady_sequence(sequence);
  if (!steady) return false;
  sequence = steady.get();
  take_bytes({PySequence_Fast_ITEMS(sequence), static_cast<std::size_t>(PySequence_Fast_GET_SIZE(sequence))}, cls);
  for (auto i = static_cast<Py_ssize_t>(records_.size()); i < PySequence_Fast_GET_SIZE(sequence); ++i) {
    const Owned item(Py_NewRef(PySequence_Fast_GET_ITEM(sequence, i)));
    if (take_item(item.get(), cls)) continue;
    if (PyErr_ExceptionMatches(PyExc_TypeError) != 0) {
      PyErr_Format(PyExc_TypeError, "%s: item %zd: expected bytes or a record, found %s", operation, i,
                   Py_TYPE(item.get())->tp_name);
    }
    return false;
  }
  return true;
}

// Those at the beginning that are bytes. Of few records, what they are is looked at here, while they are fetched
// anyway.
void RecordSource::take_bytes(std::span<PyObject* const> items, const RecordClass& cls) {
  records_.resize(items.size());
  owners_.resize(items.size());
  places_.resize(items.size());
  const bool are_few = items.size() < kManyRecords;
  bool are_plain = are_few;
  std::size_t n = 0;
  for (; n < items.size() && PyBytes_CheckExact(items[n]); ++n) {
    PyObject* item = items[n];
    const ByteView bytes(reinterpret_cast<const std::uint8_t*>(PyBytes_AS_STRING(item)),
                         static_cast<std::size_t>(PyBytes_GET_SIZE(item)));
    records_[n] = bytes;
    places_[n] = bytes.data();
    owners_[n] = Owned(Py_NewRef(item));
    are_plain = are_plain && cls.schema->is_plain(bytes);
  }
  records_.resize(n);
  owners_.resize(n);
  are_plain_ = are_plain && n == items.size();
}

bool RecordSource::take_item(PyObject* item, const RecordClass& cls) {
  KeptBytes kept;
  if (Py_TYPE(item) == cls.type) {
    kept.owner = Owned(Py_NewRef(item));
    kept.bytes = record_bytes(item);
  } else if (!keep_bytes(item, kept)) {
    return false;
  }
  records_.push_back(kept.bytes);
  owners_.push_back(std::move(kept.owner));
  return true;
}

bool RecordSource::take_column(PyObject* object, const char* operation) {
  if (!column_.emplace().take(object, operation)) return false;
  const ArrayView& view = column_->view();
  if (!column::is_text(view.item) || view.item == Item::bytes || view.item == Item::ucs4 ||
      view.dictionary != nullptr) {
    PyErr_Format(PyExc_TypeError, "%s: expected a column of bytes, found one of another type", operation);
    return false;
  }
  records_.reserve(static_cast<std::size_t>(view.length));
  for (std::int64_t i = 0; i < view.length; ++i) records_.push_back(bytes_at(view, i));
  whole_ = Owned(column_->is_arrow() ? array_of(column_->column()) : Py_NewRef(object));
  return static_cast<bool>(whole_);
}

void RecordSource::take_batch(PyObject* object) {
  const std::size_t n = batch_size(object);
  records_.reserve(n);
  for (std::size_t i = 0; i < n; ++i) records_.push_back(batch_record(object, i));
  whole_ = Owned(Py_NewRef(batch_owner(object)));
}

void RecordSource::set_places() {
  places_.reserve(records_.size());
  for (const ByteView record : records_) places_.push_back(record.data());
}

bool RecordSource::split(ByteView bytes) {
  const auto begins = record::split_batch(bytes);
  if (!begins) {
    set_python_error(begins.error());
    return false;
  }
  records_.reserve(begins->size());
  for (std::size_t i = 0; i + 1 < begins->size(); ++i) {
    records_.push_back(bytes.subspan((*begins)[i], (*begins)[i + 1] - (*begins)[i]));
  }
  return true;
}

bool RecordSource::check(const RecordClass& cls, bool is_trusted, const char* operation) {
  if (are_plain_) return true;
  places_.resize(records_.size());
  const auto first_wrong = [&] {
    if (!is_trusted) return record::first_invalid(*cls.schema, records_, places_.data());
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (!record::is_plausible(*cls.schema, records_[i])) return i;
      places_[i] = records_[i].data();
    }
    return records_.size();
  };
  const std::size_t wrong = is_large() ? run_native(first_wrong) : first_wrong();
  if (wrong == records_.size()) return true;
  if (records_[wrong].data() == nullptr) {
    return refuse_item(operation, wrong, {Errc::invalid_argument, "expected the bytes of a record, found null"});
  }
  const auto verified = record::verify(*cls.schema, records_[wrong]);
  return refuse_item(
      operation, wrong,
      verified ? Error{Errc::malformed, "expected a header of this schema, found another"} : verified.error());
}

}  // namespace wirespeed::python
