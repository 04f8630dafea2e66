// Rows of a result as tuples of Python objects, value by value from the bytes that the server sent.
//
//   bool, int, float, decimal.Decimal, str, bytes, uuid.UUID, date, time, datetime (of timestamptz in UTC)
//   interval             timedelta; wirespeed.postgres.Interval when it has months
//   json, jsonb          what json.loads() makes of it
//   arrays               lists in lists; lower bounds are left out
//   composites, records  named tuples, tuples
//   ranges, multiranges  wirespeed.postgres.Range, lists of them
//   inet, cidr           ipaddress: an address or an interface, a network
//   hstore               dict;   vector, halfvec: list of float;   sparsevec: SparseVector
//   money                int, in the currency's smallest unit;   bit: str of 0 and 1;   tid: (block, offset)
//   point, line, circle, lseg, box, polygon, path: tuples of floats and points, a list of points, Path
//   enums, macaddr, pg_lsn, tsvector, and text of all kinds: str as the server writes it;   void: None
//   unknown types        bytes
// Dates and times that datetime does not have (infinity, BC, years beyond 9999, 24:00:00) are str as the server writes
// them, and can be sent back as such.
#pragma once

#include <Python.h>

#include <span>
#include <string>
#include <vector>

#include "owned.hpp"
#include "wirespeed/base/bytes.hpp"
#include "wirespeed/postgres/column_decoder.hpp"
#include "wirespeed/postgres/type.hpp"

namespace wirespeed::python {

// How values of one type are read.
struct ValueReader {
  // A new reference, or nullptr with an error set.
  using Read = PyObject* (*)(const ValueReader& reader, ByteView bytes);

  Read read = nullptr;
  std::string name{};                 // of the type
  std::vector<ValueReader> parts{};   // of an array its items, of a range its bounds, of a composite its fields, ...
  std::vector<postgres::Oid> oids{};  // of the parts
  Owned made{};                       // of a composite its class
  const postgres::TypeCatalog* catalog = nullptr;

  PyObject* value(ByteView bytes) const { return read(*this, bytes); }
};

// What text becomes: a str, or bytes as they came, which need not be UTF-8.
enum class TextAs : std::uint8_t { str, bytes };

// REQUIRES: the catalog outlives it. An unknown OID is read as bytes. Throws nanobind::python_error.
ValueReader make_value_reader(postgres::TypeRef type, postgres::Format format, const postgres::TypeCatalog& catalog,
                              TextAs text = TextAs::str);

// How the rows of one result are read: made once, used for each row.
class RowProgram {
 public:
  struct Field {
    postgres::TypeRef type;
    postgres::Format format;
  };

  // REQUIRES: the catalog outlives it. Throws nanobind::python_error.
  RowProgram(std::span<const Field> fields, const postgres::TypeCatalog& catalog, TextAs text = TextAs::str);

  RowProgram(RowProgram&&) noexcept = default;
  RowProgram& operator=(RowProgram&&) noexcept = default;
  RowProgram(const RowProgram&) = delete;
  RowProgram& operator=(const RowProgram&) = delete;
  ~RowProgram() = default;

  std::size_t size() const noexcept { return readers_.size(); }
  // Of the last row() that failed; size() where it was the row itself.
  std::size_t failed_at() const noexcept { return failed_at_; }

  // A tuple of a row; a new reference, or nullptr with an error set.
  //   DataRow without type and length, or a row of COPY BINARY:  | int16 n | (int32 size, bytes) * n |
  PyObject* row(ByteView message) const;
  PyObject* row(std::span<const postgres::Cell> cells) const;  // REQUIRES: as many as there are fields

 private:
  std::vector<ValueReader> readers_;
  mutable std::size_t failed_at_ = 0;
};

}  // namespace wirespeed::python
