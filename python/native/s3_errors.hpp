// S3's errors as Python's (python/wirespeed/s3/_errors.py).
#pragma once

#include <nanobind/nanobind.h>

#include <exception>
#include <utility>

#include "wirespeed/s3/error.hpp"

namespace wirespeed::python {

// Leaves a binding as what wirespeed.s3._errors makes of it.
class S3Exception : public std::exception {
 public:
  explicit S3Exception(s3::Error error) : error_(std::move(error)) {}
  const char* what() const noexcept override { return error_.message.c_str(); }
  const s3::Error& error() const noexcept { return error_; }

 private:
  s3::Error error_;
};

template <typename T>
T value_of(s3::Outcome<T> outcome) {
  if (!outcome) throw S3Exception(std::move(outcome).error());
  if constexpr (!std::is_void_v<T>) return *std::move(outcome);
}

// The exception that it is, not raised.
nanobind::object exception_of(const s3::Error& error);

void bind_s3_errors(nanobind::module_& m);

}  // namespace wirespeed::python
