// Where pack() writes: room on the stack for what is small, a bytes object that grows for the rest.
#pragma once

#include <Python.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

namespace wirespeed::python {

// An Output as packstream/encoder.hpp has it; reserve() leaves a MemoryError when it gives nothing.
class BytesOutput {
 public:
  BytesOutput() noexcept : begin_(small_), at_(small_), end_(small_ + sizeof small_) {}
  BytesOutput(const BytesOutput&) = delete;
  BytesOutput& operator=(const BytesOutput&) = delete;
  ~BytesOutput() { Py_XDECREF(large_); }

  std::uint8_t* reserve(std::size_t n) { return static_cast<std::size_t>(end_ - at_) >= n ? at_ : grow(n); }
  void commit(std::uint8_t* end) noexcept { at_ = end; }

  const std::uint8_t* data() const noexcept { return begin_; }
  std::size_t size() const noexcept { return static_cast<std::size_t>(at_ - begin_); }

  // What was written, as a new reference, or nullptr with an error set. The output is spent.
  PyObject* take() {
    const auto used = static_cast<Py_ssize_t>(at_ - begin_);
    if (large_ == nullptr) return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(small_), used);
    _PyBytes_Resize(&large_, used);
    return std::exchange(large_, nullptr);
  }

 private:
  // Room for n bytes more, and as much again as there is.
  std::uint8_t* grow(std::size_t n) {
    const auto used = static_cast<std::size_t>(at_ - begin_);
    const auto wanted = static_cast<Py_ssize_t>(std::max(2 * used, used + n));
    if (large_ == nullptr) {
      large_ = PyBytes_FromStringAndSize(nullptr, wanted);
      if (large_ == nullptr) return nullptr;
      std::memcpy(PyBytes_AS_STRING(large_), small_, used);
    } else if (_PyBytes_Resize(&large_, wanted) != 0) {
      begin_ = at_ = end_ = nullptr;
      return nullptr;
    }
    begin_ = reinterpret_cast<std::uint8_t*>(PyBytes_AS_STRING(large_));
    at_ = begin_ + used;
    end_ = begin_ + wanted;
    return at_;
  }

  PyObject* large_ = nullptr;
  std::uint8_t* begin_;
  std::uint8_t* at_;
  std::uint8_t* end_;
  std::uint8_t small_[512];
};

}  // namespace wirespeed::python
