#include <array>

#include "wirespeed/kernels/aggregate.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

constexpr std::array<std::string_view, 26> kNames = {
    "sum",     "mean",     "min",    "max",      "first",  "last",     "idxmin", "idxmax", "count",
    "size",    "any",      "all",    "nunique",  "median", "quantile", "var",    "std",    "range",
    "largest", "smallest", "cumsum", "cumcount", "rank",   "cov",      "corr",   "slope"};

Item item_of(const ArrayView& view) noexcept {
  const Item item = view.dictionary != nullptr ? view.dictionary->item : view.item;
  return item == Item::bit ? Item::boolean : item;
}

bool is_float(Item item) noexcept { return item == Item::float32 || item == Item::float64; }

bool is_unsigned(Item item) noexcept { return item >= Item::uint8 && item <= Item::uint64; }

bool can_miss(const ArrayView& view) noexcept {
  const Item item = item_of(view);
  return is_float(item) || item == Item::ticks || item == Item::slices || view.validity != nullptr ||
         (view.dictionary != nullptr && view.dictionary->validity != nullptr);
}

// What sums of the item are kept in.
Item wide(Item item) noexcept {
  if (is_float(item)) return Item::float64;
  if (item == Item::ticks) return item;
  return is_unsigned(item) ? Item::uint64 : Item::int64;
}

Item fraction(Item item) noexcept { return item == Item::ticks ? item : Item::float64; }

// Kinds of columns that an aggregate takes.
enum Takes : unsigned { kNumbers = 1, kBooleans = 2, kTicks = 4, kTexts = 8 };

unsigned kind_of(Item item) noexcept {
  if (column::is_text(item)) return kTexts;
  if (item == Item::boolean) return kBooleans;
  return item == Item::ticks ? kTicks : kNumbers;
}

unsigned taken_by(Aggregate aggregate) noexcept {
  switch (aggregate) {
    case Aggregate::sum:
    case Aggregate::mean:
    case Aggregate::cumsum:
      return kNumbers | kBooleans | kTicks;
    case Aggregate::any:
    case Aggregate::all:
    case Aggregate::var:
    case Aggregate::cov:
    case Aggregate::corr:
    case Aggregate::slope:
      return kNumbers | kBooleans;
    case Aggregate::median:
    case Aggregate::quantile:
    case Aggregate::std:
      return kNumbers | kBooleans | kTicks;
    case Aggregate::range:
    case Aggregate::largest:
    case Aggregate::smallest:
      return kNumbers | kTicks;
    default:
      return kNumbers | kBooleans | kTicks | kTexts;
  }
}

std::string_view name_of(Item item) noexcept {
  switch (kind_of(item)) {
    case kTexts:
      return "texts";
    case kBooleans:
      return "booleans";
    case kTicks:
      return "times";
    default:
      return "numbers";
  }
}

AggregateShape shape_over(Aggregate aggregate, const ArrayView& view) noexcept {
  const Item item = item_of(view);
  const bool missing = can_miss(view);
  switch (aggregate) {
    case Aggregate::sum:
      return {.item = wide(item)};
    case Aggregate::mean:
    case Aggregate::median:
    case Aggregate::quantile:
      return {.item = fraction(item), .can_miss = missing};
    case Aggregate::var:
    case Aggregate::std:
      return {.item = fraction(item), .can_miss = true};
    case Aggregate::min:
    case Aggregate::max:
    case Aggregate::first:
    case Aggregate::last:
      if (column::is_text(item)) return {.item = Item::uint32, .is_rows = true};
      return {.item = item, .can_miss = missing};
    case Aggregate::any:
    case Aggregate::all:
      return {.item = Item::boolean};
    case Aggregate::range:
      return {.item = is_float(item) ? item : wide(item), .can_miss = missing};
    case Aggregate::largest:
    case Aggregate::smallest:
      return {.item = item, .extent = Extent::pick, .can_miss = true};
    case Aggregate::cumsum:
      return {.item = wide(item), .extent = Extent::row, .can_miss = true};
    case Aggregate::rank:
      return {.item = Item::float64, .extent = Extent::row, .can_miss = true};
    case Aggregate::cov:
    case Aggregate::corr:
    case Aggregate::slope:
      return {.item = Item::float64, .can_miss = true};
    default:
      return {.item = Item::int64};
  }
}

Result<void> check_column(Aggregate aggregate, const ArrayView* view) {
  const std::string_view name = to_string(aggregate);
  if (view == nullptr) return fail(Errc::invalid_argument, "aggregate: {} needs a column of values", name);
  const Item item = item_of(*view);
  if ((taken_by(aggregate) & kind_of(item)) != 0) return {};
  return fail(Errc::unsupported, "aggregate: {} is not defined for {}", name, name_of(item));
}

Result<void> check_parameters(const AggregateTask& task) {
  const bool is_pick = task.aggregate == Aggregate::largest || task.aggregate == Aggregate::smallest;
  if (is_pick && task.picks == 0) {
    return fail(Errc::invalid_argument, "aggregate: {} needs how many, expected at least 1, found 0",
                to_string(task.aggregate));
  }
  if (task.aggregate == Aggregate::quantile && !(task.parameter >= 0 && task.parameter <= 1)) {
    return fail(Errc::invalid_argument, "aggregate: quantile expected a number from 0 to 1, found {}", task.parameter);
  }
  return {};
}

bool takes_pairs(Aggregate aggregate) noexcept { return aggregate >= Aggregate::cov; }

}  // namespace

std::string_view to_string(Aggregate aggregate) noexcept { return kNames[static_cast<std::size_t>(aggregate)]; }

Result<AggregateShape> shape_of(const AggregateTask& task) {
  if (task.aggregate == Aggregate::size) return AggregateShape{};
  if (task.aggregate == Aggregate::cumcount) return AggregateShape{.extent = Extent::row};
  if (auto checked = check_column(task.aggregate, task.values); !checked) return std::unexpected(checked.error());
  if (takes_pairs(task.aggregate)) {
    if (auto checked = check_column(task.aggregate, task.other); !checked) return std::unexpected(checked.error());
  }
  if (auto checked = check_parameters(task); !checked) return std::unexpected(checked.error());
  return shape_over(task.aggregate, *task.values);
}

}  // namespace wirespeed::kernels
