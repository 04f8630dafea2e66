// The nodes of a NetworkX graph as numbers: each has its place among the graph's keys.
//
//   whole numbers that lie close together   a table by value
//   all others                              open addressing by Python's own hash
//
// Constant once made. Looking up a key that is neither int nor str may run Python code.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "owned.hpp"

namespace wirespeed::python {

// Sets the KeyError of a key that was not found, unless an error is set already: it could not be looked up.
void raise_missing(PyObject* key);

class NodeKeys {
 public:
  static constexpr std::uint32_t kMissing = 0xFFFFFFFF;

  // Of a list of what is hashable and different from each other. On false a Python error is set.
  bool make(PyObject* list);

  // kMissing: not there, or, with a Python error set, could not be looked up.
  std::uint32_t find(PyObject* key) const;
  // Writes a number for each key; false with a Python error set, KeyError for one that is not there. REQUIRES: if one
  // of them is neither exactly int nor exactly str, then references to all of them
  bool find_all(std::span<PyObject* const> keys, std::uint32_t* numbers) const;

  PyObject* list() const noexcept { return list_.get(); }
  std::size_t size() const noexcept { return list_ ? static_cast<std::size_t>(PyList_GET_SIZE(list_.get())) : 0; }
  PyObject* key(std::uint32_t number) const noexcept { return PyList_GET_ITEM(list_.get(), number); }

  // For the collector.
  int traverse(visitproc visit, void* arg) const {
    Py_VISIT(list_.get());
    return 0;
  }
  void clear() noexcept {
    table_.clear();
    slots_.clear();
    list_ = Owned();
  }

 private:
  struct Slot {
    Py_hash_t hash;
    PyObject* key;  // lent by the list
    std::uint32_t number = kMissing;
  };

  bool make_table();
  bool make_slots();
  std::uint32_t find_whole(long long value) const noexcept;
  std::uint32_t find_as_whole(PyObject* key, Py_hash_t hash) const;
  std::uint32_t find_hashed(PyObject* key, Py_hash_t hash) const;

  Owned list_;
  long long first_ = 0;
  std::vector<std::uint32_t> table_;  // by value less first_; empty: slots
  std::vector<Slot> slots_;
};

}  // namespace wirespeed::python
