// Many records from whatever has them: a list of bytes or records, an Arrow or NumPy column of bytes, a batch, or the
// bytes of one.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kernels_arrays.hpp"
#include "record_object.hpp"
#include "wirespeed/record/batch.hpp"

namespace wirespeed::python {

class RecordSource {
 public:
  // Looks at each, at its header alone where they are trusted. False with an error set. REQUIRES: to be called once
  bool take(const RecordClass& cls, PyObject* object, bool is_trusted, const char* operation);

  std::size_t size() const noexcept { return records_.size(); }
  ByteView record(std::size_t i) const noexcept { return records_[i]; }
  std::span<const std::uint8_t* const> places() const noexcept { return places_; }
  // Who keeps record i. Borrowed.
  PyObject* owner(std::size_t i) const noexcept { return owners_.empty() ? whole_.get() : owners_[i].get(); }

  // Records whose work takes longer than it takes to let other threads run.
  bool is_large() const noexcept { return records_.size() >= kManyRecords; }
  // Each is a record of the schema's very fields, and that is known already.
  bool are_plain() const noexcept { return are_plain_; }

 private:
  static constexpr std::size_t kManyRecords = 2000;

  bool take_items(PyObject* sequence, const RecordClass& cls, const char* operation);
  bool take_item(PyObject* item, const RecordClass& cls);
  void take_bytes(std::span<PyObject* const> items, const RecordClass& cls);
  bool take_column(PyObject* object, const char* operation);
  void take_batch(PyObject* object);
  void set_places();
  bool split(ByteView bytes);
  bool check(const RecordClass& cls, bool is_trusted, const char* operation);

  std::vector<ByteView> records_;
  std::vector<const std::uint8_t*> places_;
  Owned whole_;                // keeps all of them
  std::vector<Owned> owners_;  // or each its own
  std::optional<InputArray> column_;
  bool are_plain_ = false;
};

}  // namespace wirespeed::python
