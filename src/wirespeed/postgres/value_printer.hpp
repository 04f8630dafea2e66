// Values of any type as text, those within others included.
#pragma once

#include "wirespeed/postgres/value_parts.hpp"
#include "wirespeed/postgres/value_text.hpp"

namespace wirespeed::postgres {

class ValuePrinter {
 public:
  // REQUIRES: the catalog outlives it
  explicit ValuePrinter(const TypeCatalog& catalog) : catalog_(catalog) {}

  // As the server's output function would write it; types that are unknown, or whose bytes have no meaning to us, as
  // bytea. Money is a number, without a currency.
  Printed print(std::string& out, Oid type, ByteView value) const { return print(out, type, value, 0); }

 private:
  using Parts = std::span<const Cell>;

  Printed print(std::string& out, Oid type, ByteView value, int depth) const;
  Printed print_array(std::string& out, const Type& type, ByteView value, int depth) const;
  Printed print_record(std::string& out, ByteView value, int depth) const;
  Printed print_range(std::string& out, const Type& type, ByteView value, int depth) const;
  Printed print_multirange(std::string& out, const Type& type, ByteView value, int depth) const;
  // Into a text of its own, for the caller to quote.
  std::expected<std::string, std::string> text_of(Oid type, const Cell& cell, int depth) const;

  const TypeCatalog& catalog_;
};

// Of one shape: points and what is made of them, pgvector's types, hstore; null for other kinds.
Print print_of_shape(Kind kind);

}  // namespace wirespeed::postgres
