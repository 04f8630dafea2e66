#include "query.hpp"

#include "words.hpp"

namespace wirespeed::bolt_replay {

namespace {

bool read_size(std::string_view text, Workload& workload) {
  const auto [width, length] = halves(text, 'x');
  return to_number(width, workload.width) && to_number(length, workload.length);
}

bool read_distinct(std::string_view word, Workload& workload) {
  const auto [name, number] = halves(word, '=');
  return name == "distinct" && to_number(number, workload.distinct) && workload.distinct > 0;
}

}  // namespace

Result<Query> parse_query(std::string_view text, const Faults& base) {
  const auto words = split(text, ' ');
  const auto shape = words.size() < 3 || words[0] != "REPLAY" ? std::nullopt : shape_of(words[1]);
  Query query{{}, base};
  if (!shape || !read_size(words[2], query.workload)) {
    return fail(Errc::invalid_argument, "expected REPLAY SHAPE WIDTHxLENGTH [FAULT...], found: {}", text);
  }
  query.workload.shape = *shape;
  for (std::size_t i = 3; i < words.size(); ++i) {
    if (read_distinct(words[i], query.workload)) continue;
    if (auto added = add_fault(query.faults, words[i]); !added) return std::unexpected(added.error());
  }
  return query;
}

}  // namespace wirespeed::bolt_replay
