// wirespeed.record.Batch: records that lie one behind the other.
#pragma once

#include "record_object.hpp"

namespace wirespeed::python {

PyObject* make_record_batch_type();

bool is_record_batch(PyObject* object) noexcept;

// Of a batch.
const RecordClass* batch_class(PyObject* batch) noexcept;
std::size_t batch_size(PyObject* batch) noexcept;
ByteView batch_record(PyObject* batch, std::size_t i) noexcept;
PyObject* batch_owner(PyObject* batch) noexcept;  // of its bytes; borrowed

// cls.batch(source, trusted=False)
PyObject* new_record_batch(PyObject* cls, PyObject* const* args, Py_ssize_t n, PyObject* names);

// A batch over bytes that were looked at. nullptr with an error set.
PyObject* record_batch_over(const RecordClass& cls, PyObject* owner, ByteView bytes,
                            std::shared_ptr<const std::vector<std::size_t>> begins);

}  // namespace wirespeed::python
