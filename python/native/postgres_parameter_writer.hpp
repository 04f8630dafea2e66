// Writes one parameter: shared by the files that know its kinds (postgres_parameter_*.cpp).
#pragma once

#include <Python.h>

#include <cstdint>
#include <limits>
#include <string>

#include "owned.hpp"
#include "plain_objects.hpp"
#include "postgres_bytes.hpp"
#include "wirespeed/postgres/type.hpp"

namespace wirespeed::python {

enum class Written : std::uint8_t {
  yes,
  needs_text,  // there is a value, perhaps deep inside, that only the server can read: all of it goes as text
  failed,      // with an error set
};

class ParameterWriter {
 public:
  using Type = postgres::Type;

  ParameterWriter(int number, const postgres::TypeCatalog& catalog, Bytes& out)
      : number_(number), catalog_(catalog), out_(out) {}

  // | int32 size | value in binary form |, or the size -1.
  Written sized(PyObject* value, postgres::Oid oid);
  // The value as text, without size. False with an error set.
  bool text(PyObject* value, postgres::Oid oid, std::string& out);

 private:
  Written value(PyObject* value, const Type* type);
  Written of_text(PyObject* text, const Type& type);
  Written of_bytes(PyObject* bytes, const Type& type);
  Written scalar(PyObject* value, const Type& type);
  Written nested(PyObject* value, const Type& type);

  template <typename T>
  Written integer(PyObject* value, const Type& type) {
    std::int64_t number = 0;
    const bool ok = take_integer(value, type, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), number);
    if (ok) append_be(out_, static_cast<T>(number));
    return ok ? Written::yes : Written::failed;
  }
  bool take_integer(PyObject* value, const Type& type, std::int64_t least, std::int64_t most, std::int64_t& out);
  Written unsigned64(PyObject* value, const Type& type);
  Written floating(PyObject* value, const Type& type);
  Written numeric(PyObject* value, const Type& type);
  Written uuid(PyObject* value, const Type& type);
  Written address(PyObject* value, const Type& type);
  Written as_text(PyObject* value, const Type& type);

  Written time_like(PyObject* value, const Type& type);  // postgres_parameter_times.cpp
  Written timestamp(PyObject* value, const Type& type);
  Written time(PyObject* value, const Type& type);
  Written interval(PyObject* value, const Type& type);

  struct Shape;  // postgres_parameter_arrays.cpp
  Written array(PyObject* value, const Type& type);
  bool measure(PyObject* sequence, const Type& item, Shape& shape);
  Written items(PyObject* sequence, const Type& type, const Shape& shape, int dimension, bool& has_null);
  std::size_t array_header(const Shape& shape, const Type& type);  // where the flag for NULLs lies

  // A NumPy array whose items are written without a Python object for each; needs_text: it is none of those.
  Written numpy_array(PyObject* array, const Type& type, bool& is_done);  // postgres_parameter_numpy.cpp
  Written numpy_items(PyObject* contiguous, const Type& type, postgres::Kind kind, char numpy_kind);

  Written composite(PyObject* value, const Type& type);  // postgres_parameter_nested.cpp
  Written fields(PyObject* sequence, const Type& type);
  Written range(PyObject* value, const Type& type);
  Written multirange(PyObject* value, const Type& type);
  Written hstore(PyObject* value, const Type& type);
  Written vector(PyObject* value, const Type& type);
  Written json(PyObject* value, const Type& type);
  Written geometry(PyObject* value, const Type& type);
  bool floats(PyObject* value, int depth, int& count);
  Written tid(PyObject* value, const Type& type);

  bool list_text(PyObject* list, const Type& type, std::string& out);  // postgres_parameter_text.cpp
  bool item_text(PyObject* value, postgres::Oid oid, std::string_view special, std::string& out);
  bool composite_text(PyObject* value, const Type& type, std::string& out);
  bool range_text(PyObject* value, const Type& type, std::string& out);
  bool vector_text(PyObject* value, const Type& type, std::string& out);
  bool plain_text(PyObject* value, const Type* type, std::string& out);

  const Type* base_of(postgres::Oid oid) const noexcept;  // through domains; null for a type that nobody knows
  std::string where() const;
  // Set an error that names the parameter.
  Written refuse(const char* expected, const Type& type, PyObject* found);
  Written refuse_value(const std::string& message);

  int number_;
  const postgres::TypeCatalog& catalog_;
  Bytes& out_;
  std::ptrdiff_t item_ = -1;  // of the outermost array
};

// A sequence that stands for an array: no text, no bytes, no dict.
bool is_sequence(PyObject* value) noexcept;
bool is_numpy_array(PyObject* value) noexcept;

}  // namespace wirespeed::python
