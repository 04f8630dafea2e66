#include "wirespeed/discogs/graph_shape.hpp"

#include <chrono>

#include "wirespeed/base/cpu.hpp"
#include "wirespeed/discogs/shape_state.hpp"
#include "wirespeed/search/builder.hpp"

namespace wirespeed::discogs {
namespace {

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

Result<void> run_steps(ShapeState& state, std::initializer_list<Result<void> (*)(ShapeState&)> steps) {
  for (const auto step : steps) {
    if (auto ok = state.stop.check("ingest"); !ok) return ok;
    if (auto ok = step(state); !ok) return ok;
  }
  return {};
}

Result<void> finish_graph(ShapeState& state) { return state.builder.finish(); }

}  // namespace

Result<ShapeReport> write_shape(GraphInput& input, SectionWriter& writer, const ShapeOptions& options) {
  const unsigned threads = options.threads != 0 ? options.threads : available_cores();
  ShapeState state{.input = input,
                   .writer = writer,
                   .builder = graph::Builder(writer, {.threads = threads}),
                   .threads = threads,
                   .stop = options.stop,
                   .parts = options.parts};
  const auto start = Clock::now();
  input.drop_superseded();
  input.people.close();
  input.roles.close();
  auto ok = run_steps(state, {add_labels, translate_ids, add_properties, add_relationships, finish_graph});
  if (!ok) return std::unexpected(ok.error());
  state.report.graph_seconds = seconds_since(start);
  if (options.on_search) options.on_search();
  const auto search_start = Clock::now();
  if (ok = run_steps(state, {add_search}); !ok) return std::unexpected(ok.error());
  state.report.search_seconds = seconds_since(search_start);
  return std::move(state.report);
}

}  // namespace wirespeed::discogs
