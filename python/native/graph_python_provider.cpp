#include "graph_python_provider.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>

#include <algorithm>

#include "attachment.hpp"
#include "edge_graph_binding.hpp"
#include "errors.hpp"
#include "wirespeed/graph_remote/label_numbers.hpp"

namespace wirespeed::python {
namespace {

using graph_remote::Cell;
using graph_remote::Direction;
using graph_remote::LabelMask;
using graph_remote::LabelNumbers;
using graph_remote::LabelPage;
using graph_remote::Names;
using graph_remote::Neighbors;
using graph_remote::RelationshipNeeds;
using graph_remote::RemoteId;
using graph_remote::RemoteRelationshipId;
using graph_remote::RemoteWay;
using graph_remote::Values;

[[noreturn]] void refuse(const char* question, const char* expected, nb::handle found) {
  refuse_argument(fmt::format("provider: {}", question), expected, found);
}

nb::list iterated(const char* question, nb::handle answer) {
  for (const char* method : {"tolist", "to_pylist", "to_list"}) {
    if (nb::hasattr(answer, method)) return nb::list(answer.attr(method)());
  }
  if (!nb::hasattr(answer, "__iter__")) refuse(question, "something to iterate over", answer);
  return nb::list(answer);
}

// The items of a list, an array of NumPy's or Arrow's, or anything that can be iterated.
nb::list items_of(const char* question, nb::handle answer) {
  return unless_python_ends([&] { return iterated(question, answer); });
}

// One item for each node.
nb::list answers_of(const char* question, nb::handle answer, std::size_t nodes) {
  nb::list items = items_of(question, answer);
  if (items.size() != nodes) {
    throw Exception(fail(Errc::invalid_argument, "provider: {}: expected an item for each of {} nodes, found {}",
                         question, nodes, items.size())
                        .error());
  }
  return items;
}

RemoteId id_of(nb::handle value) {
  RemoteId id = 0;
  if (!nb::try_cast(value, id))
    refuse("relationships", "nodes, or pairs of a node and the relationship's id, as integers of 64 bits", value);
  return id;
}

Cell cell_of(const char* question, nb::handle value, std::string& texts) {
  if (value.is_none()) return {};
  if (PyBool_Check(value.ptr()) != 0) return graph_remote::boolean_cell(value.ptr() == Py_True);
  if (PyFloat_Check(value.ptr()) != 0) return graph_remote::real_cell(PyFloat_AS_DOUBLE(value.ptr()));
  std::int64_t integer = 0;
  if (nb::try_cast(value, integer)) return graph_remote::number_cell(integer);
  std::string_view text;
  if (nb::try_cast(value, text)) return graph_remote::text_cell(text, texts);
  refuse(question, "None, a bool, an int, a float or a str", value);
}

// The callable's class and the names, kept by the provider and by its sessions.
struct Known {
  nb::object object;
  Names names;
  LabelNumbers label_numbers;
  std::string weight;
  bool has_relationship_property;
};

class PythonSession final : public graph_remote::ProviderSession {
 public:
  explicit PythonSession(std::shared_ptr<const Known> known) : known_(std::move(known)) {}

  Result<void> read_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                           std::span<LabelMask> masks, const Stop&) override {
    const Attached attached;
    const nb::list answers = answers_of("labels", ask("labels", array_of_ids(nodes)), nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      take_labels(answers[i], pages, masks.subspan(i * pages.size(), pages.size()));
    }
    return {};
  }

  Result<void> read_property(std::string_view name, std::span<const RemoteId> nodes, Values& values,
                             const Stop&) override {
    const Attached attached;
    const nb::list answers = answers_of("property", ask("property", nb::cast(name), array_of_ids(nodes)), nodes.size());
    for (const nb::handle answer : answers) values.cells.push_back(cell_of("property", answer, values.texts));
    return {};
  }

  Result<void> read_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways, Neighbors& neighbors,
                              const Stop& stop) override {
    return read_relationships(nodes, ways, {}, neighbors, stop);
  }

