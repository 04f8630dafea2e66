// Python's wirespeed.kernels.Groups, which group() returns: the rows of equal keys, and what is asked about them.
#pragma once

#include <mutex>
#include <vector>

#include "kernels_arrays.hpp"
#include "wirespeed/kernels/factorize.hpp"

namespace wirespeed::python {

// Codes and keys never change. What else there is appears when it is first asked for, under the mutex, and stays.
struct GroupsObject {
  PyObject_HEAD kernels::Factorized found;
  std::vector<InputArray> keys;
  std::mutex mutex;
  std::unique_ptr<const kernels::GroupRows> rows;

  GroupsObject(PyTypeObject* cls, std::vector<InputArray> groups_keys, kernels::Factorized groups);
  kernels::GroupView view() const noexcept { return found.view(); }
};

// The rows of each group; made once. Can take long for many rows: it is detached meanwhile. REQUIRES: attached
const kernels::GroupRows& rows_of(GroupsObject& groups);

// A new Groups, or nullptr with an error set.
PyObject* groups_of(std::vector<InputArray> keys, kernels::Factorized found);

// The keys in those rows: an array, or a tuple of arrays for several keys. A new reference, or nullptr with an error
// set
PyObject* keys_at(const std::vector<InputArray>& keys, std::span<const std::uint32_t> rows);

// Whether results over these groups that have no values to go by (sizes) shall be Arrow: the keys are.
inline bool is_arrow(const GroupsObject& groups) noexcept { return groups.keys.front().is_arrow(); }

}  // namespace wirespeed::python
