// Every aggregate against the obvious way: all types, layouts, nulls and threads.
#include <algorithm>
#include <set>

#include "wirespeed/kernels/aggregate_fixture.hpp"

namespace wirespeed::kernels {
namespace {

using namespace fixture;

template <typename T>
using Group = std::vector<Member<T>>;
template <typename T>
using Model = std::function<std::optional<double>(const Group<T>&)>;

template <typename T>
std::vector<T> values_of(const Group<T>& group) {
  std::vector<T> values;
  for (const auto& member : group) values.push_back(member.value);
  return values;
}

template <typename T>
double total(const Group<T>& group) {
  double sum = 0;
  for (const auto& member : group) sum += static_cast<double>(member.value);
  return sum;
}

template <typename T>
std::optional<double> variance(const Group<T>& group) {
  if (group.size() < 2) return std::nullopt;
  const double mean = total(group) / static_cast<double>(group.size());
  double squares = 0;
  for (const auto& member : group) squares += std::pow(static_cast<double>(member.value) - mean, 2);
  return squares / static_cast<double>(group.size() - 1);
}

template <typename T>
std::optional<double> quantile(const Group<T>& group, double q) {
  std::vector<T> values = values_of(group);
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const double place = q * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  const double part = place - static_cast<double>(low);
  return static_cast<double>(values[low]) * (1 - part) + static_cast<double>(values[high]) * part;
}

// The first member that none is better than.
template <typename T>
const Member<T>* best(const Group<T>& group, bool is_greatest) {
  const Member<T>* found = nullptr;
  for (const auto& member : group) {
    if (found == nullptr || (is_greatest ? found->value < member.value : member.value < found->value)) found = &member;
  }
  return found;
}

template <typename T>
std::optional<double> extreme(const Group<T>& group, bool is_greatest) {
  const Member<T>* found = best(group, is_greatest);
  return found == nullptr ? std::nullopt : std::optional(static_cast<double>(found->value));
}

template <typename T>
std::optional<double> place(const Group<T>& group, bool is_greatest) {
  const Member<T>* found = best(group, is_greatest);
  return found == nullptr ? -1 : static_cast<double>(found->row);
}

template <typename T>
std::map<Aggregate, Model<T>> models() {
  const auto of_there = [](auto f) -> Model<T> {
    return [f](const Group<T>& group) { return group.empty() ? std::nullopt : std::optional<double>(f(group)); };
  };
  return {
      {Aggregate::sum, total<T>},
      {Aggregate::mean, of_there([](const auto& group) { return total(group) / static_cast<double>(group.size()); })},
      {Aggregate::min, [](const auto& group) { return extreme(group, false); }},
      {Aggregate::max, [](const auto& group) { return extreme(group, true); }},
      {Aggregate::range, of_there([](const auto& group) { return *extreme(group, true) - *extreme(group, false); })},
      {Aggregate::first, of_there([](const auto& group) { return static_cast<double>(group.front().value); })},
      {Aggregate::last, of_there([](const auto& group) { return static_cast<double>(group.back().value); })},
      {Aggregate::idxmin, [](const auto& group) { return place(group, false); }},
      {Aggregate::idxmax, [](const auto& group) { return place(group, true); }},
      {Aggregate::count, [](const auto& group) { return static_cast<double>(group.size()); }},
      {Aggregate::any,
       [](const auto& group) { return std::ranges::any_of(values_of(group), [](T v) { return v != 0; }); }},
      {Aggregate::all,
       [](const auto& group) { return std::ranges::all_of(values_of(group), [](T v) { return v != 0; }); }},
      {Aggregate::nunique,
       [](const auto& group) {
         const std::vector<T> values = values_of(group);
         return static_cast<double>(std::set<T>(values.begin(), values.end()).size());
       }},
      {Aggregate::median, [](const auto& group) { return quantile(group, 0.5); }},
      {Aggregate::quantile, [](const auto& group) { return quantile(group, 0.3); }},
      {Aggregate::var, variance<T>},
      {Aggregate::std,
       [](const auto& group) {
         const auto found = variance(group);
         return found ? std::optional(std::sqrt(*found)) : found;
       }},
  };
}

double parameter_of(Aggregate aggregate) { return aggregate == Aggregate::quantile ? 0.3 : 1; }

// Whatever type the results have.
Answers<double> ask_doubles(GroupView groups, const AggregateTask& task, unsigned threads) {
  const auto widened = [&]<typename Out>(std::type_identity<Out>) {
    Answers<double> answers;
    const auto found = ask<Out>(groups, task, threads);
    EXPECT_TRUE(found);
    for (const auto& value : *found)
      answers.push_back(value ? std::optional(static_cast<double>(*value)) : std::nullopt);
    return answers;
  };
  return with_result_type(shape_of(task)->item, widened);
}

template <typename T>
class AggregateModel : public Aggregates {
 public:
  void expect_model(GroupView groups, const Column<T>& column, const std::string& layout, unsigned threads = 1) {
    const auto grouped = members(groups, column);
    for (const auto& [aggregate, model] : models<T>()) {
      const AggregateTask task{.aggregate = aggregate, .values = &column.view(), .parameter = parameter_of(aggregate)};
      const Answers<double> found = ask_doubles(groups, task, threads);
      for (std::uint32_t group = 0; group < groups.groups; ++group) {
        expect_near(found[group], model(grouped[group]),
                    fmt::format("{} {} group {}", to_string(aggregate), layout, group));
        if (this->HasFailure()) return;
      }
    }
  }

