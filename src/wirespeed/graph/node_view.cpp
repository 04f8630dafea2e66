#include "wirespeed/graph/node_view.hpp"

#include <algorithm>

#include "wirespeed/graph/model.hpp"

namespace wirespeed::graph {

LabelId NodeView::label() const noexcept {
  const LabelModel* label = model_->label_of(node_);
  return label == nullptr ? LabelId{0} : static_cast<LabelId>(label - model_->labels.data());
}

std::string_view NodeView::label_name() const noexcept {
  const LabelModel* label = model_->label_of(node_);
  return label == nullptr ? std::string_view() : label->name;
}

std::optional<ExternalId> NodeView::external_id() const noexcept {
  const LabelModel* label = model_->label_of(node_);
  if (label == nullptr || !label->has_ids) return std::nullopt;
  return label->ids.id_of(node_ - label->range.begin);
}

bool NodeView::is_stub() const noexcept {
  const LabelModel* label = model_->label_of(node_);
  return label != nullptr && label->is_stub(node_ - label->range.begin);
}

std::string_view NodeView::name() const noexcept {
  const LabelModel* label = model_->label_of(node_);
  return label == nullptr || label->names == nullptr ? std::string_view()
                                                     : label->names->texts[node_ - label->range.begin];
}

Value NodeView::property(std::string_view name) const {
  const LabelModel* label = model_->label_of(node_);
  const Property* property = label == nullptr ? nullptr : label->find_property(name);
  return property == nullptr ? Value() : property->value(node_ - label->range.begin);
}

std::vector<std::pair<std::string_view, Value>> NodeView::properties() const {
  std::vector<std::pair<std::string_view, Value>> all;
  const LabelModel* label = model_->label_of(node_);
  if (label == nullptr) return all;
  all.reserve(label->properties.size());
  for (const Property& property : label->properties) {
    all.emplace_back(property.name, property.value(node_ - label->range.begin));
  }
  return all;
}

}  // namespace wirespeed::graph
