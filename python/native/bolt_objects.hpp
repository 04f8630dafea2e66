// Bolt's answers as Python objects, and its errors as Python's (python/wirespeed/bolt/_errors.py).
#pragma once

#include <nanobind/nanobind.h>

#include <exception>
#include <utility>

#include "wirespeed/bolt/error.hpp"
#include "wirespeed/bolt/summary.hpp"

namespace wirespeed::python {

// Leaves a binding as what wirespeed.bolt._errors makes of it.
class BoltException : public std::exception {
 public:
  explicit BoltException(bolt::Error error) : error_(std::move(error)) {}
  const char* what() const noexcept override { return error_.message.c_str(); }
  const bolt::Error& error() const noexcept { return error_; }

 private:
  bolt::Error error_;
};

template <typename T>
T value_of(bolt::Outcome<T> outcome) {
  if (!outcome) throw BoltException(std::move(outcome).error());
  if constexpr (!std::is_void_v<T>) return *std::move(outcome);
}

nanobind::object to_python(const packstream::Value& value);
nanobind::dict to_python(const packstream::Map& map);
// What wirespeed.bolt.Summary is made from.
nanobind::dict to_python(const bolt::Summary& summary);

void bind_bolt_errors(nanobind::module_& m);

}  // namespace wirespeed::python
