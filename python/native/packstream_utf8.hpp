// A Python text on its way to UTF-8 without the copy that PyUnicode_AsUTF8 would leave in it.
#pragma once

#include <Python.h>

#include <cstdint>
#include <cstring>

namespace wirespeed::python {

// Borrows the text, which must live as long as this.
class Utf8Source {
 public:
  // Not ok(), with a UnicodeEncodeError set, where the text has a surrogate.
  explicit Utf8Source(PyObject* text) noexcept;

  bool ok() const noexcept { return ok_; }
  // Of the UTF-8.
  std::size_t size() const noexcept { return size_; }
  // REQUIRES: ok(), and size() writable bytes at `at`. Returns the byte behind.
  std::uint8_t* write(std::uint8_t* at) const noexcept {
    if (size_ == length_) {
      std::memcpy(at, data_, size_);
      return at + size_;
    }
    return write_wide(at);
  }

 private:
  std::uint8_t* write_wide(std::uint8_t* at) const noexcept;
  void measure(PyObject* text) noexcept;

  const void* data_ = nullptr;
  std::size_t length_ = 0;  // in characters
  std::size_t size_ = 0;
  int kind_ = PyUnicode_1BYTE_KIND;
  bool ok_ = true;
};

inline Utf8Source::Utf8Source(PyObject* text) noexcept {
#if PY_VERSION_HEX < 0x030C0000
  if (PyUnicode_READY(text) != 0) {  // a text of the old kind, made by a C extension
    ok_ = false;
    return;
  }
#endif
  data_ = PyUnicode_DATA(text);
  length_ = static_cast<std::size_t>(PyUnicode_GET_LENGTH(text));
  size_ = length_;
  if (!PyUnicode_IS_ASCII(text)) measure(text);
}

}  // namespace wirespeed::python
