// What a database holds, as the server's catalog tells it: the schemas of this one, their tables, columns and
// constraints. Of other databases of the server only the names can be seen.
#pragma once

#include <vector>

#include "wirespeed/adbc_postgres/session.hpp"

namespace wirespeed::adbc_postgres {

// Which objects, and how deep. Names are patterns: % for any text, _ for any character. Without: all; of schemas, those
// of the users.
struct ObjectFilter {
  ObjectDepth depth = ObjectDepth::all;
  OptionalText catalog{};
  OptionalText schema{};
  OptionalText table{};
  std::optional<std::vector<std::string>> types{};
  OptionalText column{};

  bool shows(ObjectDepth level) const noexcept { return depth == ObjectDepth::all || depth >= level; }
  bool shows_columns() const noexcept { return depth == ObjectDepth::all; }
};

struct KeyUsage {
  OptionalText schema;
  OptionalText table;
  OptionalText column;
};

struct Constraint {
  OptionalText name;
  std::string type;  // as "PRIMARY KEY"
  std::vector<OptionalText> columns;
  std::vector<KeyUsage> usages;  // of a foreign key
};

struct Table {
  std::string name;
  std::string type;
  std::vector<TextRow> columns;  // as kColumnFields of object_columns.hpp
  std::vector<Constraint> constraints;
};

struct SchemaObjects {
  std::string name;
  std::vector<Table> tables;
};

struct CatalogObjects {
  std::string name;
  bool is_current = false;
  std::vector<SchemaObjects> schemas;
};

// REQUIRES: the session's turn
Answer<std::vector<CatalogObjects>> read_objects(Session& session, const ObjectFilter& filter);

// In the order in which they are listed.
std::vector<std::string> table_types();

}  // namespace wirespeed::adbc_postgres
