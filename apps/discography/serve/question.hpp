// A question that came over HTTP, and its answer, both without HTTP.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "epoch.hpp"
#include "parameters.hpp"
#include "wirespeed/base/json.hpp"
#include "wirespeed/base/stop.hpp"

namespace discography {

class Metrics;

inline constexpr std::string_view kJson = "application/json";

struct Answer {
  std::string body;
  std::string_view content_type = kJson;
};

using Reply = std::expected<Answer, Problem>;

struct Question {
  std::shared_ptr<const Epoch> epoch;  // all of the answer comes from it
  std::vector<std::string> arguments;  // what stands for {label} and {id} in the path
  Parameters parameters;
  wirespeed::Stop stop;
  const Metrics* metrics;

  const Music& music() const noexcept { return epoch->music(); }
};

inline Answer answer(const wirespeed::JsonWriter& json) { return {json.text() + "\n"}; }

// --- what stands behind the routes -----------------------------------------------------------------------------------

Reply answer_search(const Question& question);
Reply answer_autocomplete(const Question& question);
Reply answer_node(const Question& question);
Reply answer_explore(const Question& question);
Reply answer_path(const Question& question);
Reply answer_trends(const Question& question);
Reply answer_similar(const Question& question);
Reply answer_collaborators(const Question& question);
Reply answer_label_dna(const Question& question);
Reply answer_genre_tree(const Question& question);
Reply answer_stats(const Question& question);
Reply answer_health(const Question& question);
Reply answer_metrics(const Question& question);

}  // namespace discography
