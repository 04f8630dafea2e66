#include "wirespeed/graph_remote/condition.hpp"

#include "wirespeed/graph/condition.hpp"

namespace wirespeed::graph_remote {
namespace {

struct CellOf {
  std::string& texts;

  Cell operator()(bool value) const { return boolean_cell(value); }
  Cell operator()(std::int64_t value) const { return number_cell(value); }
  Cell operator()(double value) const { return real_cell(value); }
  Cell operator()(const std::string& value) const { return text_cell(value, texts); }
  template <typename Other>
  Cell operator()(const Other&) const {
    return {};
  }
};

double as_real(const Cell& cell) noexcept {
  return cell.kind == Cell::Kind::real ? cell.real() : static_cast<double>(cell.integer());
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion): as deep as the caller joined them
Result<void> check_values(const graph::Predicate& predicate) {
  for (const graph::Predicate& part : predicate.parts) {
    if (auto ok = check_values(part); !ok) return ok;
  }
  if (predicate.kind != graph::Predicate::Kind::test) return {};
  const graph::PropertyTest& test = predicate.test;
  std::string texts;
  const bool is_scalar = std::visit(CellOf{texts}, test.value).kind != Cell::Kind::null;
  if (is_scalar && test.comparison != graph::Comparison::contains) return {};
  return fail(
      Errc::unsupported,
      "condition on \"{}\": expected a bool, an int, a float or a text and an order, which stores compare, found "
      "{}{}; copy the graph and ask the copy",
      test.property, test.comparison == graph::Comparison::contains ? "contains " : "", graph::kind_of(test.value));
}

RemoteCondition::RemoteCondition(const graph::PropertyTest& test)
    : property_(test.property), accepted_(graph::accepted_by(test.comparison)) {
  wanted_ = std::visit(CellOf{text_}, test.value);
}

bool RemoteCondition::holds(const Cell& cell, std::string_view texts) const noexcept {
  using Kind = Cell::Kind;
  if (cell.kind == Kind::null) return false;
  if (cell.kind == Kind::text || wanted_.kind == Kind::text) {
    return cell.kind == wanted_.kind && graph::fits(accepted_, cell.text(texts), std::string_view(text_));
  }
  if (cell.is_number() && wanted_.is_number()) return graph::fits(accepted_, cell.integer(), wanted_.integer());
  return graph::fits(accepted_, as_real(cell), as_real(wanted_));
}

}  // namespace wirespeed::graph_remote
