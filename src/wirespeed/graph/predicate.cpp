#include "wirespeed/graph/predicate.hpp"

#include <algorithm>

namespace wirespeed::graph {

// NOLINTNEXTLINE(misc-no-recursion): as deep as the caller joined them
Result<CompiledPredicate> CompiledPredicate::make(const Predicate& predicate, const FindColumn& find) {
  CompiledPredicate compiled;
  if (predicate.kind == Predicate::Kind::test) {
    const PropertyTest& test = predicate.test;
    const auto column = find(test.property);
    if (!column) return std::unexpected(column.error());
    auto condition = Condition::make(column->column, test.comparison, test.value);
    if (!condition) return std::unexpected(std::move(condition).error());
    compiled.condition_ = *std::move(condition);
    compiled.place_ = column->place;
    return compiled;
  }
  compiled.any_ = predicate.kind == Predicate::Kind::any;
  compiled.parts_.reserve(predicate.parts.size());
  for (const Predicate& part : predicate.parts) {
    auto one = make(part, find);
    if (!one) return one;
    compiled.parts_.push_back(*std::move(one));
  }
  return compiled;
}

// NOLINTNEXTLINE(misc-no-recursion)
bool CompiledPredicate::joined_holds(const ItemPlaces& item) const noexcept {
  const auto holds = [&](const CompiledPredicate& part) { return part.holds(item); };
  return any_ ? std::ranges::any_of(parts_, holds) : std::ranges::all_of(parts_, holds);
}

}  // namespace wirespeed::graph
