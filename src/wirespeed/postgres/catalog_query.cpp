#include "wirespeed/postgres/catalog_query.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace wirespeed::postgres {

// One row for each type (what = 0), then one for each field of composite types (1) and each label of enumerations (2).
// pg_range has no multiranges before PostgreSQL 14: asked for as JSON, a column may be missing.
const std::string_view kCatalogQuery = R"(
WITH RECURSIVE multiranges AS (
  SELECT (pg_catalog.to_jsonb(r)->>'rngmultitypid')::pg_catalog.oid AS oid, r.rngtypid AS range
  FROM pg_catalog.pg_range r
), needed(oid) AS (
  SELECT pg_catalog.unnest($1::pg_catalog.oid[])
  UNION
  SELECT part.oid
  FROM needed n CROSS JOIN LATERAL (
    SELECT t.typbasetype FROM pg_catalog.pg_type t WHERE t.oid = n.oid
    UNION ALL SELECT e.oid FROM pg_catalog.pg_type e WHERE e.typarray = n.oid
    UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = n.oid
    UNION ALL SELECT m.range FROM multiranges m WHERE m.oid = n.oid
    UNION ALL SELECT a.atttypid
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.typrelid
    WHERE t.oid = n.oid AND t.typtype = 'c' AND a.attnum > 0 AND NOT a.attisdropped
  ) part(oid)
  WHERE part.oid >= 10000
)
SELECT what, oid, name, own_name, typtype, array_oid, element, typmod, sends, receives FROM (
SELECT 0 AS what, t.oid, pg_catalog.format_type(t.oid, NULL) AS name, t.typname::pg_catalog.text AS own_name,
       t.typtype::pg_catalog.text AS typtype, t.typarray AS array_oid,
       COALESCE(e.oid, r.rngsubtype, m.range, t.typbasetype) AS element,
       t.typtypmod AS typmod, t.typsend::pg_catalog.oid <> 0 AS sends, t.typreceive::pg_catalog.oid <> 0 AS receives,
       0::pg_catalog.float8 AS place
FROM pg_catalog.pg_type t JOIN needed n ON n.oid = t.oid
LEFT JOIN pg_catalog.pg_type e ON e.typarray = t.oid
LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid
LEFT JOIN multiranges m ON m.oid = t.oid
UNION ALL
SELECT 1, t.oid, a.attname::pg_catalog.text, '', '', 0, a.atttypid, a.atttypmod, true, true, a.attnum
FROM needed n JOIN pg_catalog.pg_type t ON t.oid = n.oid AND t.typtype = 'c'
JOIN pg_catalog.pg_attribute a ON a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 2, l.enumtypid, l.enumlabel::pg_catalog.text, '', '', 0, 0, -1, true, true, l.enumsortorder
FROM needed n JOIN pg_catalog.pg_enum l ON l.enumtypid = n.oid
) AS found
ORDER BY what, oid, place)";

namespace {

// kCatalogQuery's columns.
enum Place : std::size_t { kWhat, kOid, kName, kOwnName, kTyptype, kArray, kElement, kTypmod, kSends, kReceives };

class Row {
 public:
  explicit Row(std::span<const Cell> cells) : cells_(cells) {}

  std::string_view text(Place place) const noexcept {
    return cells_[place].is_null() ? std::string_view() : text_of(cells_[place].bytes());
  }
  bool truth(Place place) const noexcept { return text(place) == "t"; }
  // An empty text is 0.
  template <typename T>
  bool read(Place place, T& number) const noexcept {
    const std::string_view digits = text(place);
    if (digits.empty()) return true;
    const auto end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, number);
    return read.ec == std::errc() && read.ptr == end;
  }

 private:
  std::span<const Cell> cells_;
};

// Types of extensions have another OID on each server.
Kind kind_of_extension(std::string_view name) {
  static const std::unordered_map<std::string_view, Kind> kKinds = {
      {"citext", Kind::text},
      {"hstore", Kind::hstore},
      {"ltree", Kind::versioned_text},
      {"lquery", Kind::versioned_text},
      {"ltxtquery", Kind::versioned_text},
      {"vector", Kind::vector},
      {"halfvec", Kind::halfvec},
      {"sparsevec", Kind::sparsevec},
  };
  const auto found = kKinds.find(name);
  return found == kKinds.end() ? Kind::opaque : found->second;
}

Kind kind_of(std::string_view typtype, std::string_view name, Oid element) {
  switch (typtype.empty() ? 'b' : typtype.front()) {
    case 'b':
      return element != 0 ? Kind::array : kind_of_extension(name);
    case 'c':
      return Kind::composite;
    case 'd':
      return Kind::domain;
    case 'e':
      return Kind::enumeration;
    case 'r':
      return Kind::range;
    case 'm':
      return Kind::multirange;
    default:
      return Kind::opaque;
  }
}

std::unexpected<wirespeed::Error> bad_row(const Row& row) {
  return fail(Errc::malformed,
              "read the server's types: expected numbers, found \"{}\", \"{}\", \"{}\", \"{}\" for \"{}\"",
              row.text(kWhat), row.text(kOid), row.text(kElement), row.text(kTypmod), row.text(kName));
}

class TypeReader {
 public:
  Result<void> read(const Row& row) {
    int what = 0;
    Oid oid = 0;
    TypeRef element;
    if (!row.read(kWhat, what) || !row.read(kOid, oid) || !row.read(kElement, element.oid) ||
        !row.read(kTypmod, element.typmod)) {
      return bad_row(row);
    }
    if (what == 0) return add_type(row, oid, element);
    const auto type = places_.find(oid);
    if (type == places_.end()) {
      return fail(Errc::malformed, "read the server's types: expected type {} before \"{}\"", oid, row.text(kName));
    }
    if (what == 1) types_[type->second].fields.push_back({std::string(row.text(kName)), element});
    if (what == 2) types_[type->second].labels.emplace_back(row.text(kName));
    return {};
  }

  std::vector<Type> take() { return std::move(types_); }

 private:
  Result<void> add_type(const Row& row, Oid oid, TypeRef element) {
    Type type{.oid = oid, .name = std::string(row.text(kName))};
    if (!row.read(kArray, type.array)) return bad_row(row);
    type.kind = kind_of(row.text(kTyptype), row.text(kOwnName), element.oid);
    type.element = element;
    type.sends_binary = row.truth(kSends);
    type.receives_binary = row.truth(kReceives);
    places_[oid] = types_.size();
    types_.push_back(std::move(type));
    return {};
  }

  std::vector<Type> types_;
  std::unordered_map<Oid, std::size_t> places_;
};

}  // namespace

Result<std::vector<Type>> read_types(std::span<const Cell> cells) {
  if (cells.size() % kCatalogColumns != 0) {
    return fail(Errc::malformed, "read the server's types: expected rows of {} columns, found {} values",
                kCatalogColumns, cells.size());
  }
  TypeReader reader;
  for (std::size_t at = 0; at < cells.size(); at += kCatalogColumns) {
    auto read = reader.read(Row(cells.subspan(at, kCatalogColumns)));
    if (!read) return std::unexpected(std::move(read).error());
  }
  return reader.take();
}

}  // namespace wirespeed::postgres
