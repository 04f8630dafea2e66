// wirespeed.kernels.Encoded: a column with its dictionary codes, so that it need not be hashed again.
#pragma once

#include "kernels_arrays.hpp"
#include "wirespeed/kernels/raw_vector.hpp"

namespace wirespeed::python {

// Immutable. Codes and values are made once and shared by the parts that are cut from the column.
struct EncodedObject {
  PyObject_HEAD std::shared_ptr<const InputArray> codes;  // int32, a NumPy array
  std::shared_ptr<const InputArray> values;               // distinct
  kernels::RawVector<std::uint32_t> first;                // of each value its first row; of a part empty
};

bool is_encoded(PyObject* object) noexcept;
inline const EncodedObject& as_encoded(PyObject* object) noexcept { return *reinterpret_cast<EncodedObject*>(object); }

}  // namespace wirespeed::python
