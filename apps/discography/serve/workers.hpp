// Threads for questions that take long, and the bounded queue before them.
#pragma once

#include <functional>
#include <thread>
#include <vector>

#include "metrics.hpp"
#include "wirespeed/base/bounded_queue.hpp"

namespace discography {

// Thread-safe.
class Workers {
 public:
  using Job = std::function<void()>;

  Workers(unsigned threads, std::size_t capacity, Metrics& metrics);
  ~Workers() { stop(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // False: the queue is full, and `job` is untouched. Throws where there is no memory.
  bool try_push(Job& job);

  // Forgets what waits, and waits for what runs.
  void stop();

 private:
  void run();

  Metrics& metrics_;
  wirespeed::BoundedQueue<Job> queue_;
  std::vector<std::jthread> threads_;
};

}  // namespace discography