 private:
  static void expect_near(std::optional<double> found, std::optional<double> expected, const std::string& what) {
    ASSERT_EQ(found.has_value(), expected.has_value()) << what;
    const double tolerance = expected ? 1e-9 * (1 + std::abs(*expected)) : 0;
    ASSERT_NEAR(found.value_or(0), expected.value_or(0), tolerance) << what;
  }
};

using Numbers = testing::Types<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t,
                               std::uint32_t, std::uint64_t, float, double>;
TYPED_TEST_SUITE(AggregateModel, Numbers);

TYPED_TEST(AggregateModel, small_and_contiguous) {
  for (const std::uint32_t nulls : {0U, 4U, 10U}) {
    for (const bool drops : {false, true}) {
      const auto codes = this->codes(500, 40, drops);
      const Column<TypeParam> column(this->template numbers<TypeParam>(500, nulls));
      this->expect_model({codes, 40}, column, fmt::format("nulls {} drops {}", nulls, drops));
      if (!drops) this->expect_model({codes, 40, true}, column, fmt::format("nulls {}, complete", nulls));
    }
  }
}

TYPED_TEST(AggregateModel, several_stretches_apart_backwards_and_in_a_dictionary) {
  const auto codes = this->codes(10000, 70, true);
  for (const std::int64_t step : {3, -2}) {
    Column<TypeParam> column(this->template numbers<TypeParam>(10000, 3));
    column.strided(step);
    this->expect_model({codes, 70}, column, fmt::format("step {}", step));
  }
  Column<TypeParam> column(this->template numbers<TypeParam>(10000, 3));
  column.encoded();
  this->expect_model({codes, 70}, column, "dictionary");
}

TYPED_TEST(AggregateModel, threads_find_the_same) {
  constexpr std::size_t kRows = 310'000;
  for (const std::uint32_t groups : {3U, 100'000U}) {
    const auto codes = this->codes(kRows, groups, true);
    const Column<TypeParam> column(this->template numbers<TypeParam>(kRows, 1));
    this->expect_model({codes, groups}, column, fmt::format("threads, groups {}", groups), 3);
  }
}

// By each group's values in order.
class AggregateRows : public Aggregates {
 protected:
  static Answers<double> ranks(GroupView groups, const Column<double>& column) {
    Answers<double> found(groups.codes.size());
    for (const auto& group : members(groups, column)) {
      for (const auto& member : group) {
        double below = 0;
        double same = 0;
        for (const auto& other : group) {
          below += other.value < member.value ? 1 : 0;
          same += other.value == member.value ? 1 : 0;
        }
        found[static_cast<std::size_t>(member.row)] = below + (same + 1) / 2;
      }
    }
    return found;
  }

  static Answers<double> sums(GroupView groups, const Column<double>& column) {
    Answers<double> found(groups.codes.size());
    for (const auto& group : members(groups, column)) {
      double sum = 0;
      for (const auto& member : group) found[static_cast<std::size_t>(member.row)] = sum += member.value;
    }
    return found;
  }

  static Answers<double> picks(GroupView groups, const Column<double>& column, std::uint32_t count) {
    Answers<double> found;
    for (const auto& group : members(groups, column)) {
      std::vector<double> values = values_of(group);
      std::ranges::sort(values, std::greater<>());
      for (std::size_t i = 0; i < count; ++i)
        found.push_back(i < values.size() ? std::optional(values[i]) : std::nullopt);
    }
    return found;
  }
};

TEST_F(AggregateRows, ranks_sums_and_picks) {
  for (const unsigned threads : {1U, 2U}) {
    const std::size_t rows = threads == 1 ? 9000 : 300'000;
    const std::uint32_t groups = threads == 1 ? 100 : 70'000;
    const auto codes = this->codes(rows, groups, true);
    const Column<double> column(numbers<double>(rows, 2));
    const GroupView view{codes, groups};
    AggregateTask task{.aggregate = Aggregate::rank, .values = &column.view()};
    EXPECT_EQ(*ask<double>(view, task, threads), ranks(view, column));
    task.aggregate = Aggregate::cumsum;
    EXPECT_EQ(*ask<double>(view, task, threads), sums(view, column));
    task.aggregate = Aggregate::largest;
    for (const std::uint32_t count : {1U, 3U, 40U}) {
      task.picks = count;
      EXPECT_EQ(*ask<double>(view, task, threads), picks(view, column, count));
    }
  }
}

}  // namespace
}  // namespace wirespeed::kernels
