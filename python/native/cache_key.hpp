// A Python object as a key's bytes: one way only for each value, and none for two.
//
//   str                    its UTF-8, as it is: borrowed where Python has it so
//   anything else          F5..FF, with which no UTF-8 begins or goes on, and what that kind has (cache_key.cpp)
//
// 1, 1.0 and True are three keys. What is none of Python's plain types is asked for a plain form
// (wirespeed.cache._keys.plain).
#pragma once

#include <Python.h>

#include <array>
#include <string>
#include <string_view>

namespace wirespeed::python {

// Room for one key; most fit without an allocation.
class KeyBytes {
 public:
  KeyBytes() noexcept {}  // without clearing its room
  KeyBytes(const KeyBytes&) = delete;
  KeyBytes& operator=(const KeyBytes&) = delete;

  // False with an error set. The view lives as long as this and the object.
  bool set(PyObject* key) {
    if (PyUnicode_CheckExact(key) && PyUnicode_IS_COMPACT_ASCII(key)) {
      view_ = {static_cast<const char*>(PyUnicode_DATA(key)), static_cast<std::size_t>(PyUnicode_GET_LENGTH(key))};
      return true;
    }
    return set_other(key);
  }

  // For a key in parts: what was appended so far.
  void begin() noexcept {
    length_ = 0;
    large_.clear();
  }
  bool append(PyObject* part);
  void append(std::string_view bytes);
  void append(char byte) { append(std::string_view(&byte, 1)); }
  void finish() noexcept { view_ = {data(), length_}; }

  std::string_view view() const noexcept { return view_; }

 private:
  bool set_other(PyObject* key);
  bool append_text(PyObject* text);
  bool append_tuple(PyObject* tuple);
  bool append_long(PyObject* number);
  bool append_other(PyObject* object);
  void append_sized(char kind, std::string_view bytes);
  const char* data() const noexcept { return large_.empty() ? small_.data() : large_.data(); }

  std::array<char, 232> small_;
  std::string large_;  // all of it, once it has outgrown small_
  std::size_t length_ = 0;
  std::string_view view_;
};

inline constexpr char kFunctionKey = '\xF7';  // behind a function's name, before its arguments

// The type of a key that is bytes already: what cached functions have. A new reference.
PyObject* make_key_type();
PyObject* make_key(std::string_view bytes);

}  // namespace wirespeed::python
