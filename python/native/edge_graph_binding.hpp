// What the bindings of EdgeGraph share. Each subject binds its questions to the class in a file of its own.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "graph_objects.hpp"
#include "kernels_arrays.hpp"
#include "run_native.hpp"
#include "wirespeed/graph/edge_graph.hpp"

namespace wirespeed::python {

namespace nb = nanobind;

using graph::EdgeGraph;
using graph::NodeId;

using Seconds = std::optional<double>;
using Pair = nb::typed<nb::tuple, nb::object, nb::object>;
using Triple = nb::typed<nb::tuple, nb::object, nb::object, nb::object>;
template <typename T>
using Items = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

template <typename T>
std::span<const T> span_of(const Items<T>& items) {
  return {items.data(), items.size()};
}
// None as if it were empty.
template <typename T>
std::span<const T> span_of(const std::optional<Items<T>>& items) {
  return items ? span_of(*items) : std::span<const T>();
}

// The items as a NumPy array that owns them.
template <typename T>
nb::object numpy_of(std::vector<T> items) {
  auto owned = std::make_unique<std::vector<T>>(std::move(items));
  T* const data = owned->data();
  const std::size_t size = owned->size();
  const nb::capsule owner(owned.release(), [](void* held) noexcept { delete static_cast<std::vector<T>*>(held); });
  return nb::cast(nb::ndarray<nb::numpy, T, nb::ndim<1>>(data, {size}, owner));
}

inline Pair pair_of(nb::object first, nb::object second) {
  return nb::borrow<Pair>(nb::make_tuple(std::move(first), std::move(second)));
}
inline Triple triple_of(nb::object first, nb::object second, nb::object third) {
  return nb::borrow<Triple>(nb::make_tuple(std::move(first), std::move(second), std::move(third)));
}

// A question that asks functions of the caller's, too, is a job from the start: nothing of it runs twice.
template <typename Work>
auto run_question(bool asks_caller, const Limits& limits, Work&& work) {
  return asks_caller ? run_job(limits, work) : run_query(limits, work);
}

// An array of Python's that may be kept by whichever thread: it is given back with the interpreter's leave.
std::shared_ptr<InputArray> kept_array(nb::handle values, const char* operation);

using EdgeGraphClass = nb::class_<EdgeGraph>;

void bind_edge_graph_files(nb::module_& m, EdgeGraphClass& edge_graph);
void bind_edge_graph_measures(EdgeGraphClass& edge_graph);
void bind_edge_graph_neighbors(nb::module_& m, EdgeGraphClass& edge_graph);
void bind_edge_graph_paths(EdgeGraphClass& edge_graph);
void bind_edge_graph_versions(nb::module_& m);
void bind_edge_graph_walks(nb::module_& m, EdgeGraphClass& edge_graph);

}  // namespace wirespeed::python
