// /api/stats, /health and /metrics: what is served, and how it goes.
#include "metrics.hpp"
#include "question.hpp"

namespace discography {

using wirespeed::JsonWriter;

Reply answer_stats(const Question& question) {
  const auto& facts = question.epoch->facts();
  if (!facts) return std::unexpected(problem_of(facts.error()));
  return Answer{*facts};
}

Reply answer_health(const Question& question) {
  JsonWriter json;
  json.begin_object().member("status", "ok").member("epoch", question.epoch->number());
  json.member("snapshot", question.epoch->snapshot_id()).member("age_seconds", question.epoch->age_seconds());
  json.member("uptime_seconds", question.metrics->uptime_seconds()).end_object();
  return answer(json);
}

Reply answer_metrics(const Question& question) {
  return Answer{question.metrics->text(*question.epoch), "text/plain; version=0.0.4; charset=utf-8"};
}

}  // namespace discography
