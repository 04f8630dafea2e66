// wirespeed._native: the table of contents. What a module offers stands in its bind_<module>.cpp.
#include <nanobind/nanobind.h>

#include <stdexcept>

#include "errors.hpp"
#include "wirespeed/base/cpu.hpp"

namespace wirespeed::python {

void bind_base(nanobind::module_& m);
void bind_bolt(nanobind::module_& m);
void bind_cache(nanobind::module_& m);
void bind_column(nanobind::module_& m);
void bind_column_table(nanobind::module_& m);
void bind_discogs(nanobind::module_& m);
void bind_graph(nanobind::module_& m);
void bind_graph_edges(nanobind::module_& m);
void bind_graph_remote(nanobind::module_& m);
void bind_ingest(nanobind::module_& m);
void bind_kernels(nanobind::module_& m);
void bind_neo4j(nanobind::module_& m);
void bind_networkx(nanobind::module_& m);
void bind_packstream(nanobind::module_& m);
void bind_postgres(nanobind::module_& m);
void bind_rows(nanobind::module_& m);
void bind_postgres_values(nanobind::module_& m);
void bind_attachment(nanobind::module_& m);
void bind_record(nanobind::module_& m);
void bind_record_json(nanobind::module_& m);
void bind_s3(nanobind::module_& m);
void bind_search(nanobind::module_& m);
void bind_sql(nanobind::module_& m);

}  // namespace wirespeed::python

NB_MODULE(_native, m) {
  using namespace wirespeed::python;
  if (auto ok = wirespeed::check_cpu(); !ok) throw std::runtime_error(ok.error().message);  // becomes an ImportError
  m.doc() = "The native half of wirespeed. Import wirespeed instead: names here may change.";
  nanobind::set_leak_warnings(false);  // what lives when the interpreter ends, as an open connection, is the user's
  bind_errors(m);
  bind_base(m);
  bind_bolt(m);
  bind_cache(m);
  bind_column(m);
  bind_column_table(m);
  bind_discogs(m);
  bind_graph(m);
  bind_graph_edges(m);
  bind_graph_remote(m);
  bind_ingest(m);
  bind_kernels(m);
  bind_neo4j(m);
  bind_networkx(m);
  bind_packstream(m);
  bind_postgres(m);
  bind_rows(m);
  bind_postgres_values(m);
  bind_attachment(m);
  bind_record(m);
  bind_record_json(m);
  bind_s3(m);
  bind_search(m);
  bind_sql(m);
}
