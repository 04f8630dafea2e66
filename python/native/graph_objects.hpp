// What the bindings of graph and search share: an open snapshot, its nodes, and the ways in which Python names things.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "run_native.hpp"
#include "wirespeed/graph/graph.hpp"

namespace wirespeed::python {

// A snapshot file, open. Constant; whatever Python holds of it keeps it mapped.
struct Snapshot {
  std::shared_ptr<const SectionFile> file;
  graph::Graph graph;
  std::uint64_t identity;  // of the content: nodes of one file are those of another with the same content

  // A file, or a directory with graph.snapshot.
  static Result<std::shared_ptr<const Snapshot>> open(const std::filesystem::path& path);
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

// Python's Graph.
struct OpenGraph {
  SnapshotPtr snapshot;
};

// Python's Node.
struct Node {
  SnapshotPtr snapshot;
  graph::NodeId id;

  graph::NodeView view() const noexcept { return snapshot->graph.node(id); }
  friend bool operator==(const Node& a, const Node& b) noexcept {
    return a.id == b.id && a.snapshot->identity == b.snapshot->identity;
  }
};

// Text of a snapshot on its way to Python. Altered files may hold what is no UTF-8; that is replaced, not refused.
struct Text {
  std::string_view bytes;
};

// A direction as Python spells it.
struct DirectionName {
  std::string_view text;
};

// How a caller names a node: a Node, its dense id, or label and id.
using NodeArgument = std::variant<Node, std::int64_t, std::pair<std::string, std::int64_t>>;

// One name or several.
using NamesArgument = std::variant<std::string, std::vector<std::string>>;

using U32Array = nanobind::ndarray<nanobind::memview, const std::uint32_t, nanobind::ndim<1>>;
using I16Array = nanobind::ndarray<nanobind::memview, const std::int16_t, nanobind::ndim<1>>;

// A view for a getter with rv_policy::reference_internal, which keeps the owner alive.
template <typename Array, typename T>
Array array_of(const std::vector<T>& values) {
  return Array(values.data(), {values.size()});
}

std::string repr_of(std::string_view text);
std::optional<Text> name_of(const Node& node);
std::vector<Node> nodes_of(const SnapshotPtr& snapshot, const std::vector<graph::NodeId>& ids);
DirectionName direction_name(graph::Direction direction) noexcept;

// All of these throw Exception: an argument that names nothing is an error that says what there is.
graph::NodeId node_of(const Snapshot& snapshot, const NodeArgument& node);
graph::Direction direction_of(DirectionName name);
std::vector<std::string> names_of(NamesArgument names);
std::uint64_t count_of(std::int64_t value, const char* name);

// A question that is answered in a few microseconds: in place, without letting other threads in, for that may cost a
// thousand times as much. The limits are looked at first.
template <typename Work>
auto answer_now(const Limits& limits, const char* operation, Work&& work) {
  value_or_throw(stop_of(limits).check(operation));
  return unwrap(work());
}

void bind_node(nanobind::module_& m);
void bind_graph_answers(nanobind::module_& m);

}  // namespace wirespeed::python

namespace nanobind::detail {

template <>
struct type_caster<wirespeed::python::Text> {
  NB_TYPE_CASTER(wirespeed::python::Text, const_name("str"))

  static handle from_cpp(wirespeed::python::Text text, rv_policy /*policy*/, cleanup_list* /*cleanup*/) noexcept {
    return PyUnicode_DecodeUTF8(text.bytes.data(), static_cast<Py_ssize_t>(text.bytes.size()), "replace");
  }
};

template <>
struct type_caster<wirespeed::python::DirectionName> {
  NB_TYPE_CASTER(wirespeed::python::DirectionName, const_name("typing.Literal['out', 'in', 'both']"))

  bool from_python(handle source, std::uint32_t flags, cleanup_list* cleanup) noexcept {
    make_caster<std::string_view> text;
    if (!text.from_python(source, flags, cleanup)) return false;
    value.text = text.value;
    return true;
  }
  static handle from_cpp(wirespeed::python::DirectionName name, rv_policy policy, cleanup_list* cleanup) noexcept {
    return make_caster<std::string_view>::from_cpp(name.text, policy, cleanup);
  }
};

}  // namespace nanobind::detail
