#include "metrics.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "../ingest_metrics.hpp"
#include "routes.hpp"
#include "wirespeed/base/file.hpp"

namespace discography {
namespace {

std::string_view name_of(std::size_t route) {
  if (route < routes().size()) return routes()[route].pattern;
  return route == Metrics::files() ? "files" : "unmatched";
}

std::string route_label(std::size_t route) { return fmt::format("route=\"{}\"", name_of(route)); }

// Of this process, as the kernel counts its pages.
std::uint64_t resident_bytes() {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/self/statm", "r"), std::fclose);
  unsigned long long all = 0;
  unsigned long long resident = 0;
  if (file == nullptr || std::fscanf(file.get(), "%llu %llu", &all, &resident) != 2) return 0;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

Metrics::Metrics(std::filesystem::path directory) : directory_(std::move(directory)), per_route_(routes().size() + 2) {}

std::size_t Metrics::files() noexcept { return routes().size(); }
std::size_t Metrics::unmatched() noexcept { return routes().size() + 1; }

void Metrics::count_request(std::size_t route, unsigned status, std::chrono::nanoseconds took) noexcept {
  PerRoute& counts = per_route_[route];
  const auto at = std::ranges::find(kStatuses, status);
  const auto place = static_cast<std::size_t>(at - kStatuses.begin());
  if (at != kStatuses.end()) counts.by_status[place].fetch_add(1, std::memory_order_relaxed);
  const double seconds = std::chrono::duration<double>(took).count();
  const auto bound = std::ranges::lower_bound(kBounds, seconds);
  counts.by_time[static_cast<std::size_t>(bound - kBounds.begin())].fetch_add(1, std::memory_order_relaxed);
  counts.nanoseconds.fetch_add(static_cast<std::uint64_t>(took.count()), std::memory_order_relaxed);
}

double Metrics::uptime_seconds() const {
  const auto up = std::chrono::steady_clock::now() - started_;
  return static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(up).count()) / 1e3;
}

void Metrics::add_requests(PrometheusText& out) const {
  out.describe("discography_requests_total", "counter", "Requests answered, by route and status.");
  for (std::size_t route = 0; route < per_route_.size(); ++route) {
    for (std::size_t i = 0; i < kStatuses.size(); ++i) {
      const std::uint64_t count = per_route_[route].by_status[i].load(std::memory_order_relaxed);
      if (count == 0 && kStatuses[i] != 200) continue;
      out.sample(fmt::format("{},code=\"{}\"", route_label(route), kStatuses[i]), count);
    }
  }
  out.describe("discography_request_errors_total", "counter", "Requests answered by a problem, by route.");
  for (std::size_t route = 0; route < per_route_.size(); ++route) {
    std::uint64_t errors = 0;
    for (std::size_t i = 1; i < kStatuses.size(); ++i) {
      errors += per_route_[route].by_status[i].load(std::memory_order_relaxed);
    }
    out.sample(route_label(route), errors);
  }
}

void Metrics::add_times(PrometheusText& out) const {
  out.describe("discography_request_seconds", "histogram", "From a whole request to its answer, by route.");
  for (std::size_t route = 0; route < per_route_.size(); ++route) {
    const PerRoute& counts = per_route_[route];
    const std::string label = route_label(route);
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kBounds.size(); ++i) {
      sum += counts.by_time[i].load(std::memory_order_relaxed);
      out.sample(fmt::format("{},le=\"{}\"", label, kBounds[i]), sum, "_bucket");
    }
    sum += counts.by_time.back().load(std::memory_order_relaxed);
    out.sample(label + ",le=\"+Inf\"", sum, "_bucket");
    out.sample(label, static_cast<double>(counts.nanoseconds.load(std::memory_order_relaxed)) / 1e9, "_sum");
    out.sample(label, sum, "_count");
  }
}

void Metrics::add_state(PrometheusText& out, const Epoch& epoch) const {
  out.gauge("discography_connections", "Open connections.", connections_.load());
  out.gauge("discography_queue_depth", "Long questions that wait for a thread.", queued_.load());
  out.gauge("discography_snapshot_epoch", "Snapshots served so far, the present one included.", epoch.number());
  out.gauge("discography_snapshot_age_seconds", "Since the snapshot was written.", epoch.age_seconds());
  out.gauge("discography_snapshot_bytes", "Of the snapshot.", epoch.music().file().size());
  out.counter("discography_snapshot_swaps_total", "Snapshots taken in place of another.", swaps_.load());
  out.counter("discography_snapshot_refused_total", "New snapshots that could not be taken.",
              refused_snapshots_.load());
  out.gauge("discography_uptime_seconds", "Since the start.", uptime_seconds());
  out.gauge("process_resident_memory_bytes", "Memory in use, pages of the snapshot included.", resident_bytes());
}

std::string Metrics::text(const Epoch& epoch) const {
  PrometheusText out;
  add_requests(out);
  add_times(out);
  add_state(out, epoch);
  if (const auto ingest = wirespeed::read_file(directory_ / kIngestMetricsName)) out.append(*ingest);
  std::string text = out.take();
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

}  // namespace discography