  Result<void> read_relationships(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                  const RelationshipNeeds& needs, Neighbors& neighbors, const Stop&) override {
    const Attached attached;
    std::vector<nb::list> of_ways;
    of_ways.reserve(ways.size());
    for (const RemoteWay& way : ways) of_ways.push_back(ask_way(nodes, way));
    std::vector<RemoteRelationshipId> ids;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      for (std::size_t way = 0; way < ways.size(); ++way) {
        for (const nb::handle item : items_of("relationships", of_ways[way][i])) {
          const RemoteRelationshipId id = take_end(item, needs, neighbors);
          if (ways[way].skips_loops && neighbors.targets.back() == nodes[i]) {
            neighbors.targets.pop_back();
          } else if (needs.any()) {
            ids.push_back(id);
          }
        }
      }
      neighbors.offsets.push_back(neighbors.targets.size());
    }
    ask_properties(needs, ids, neighbors);
    if (needs.ids) neighbors.relationships = std::move(ids);
    return {};
  }

 private:
  static nb::object array_of_ids(std::span<const std::int64_t> ids) {
    return numpy_of(std::vector<std::int64_t>(ids.begin(), ids.end()));
  }

  template <typename... Arguments>
  nb::object ask(const char* method, const Arguments&... arguments) const {
    return unless_python_ends([&] { return known_->object.attr(method)(arguments...); });
  }

  nb::list ask_way(std::span<const RemoteId> nodes, const RemoteWay& way) const {
    const nb::object type = way.type.empty() ? nb::none() : nb::cast(way.type);
    const char* direction = way.direction == Direction::in ? "in" : "out";
    return answers_of("relationships", ask("relationships", array_of_ids(nodes), type, nb::cast(direction)),
                      nodes.size());
  }

  // A node, or a pair of it and the relationship's id, which is returned.
  static RemoteRelationshipId take_end(nb::handle item, const RelationshipNeeds& needs, Neighbors& neighbors) {
    if ((nb::isinstance<nb::tuple>(item) || nb::isinstance<nb::list>(item)) && nb::len(item) == 2) {
      neighbors.targets.push_back(id_of(nb::object(item[0])));
      return id_of(nb::object(item[1]));
    }
    neighbors.targets.push_back(id_of(item));
    if (needs.any()) {
      refuse(
          "relationships",
          "pairs of a node and the relationship's id, for the walk asks who relationships are or for their properties",
          item);
    }
    return graph_remote::kNoRelationship;
  }

  void ask_properties(const RelationshipNeeds& needs, std::span<const RemoteRelationshipId> ids,
                      Neighbors& neighbors) const {
    for (std::size_t i = 0; i < needs.properties.size() && !ids.empty(); ++i) {
      const nb::object answer = ask("relationship_property", nb::cast(needs.properties[i]), array_of_ids(ids));
      Values& values = neighbors.properties[i];
      for (const nb::handle value : answers_of("relationship_property", answer, ids.size())) {
        values.cells.push_back(cell_of("relationship_property", value, values.texts));
      }
    }
  }

  // None: the node is not there.
  void take_labels(nb::handle labels, std::span<const LabelPage> pages, std::span<LabelMask> set) const {
    std::ranges::fill(set, labels.is_none() ? LabelMask{0} : graph_remote::kPresent);
    if (labels.is_none()) return;
    if (PyUnicode_Check(labels.ptr()) != 0) return take_label(labels, pages, set);
    for (const nb::handle label : items_of("labels", labels)) take_label(label, pages, set);
  }

  void take_label(nb::handle label, std::span<const LabelPage> pages, std::span<LabelMask> set) const {
    std::string_view text;
    if (!nb::try_cast(label, text)) refuse("labels", "None, a str, or several of them", label);
    known_->label_numbers.add(text, pages, set);
  }

  std::shared_ptr<const Known> known_;
};

class PythonProvider final : public graph_remote::Provider {
 public:
  PythonProvider(std::shared_ptr<const Known> known, std::size_t batch) : known_(std::move(known)), batch_(batch) {}

  const Names& names() const noexcept override { return known_->names; }
  std::string_view weight() const noexcept override { return known_->weight; }
  std::size_t batch() const noexcept override { return batch_; }
  Result<void> check_property(std::string_view) const override { return {}; }  // it says so itself
  Result<void> check_relationships(const RelationshipNeeds& needs) const override {
    if (needs.properties.empty() || known_->has_relationship_property) return {};
    return fail(Errc::unsupported,
                "traversal: relationships: expected a provider with the method relationship_property(name, ids) where "
                "\"{}\" is asked for, found none",
                needs.properties[0]);
  }
  Result<std::unique_ptr<graph_remote::ProviderSession>> open(const Stop&) override {
    return std::make_unique<PythonSession>(known_);
  }

 private:
  std::shared_ptr<const Known> known_;
  std::size_t batch_;
};

}  // namespace

std::shared_ptr<graph_remote::Provider> python_provider(nb::object object, std::vector<std::string> labels,
                                                        std::vector<std::string> types, std::string weight,
                                                        std::size_t batch) {
  LabelNumbers numbers(labels);
  const bool has_property = nb::hasattr(object, "relationship_property");
  // Given back with the interpreter's leave, from whichever thread.
  const std::shared_ptr<const Known> known(new Known{std::move(object),
                                                     {std::move(labels), std::move(types)},
                                                     std::move(numbers),
                                                     std::move(weight),
                                                     has_property},
                                           [](const Known* held) {
                                             const Attached attached;
                                             delete held;
                                           });
  return std::make_shared<PythonProvider>(known, batch);
}

}  // namespace wirespeed::python
