// The questions to the server's catalog. $1: a pattern for schemas, $2: for tables, $3: types of tables, $4: a pattern
// for columns; null: all.
#pragma once

namespace wirespeed::adbc_postgres {

// name, whether it is this one
inline constexpr const char* kCatalogsQuery =
    "SELECT d.datname, d.datname = pg_catalog.current_database() FROM pg_catalog.pg_database d "
    "WHERE d.datallowconn AND ($1::pg_catalog.text IS NULL OR d.datname LIKE $1::pg_catalog.text) ORDER BY 1";

// Schemas of the system, and those for temporary tables of others, are not the users'.
#define WIRESPEED_SCHEMA_IS_SHOWN                                                    \
  "($1::pg_catalog.text IS NULL OR n.nspname LIKE $1::pg_catalog.text) "             \
  "AND (n.nspname !~ '^pg_(toast|temp)' OR n.oid = pg_catalog.pg_my_temp_schema()) " \
  "AND ($1::pg_catalog.text IS NOT NULL OR n.nspname NOT IN ('pg_catalog', 'information_schema')) "

#define WIRESPEED_TABLE_TYPE                                                                     \
  "CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned_table' WHEN 'v' THEN 'view' " \
  "WHEN 'm' THEN 'materialized_view' WHEN 'f' THEN 'foreign_table' END"

#define WIRESPEED_TABLE_IS_SHOWN                                             \
  "c.relkind IN ('r', 'p', 'v', 'm', 'f') AND " WIRESPEED_SCHEMA_IS_SHOWN    \
  "AND ($2::pg_catalog.text IS NULL OR c.relname LIKE $2::pg_catalog.text) " \
  "AND ($3::pg_catalog.text[] IS NULL OR " WIRESPEED_TABLE_TYPE " = ANY ($3::pg_catalog.text[])) "

#define WIRESPEED_TABLES "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "

// name
inline constexpr const char* kSchemasQuery =
    "SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE " WIRESPEED_SCHEMA_IS_SHOWN "ORDER BY 1";

// OID, schema, name, type
inline constexpr const char* kTablesQuery = "SELECT c.oid, n.nspname, c.relname, " WIRESPEED_TABLE_TYPE
                                            " FROM " WIRESPEED_TABLES "WHERE " WIRESPEED_TABLE_IS_SHOWN "ORDER BY 2, 3";

// OID of the table, then what kColumnFields lists
inline constexpr const char* kColumnsQuery =
    "SELECT a.attrelid, a.attname, a.attnum, pg_catalog.col_description(a.attrelid, a.attnum), "
    "CASE t.typname WHEN 'bool' THEN 16 WHEN 'int2' THEN 5 WHEN 'int4' THEN 4 WHEN 'int8' THEN -5 WHEN 'float4' THEN 7 "
    "WHEN 'float8' THEN 8 WHEN 'numeric' THEN 2 WHEN 'bpchar' THEN 1 WHEN 'varchar' THEN 12 WHEN 'text' THEN 12 "
    "WHEN 'bytea' THEN -2 WHEN 'date' THEN 91 WHEN 'time' THEN 92 WHEN 'timetz' THEN 2013 WHEN 'timestamp' THEN 93 "
    "WHEN 'timestamptz' THEN 2014 ELSE CASE WHEN t.typcategory = 'A' THEN 2003 ELSE 1111 END END, "
    "pg_catalog.format_type(a.atttypid, a.atttypmod), "
    "COALESCE(information_schema._pg_char_max_length(b.type, b.typmod), "
    "information_schema._pg_numeric_precision(b.type, b.typmod)), "
    "information_schema._pg_numeric_scale(b.type, b.typmod), "
    "information_schema._pg_numeric_precision_radix(b.type, b.typmod), "
    "CASE WHEN a.attnotnull THEN 0 ELSE 1 END, "
    "CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END, NULL, NULL, "
    "information_schema._pg_char_octet_length(b.type, b.typmod), "
    "CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END, NULL, NULL, NULL, "
    "a.attidentity <> '' OR COALESCE(pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', false), "
    "a.attgenerated <> '' "
    "FROM " WIRESPEED_TABLES
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "JOIN pg_catalog.pg_type t ON t.oid = a.atttypid "
    "CROSS JOIN LATERAL (SELECT CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END AS type, "
    "CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE a.atttypmod END AS typmod) b "
    "LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
    "WHERE " WIRESPEED_TABLE_IS_SHOWN
    "AND ($4::pg_catalog.text IS NULL OR a.attname LIKE $4::pg_catalog.text) ORDER BY a.attrelid, a.attnum";

// OID of the table, OID of the constraint, name, type, column; schema, table and column that a foreign key is of: a row
// for each column, in the constraint's order
inline constexpr const char* kConstraintsQuery =
    "SELECT k.conrelid, k.oid, k.conname, CASE k.contype WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' "
    "WHEN 'f' THEN 'FOREIGN KEY' ELSE 'CHECK' END, a.attname, fn.nspname, fc.relname, fa.attname "
    "FROM " WIRESPEED_TABLES
    "JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c') "
    "LEFT JOIN LATERAL pg_catalog.generate_subscripts(k.conkey, 1) AS p(place) ON true "
    "LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[p.place] "
    "LEFT JOIN pg_catalog.pg_class fc ON fc.oid = k.confrelid AND k.contype = 'f' "
    "LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = fc.relnamespace "
    "LEFT JOIN pg_catalog.pg_attribute fa ON fa.attrelid = k.confrelid AND fa.attnum = k.confkey[p.place] "
    "WHERE " WIRESPEED_TABLE_IS_SHOWN "ORDER BY k.conrelid, k.conname, k.oid, p.place";

// schema, table, column (null: of the table), ADBC's key, value: average width in bytes (0), distinct values (1), nulls
// (5), rows (6), correlation (1024). Of a partitioned table those of all its parts.
inline constexpr const char* kStatisticsQuery =
    "WITH known AS (SELECT n.nspname, c.relname, c.relkind, c.reltuples::pg_catalog.float8 AS rows "
    "FROM " WIRESPEED_TABLES "WHERE c.reltuples >= 0 AND " WIRESPEED_TABLE_IS_SHOWN
    ") SELECT nspname, relname, NULL, 6, rows FROM known UNION ALL "
    "SELECT k.nspname, k.relname, s.attname, v.key, v.value FROM known k "
    "JOIN pg_catalog.pg_stats s ON s.schemaname = k.nspname AND s.tablename = k.relname "
    "AND s.inherited = (k.relkind = 'p') "
    "CROSS JOIN LATERAL (VALUES (0, s.avg_width::pg_catalog.float8), "
    "(1, CASE WHEN s.n_distinct < 0 THEN pg_catalog.round(-s.n_distinct * k.rows) ELSE NULLIF(s.n_distinct, 0) END), "
    "(5, pg_catalog.round(s.null_frac * k.rows)), (1024, s.correlation::pg_catalog.float8)) v(key, value) "
    "WHERE v.value IS NOT NULL ORDER BY 1, 2, 3 NULLS FIRST, 4";

#undef WIRESPEED_SCHEMA_IS_SHOWN
#undef WIRESPEED_TABLE_TYPE
#undef WIRESPEED_TABLE_IS_SHOWN
#undef WIRESPEED_TABLES

}  // namespace wirespeed::adbc_postgres
