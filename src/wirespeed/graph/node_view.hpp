// A node with its properties: a view on the snapshot.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

struct Model;

using TextList = std::vector<std::string_view>;

// monostate: no value.
using Value = std::variant<std::monostate, std::string_view, std::int64_t, TextList>;

// Copied freely; valid as long as the Graph. Text is borrowed from it.
class NodeView {
 public:
  NodeView(const Model& model, NodeId node) noexcept : model_(&model), node_(node) {}

  NodeId id() const noexcept { return node_; }
  LabelId label() const noexcept;
  std::string_view label_name() const noexcept;
  std::optional<ExternalId> external_id() const noexcept;  // empty: the label has none
  bool is_stub() const noexcept;                           // referenced somewhere, without a record of its own
  std::string_view name() const noexcept;                  // empty: none

  Value property(std::string_view name) const;  // monostate too where the label has no such property
  std::vector<std::pair<std::string_view, Value>> properties() const;  // in the order of the label's properties

 private:
  const Model* model_;
  NodeId node_;
};

}  // namespace wirespeed::graph
