// What Prometheus is told: counted by all threads, written out when asked.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "../prometheus_text.hpp"
#include "epoch.hpp"

namespace discography {

// Thread-safe.
class Metrics {
 public:
  // `directory`: where ingest leaves what it measured of its stages.
  explicit Metrics(std::filesystem::path directory);

  // Places of what is no route of the API, behind those of routes().
  static std::size_t files() noexcept;
  static std::size_t unmatched() noexcept;

  void count_request(std::size_t route, unsigned status, std::chrono::nanoseconds took) noexcept;
  void connection_opened() noexcept { connections_.fetch_add(1, std::memory_order_relaxed); }
  void connection_closed() noexcept { connections_.fetch_sub(1, std::memory_order_relaxed); }
  void question_queued() noexcept { queued_.fetch_add(1, std::memory_order_relaxed); }
  void question_taken() noexcept { queued_.fetch_sub(1, std::memory_order_relaxed); }
  void count_swap() noexcept { swaps_.fetch_add(1, std::memory_order_relaxed); }
  void count_refused_snapshot() noexcept { refused_snapshots_.fetch_add(1, std::memory_order_relaxed); }

  double uptime_seconds() const;
  std::string text(const Epoch& epoch) const;

 private:
  using Count = std::atomic<std::uint64_t>;
  static constexpr std::array kStatuses = {200U, 400U, 401U, 404U, 405U, 414U, 500U, 503U, 504U};
  static constexpr std::array kBounds = {0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                         0.025,   0.05,   0.1,     0.25,   0.5,   1.0,    2.5,   5.0};
  struct PerRoute {
    std::array<Count, kStatuses.size()> by_status{};
    std::array<Count, kBounds.size() + 1> by_time{};  // the last one: longer than all bounds
    Count nanoseconds{0};
  };

  void add_requests(PrometheusText& out) const;
  void add_times(PrometheusText& out) const;
  void add_state(PrometheusText& out, const Epoch& epoch) const;

  const std::filesystem::path directory_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::vector<PerRoute> per_route_;
  std::atomic<std::int64_t> connections_{0};
  std::atomic<std::int64_t> queued_{0};
  Count swaps_{0};
  Count refused_snapshots_{0};
};

}  // namespace discography
