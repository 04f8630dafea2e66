// Conditions on properties, joined, over columns that the caller finds.
#pragma once

#include <functional>

#include "wirespeed/graph/traversal_options.hpp"

namespace wirespeed::graph {

// Where a property lies, and by which of the item's places.
struct PropertyColumn {
  NodeProperty column;
  std::size_t place = 0;
};

// A node has one place, its id; a relationship has two: where it lies among those of its type, and which edge it was.
struct ItemPlaces {
  std::int64_t first = 0;
  std::int64_t second = 0;
};

// Borrows the columns.
class CompiledPredicate {
 public:
  using FindColumn = std::function<Result<PropertyColumn>(std::string_view property)>;

  // Fails where `find` does, and for values that cannot be compared with their column's.
  static Result<CompiledPredicate> make(const Predicate& predicate, const FindColumn& find);

  bool holds(const ItemPlaces& item) const noexcept {
    if (condition_) return condition_->holds(place_ == 0 ? item.first : item.second);
    return joined_holds(item);
  }

  // The one test that it is, which asks for the first place; null when it is anything else.
  const Condition* single() const noexcept { return condition_ && place_ == 0 ? &*condition_ : nullptr; }

 private:
  CompiledPredicate() = default;
  bool joined_holds(const ItemPlaces& item) const noexcept;

  std::optional<Condition> condition_;
  std::size_t place_ = 0;
  bool any_ = false;
  std::vector<CompiledPredicate> parts_;
};

}  // namespace wirespeed::graph
