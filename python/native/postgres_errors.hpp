// PostgreSQL's errors as Python's (python/wirespeed/postgres/_errors.py).
#pragma once

#include <nanobind/nanobind.h>

#include <exception>
#include <utility>

#include "wirespeed/postgres/error.hpp"

namespace wirespeed::python {

// Leaves a binding as what wirespeed.postgres._errors makes of it.
class PostgresException : public std::exception {
 public:
  explicit PostgresException(postgres::Error error) : error_(std::move(error)) {}
  const char* what() const noexcept override { return error_.message.c_str(); }
  const postgres::Error& error() const noexcept { return error_; }

 private:
  postgres::Error error_;
};

template <typename T>
T value_of(postgres::Outcome<T> outcome) {
  if (!outcome) throw PostgresException(std::move(outcome).error());
  if constexpr (!std::is_void_v<T>) return *std::move(outcome);
}

// The fields that the server sent, by the names of PostgresError's attributes.
nanobind::dict to_python(const postgres::Notice& notice);

void bind_postgres_errors(nanobind::module_& m);

}  // namespace wirespeed::python
