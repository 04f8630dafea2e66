// Python's objects as JSON text, and the bytes object that text is written into.
#pragma once

#include <Python.h>

#include <cstdint>
#include <vector>

#include "wirespeed/column/array_view.hpp"
#include "wirespeed/record/json_options.hpp"
#include "wirespeed/record/json_out.hpp"

namespace wirespeed::python {

// Appends what JSON has for an object: None, bool, int, float, str, date, datetime, time, timedelta, Decimal, UUID,
// bytes; lists, tuples, and dicts with keys that are str or int; what stands for one of these, as NumPy's scalars and
// arrays, members of an Enum, NaT and NA. False with an error of Python's set, or with a fault in `out`.
bool write_json_object(record::JsonOut& out, PyObject* object, const record::JsonOptions& options);

// Objects of a column as text that is JSON already.
class JsonObjects {
 public:
  explicit JsonObjects(const record::JsonOptions& options) noexcept : options_(options) {}

  // False as above.
  bool add(PyObject* object) {
    const bool ok = write_json_object(out_, object, options_);
    ends_.push_back(static_cast<std::int64_t>(out_.size()));
    return ok;
  }
  std::size_t size() const noexcept { return ends_.size() - 1; }
  const std::string& fault() const noexcept { return out_.fault().found; }

  // Shows what was added so far, as long as nothing more is.
  column::ArrayView view() const noexcept;

 private:
  record::JsonOptions options_;
  record::JsonScratch memory_;
  record::JsonOut out_{memory_};
  std::vector<std::int64_t> ends_{0};
};

// A bytes object that grows, also while the thread that asks for it is detached.
class JsonBytes final : public record::JsonMemory {
 public:
  explicit JsonBytes(std::size_t expected) noexcept : expected_(expected) {}
  JsonBytes(const JsonBytes&) = delete;
  JsonBytes& operator=(const JsonBytes&) = delete;
  ~JsonBytes() override { Py_XDECREF(bytes_); }

  std::span<char> grow(std::size_t used, std::size_t size) override;

  // The first `size` bytes of it. A new reference, or nullptr with an error set. REQUIRES: attached; called once
  PyObject* finish(std::size_t size);

 private:
  std::size_t expected_;
  PyObject* bytes_ = nullptr;
};

}  // namespace wirespeed::python
