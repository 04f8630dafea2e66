#include "workers.hpp"

namespace discography {

Workers::Workers(unsigned threads, std::size_t capacity, Metrics& metrics) : metrics_(metrics), queue_(capacity) {
  threads_.reserve(threads);
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

void Workers::stop() {
  queue_.abandon();
  threads_.clear();
}

bool Workers::try_push(Job& job) {
  metrics_.question_queued();  // first, for it may be taken at once
  bool pushed = false;
  try {
    pushed = queue_.try_push(job);
  } catch (...) {
    metrics_.question_taken();
    throw;
  }
  if (!pushed) metrics_.question_taken();
  return pushed;
}

void Workers::run() {
  constexpr std::chrono::milliseconds kPatience{1000};
  for (;;) {
    Job job;
    const auto popped = queue_.pop(kPatience, job);
    if (popped == wirespeed::Popped::end) return;
    if (popped == wirespeed::Popped::nothing_yet) continue;
    metrics_.question_taken();
    job();
  }
}

}  // namespace discography
