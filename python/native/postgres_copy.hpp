// Columns on their way into a table, as Python holds them.
#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "postgres_query.hpp"
#include "wirespeed/postgres/copy_writer.hpp"

namespace wirespeed::python {

class PythonCopyWriter {
 public:
  // Takes the stream out of its capsule. Throws.
  PythonCopyWriter(std::shared_ptr<PythonConnection> owner, nanobind::handle capsule);

  const std::vector<std::string>& names() const noexcept { return names_; }
  // What stands between the brackets of CREATE TABLE. REQUIRES: not bound yet
  std::string table_columns() const;

  // Into columns of these types, which the connection knows. Returns the places of those that are written as text,
  // because the server takes no binary form of theirs. Throws for what cannot be meant.
  std::vector<std::size_t> bind(const std::vector<postgres::TypeRef>& targets);

  // All of it, by a COPY that waits for data. Returns how many rows.
  std::int64_t send(PythonQuery& query, const Waiting& waiting);

 private:
  std::shared_ptr<PythonConnection> owner_;
  std::vector<std::string> names_;
  std::optional<column::ImportedStream> stream_;  // until it is bound
  std::optional<postgres::CopyWriter> writer_;
};

void bind_postgres_copy(nanobind::module_& m);
void bind_postgres_copy_decoder(nanobind::module_& m);

}  // namespace wirespeed::python
