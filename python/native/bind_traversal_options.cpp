// TraversalOptions: the words of a traversal, from Python's.
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include "attachment.hpp"
#include "graph_values.hpp"
#include "traversal_options_binding.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using graph::Predicate;
using graph::TraversalOptions;

// --- predicates: ("all" | "any", [...]) or (property, sign, value)
// ----------------------------------------------------

// NOLINTNEXTLINE(misc-no-recursion): as deep as the caller joined them
Predicate predicate_of(nb::handle given) {
  const auto parts = nb::cast<nb::tuple>(given);
  if (parts.size() == 2) {
    std::vector<Predicate> joined;
    for (const nb::handle part : nb::borrow<nb::list>(parts[1])) joined.push_back(predicate_of(part));
    const auto kind = nb::cast<std::string_view>(parts[0]);
    return {kind == "any" ? Predicate::Kind::any : Predicate::Kind::all, std::move(joined)};
  }
  return graph::PropertyTest{nb::cast<std::string>(parts[0]),
                             value_or_throw(graph::parse_comparison(nb::cast<std::string_view>(parts[1]))),
                             property_value_of(parts[2], "condition")};
}

// --- evaluators ------------------------------------------------------------------------------------------------------

bool is_true(nb::handle value) {
  const int truth = PyObject_IsTrue(value.ptr());
  if (truth < 0) nb::raise_python_error();
  return truth > 0;
}

graph::Evaluation evaluation_of(nb::handle said) {
  if (said.is_none()) return {};
  if (PyBool_Check(said.ptr()) != 0) return {.include = nb::cast<bool>(said)};
  nb::tuple both;
  if (!nb::try_cast(said, both) || both.size() != 2) {
    throw Exception(fail(Errc::invalid_argument,
                         "evaluator: expected it to return None, a bool (include) or a pair of them (include, "
                         "walk on), found {}",
                         Py_TYPE(said.ptr())->tp_name)
                        .error());
  }
  return {is_true(both[0]), is_true(both[1])};
}

// The callable is kept by all copies of the options, and given back with the interpreter's leave, from whichever
// thread. What it raises goes through the walk as it is.
graph::Evaluator evaluator_of(nb::object callable) {
  const std::shared_ptr<nb::object> kept(new nb::object(std::move(callable)), [](nb::object* held) {
    const Attached attached;
    delete held;
  });
  return [kept](std::span<const std::int64_t> path) -> Result<graph::Evaluation> {
    const Attached attached;
    nb::list nodes;
    for (const std::int64_t node : path) nodes.append(node);
    const nb::object said = unless_python_ends([&] { return (*kept)(nodes); });
    return unless_python_ends([&] { return evaluation_of(said); });
  };
}

// --- options ---------------------------------------------------------------------------------------------------------

template <typename T>
void take(const nb::dict& given, const char* name, T& into) {
  if (given.contains(name)) into = nb::cast<T>(given[name]);
}

void take_predicate(const nb::dict& given, const char* name, std::optional<Predicate>& into) {
  if (given.contains(name)) into = predicate_of(given[name]);
}

void take_nodes(const nb::dict& given, TraversalOptions& options) {
  take(given, "end_nodes", options.end_nodes);
  take(given, "terminator_nodes", options.terminator_nodes);
  take(given, "deny_nodes", options.deny_nodes);
  if (given.contains("allow_nodes")) options.allow_nodes = nb::cast<std::vector<std::int64_t>>(given["allow_nodes"]);
}

// What is not in `given` is as the core has it.
TraversalOptions options_of(const nb::dict& given) {
  TraversalOptions options;
  if (given.contains("order")) {
    options.order = value_or_throw(graph::parse_order(nb::cast<std::string_view>(given["order"])));
  }
  if (given.contains("uniqueness")) {
    options.uniqueness = value_or_throw(graph::parse_uniqueness(nb::cast<std::string_view>(given["uniqueness"])));
  }
  take(given, "recent", options.recent);
  take(given, "relationships", options.relationships);
  take(given, "labels", options.labels);
  take(given, "sequence", options.sequence);
  take(given, "begin_sequence_at_start", options.begin_sequence_at_start);
  take(given, "filter_start", options.filter_start);
  take(given, "min_depth", options.min_depth);
  take(given, "max_depth", options.max_depth);
  take_predicate(given, "include", options.include);
  take_predicate(given, "where", options.where);
  take_predicate(given, "prune", options.prune);
  take_predicate(given, "relationship_where", options.relationship_where);
  take_nodes(given, options);
  if (given.contains("evaluator")) options.evaluator = evaluator_of(nb::borrow(given["evaluator"]));
  return options;
}

}  // namespace

graph::Starts starts_of(const StartNodes& given) {
  if (const auto* one = std::get_if<NodeId>(&given)) return *one;
  const auto& several = std::get<Items<std::uint32_t>>(given);
  return std::vector<NodeId>(several.data(), several.data() + several.size());
}

graph::WalkLimits WalkBounds::limits() const {
  graph::WalkLimits limits;
  if (limit) limits.rows = *limit;
  if (max_rows) limits.max_rows = *max_rows;
  if (memory) limits.memory = *memory;
  return limits;
}

graph_algorithms::SearchLimits WalkBounds::search_limits(const Stop& stop) const {
  const graph::WalkLimits all = limits();
  return {.max_rows = all.max_rows, .memory = all.memory, .stop = stop};
}

graph::TwoSidedOptions two_sided_options(const TraversalOptions& start, const TraversalOptions* end,
                                         std::string_view sides, std::string_view collisions, std::uint32_t min_length,
                                         std::optional<std::uint32_t> max_length) {
  graph::TwoSidedOptions options;
  options.start = start;
  if (end != nullptr) options.end = *end;
  options.sides = value_or_throw(graph::parse_sides(sides));
  options.collisions = value_or_throw(graph::parse_collisions(collisions));
  options.min_length = min_length;
  if (max_length) options.max_length = *max_length;
  return options;
}

void bind_traversal_options(nb::module_& m) {
  nb::class_<TraversalOptions>(m, "TraversalOptions", "What a walk is asked for, in words.")
      .def(
          "__init__",
          [](TraversalOptions* self, const nb::typed<nb::dict, nb::str, nb::object>& given) {
            new (self) TraversalOptions(options_of(given));
          },
          "given"_a);
}

}  // namespace wirespeed::python
