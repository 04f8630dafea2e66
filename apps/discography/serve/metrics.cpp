#include "metrics.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
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

void add_head(std::string& text, const char* name, const char* type, const char* help) {
  fmt::format_to(std::back_inserter(text), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

template <typename Number>
void add_one(std::string& text, const char* name, const char* type, const char* help, Number value) {
  add_head(text, name, type, help);
  fmt::format_to(std::back_inserter(text), "{} {}\n", name, value);
}

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

void Metrics::add_requests(std::string& text) const {
  add_head(text, "discography_requests_total", "counter", "Requests answered, by route and status.");
  for (std::size_t route = 0; route < per_route_.size(); ++route) {
    for (std::size_t i = 0; i < kStatuses.size(); ++i) {
      const std::uint64_t count = per_route_[route].by_status[i].load(std::memory_order_relaxed);
      if (count == 0 && kStatuses[i] != 200) continue;
      fmt::format_to(std::back_inserter(text), "discography_requests_total{{route=\"{}\",code=\"{}\"}} {}\n",
                     name_of(route), kStatuses[i], count);
    }
  }
  add_head(text, "discography_request_errors_total", "counter", "Requests answered by a problem, by route.");
  for (std::size_t route = 0; route < per_route_.size(); ++route) {
    std::uint64_t errors = 0;
    for (std::size_t i = 1; i < kStatuses.size(); ++i) {
      errors += per_route_[route].by_status[i].load(std::memory_order_relaxed);
    }
    fmt::format_to(std::back_inserter(text), "discography_request_errors_total{{route=\"{}\"}} {}\n", name_of(route),
                   errors);
  }
}

void Metrics::add_times(std::string& text) const {
  constexpr const char* kName = "discography_request_seconds";
  add_head(text, kName, "histogram", "From a whole request to its answer, by route.");
  for (std::size_t route = 0; route < per_route_.size(); ++route) {
    const PerRoute& counts = per_route_[route];
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kBounds.size(); ++i) {
      sum += counts.by_time[i].load(std::memory_order_relaxed);
      fmt::format_to(std::back_inserter(text), "{}_bucket{{route=\"{}\",le=\"{}\"}} {}\n", kName, name_of(route),
                     kBounds[i], sum);
    }
    sum += counts.by_time.back().load(std::memory_order_relaxed);
    const double seconds = static_cast<double>(counts.nanoseconds.load(std::memory_order_relaxed)) / 1e9;
    fmt::format_to(std::back_inserter(text),
                   "{0}_bucket{{route=\"{1}\",le=\"+Inf\"}} {2}\n{0}_sum{{route=\"{1}\"}} {3}\n"
                   "{0}_count{{route=\"{1}\"}} {2}\n",
                   kName, name_of(route), sum, seconds);
  }
}

void Metrics::add_state(std::string& text, const Epoch& epoch) const {
  add_one(text, "discography_connections", "gauge", "Open connections.", connections_.load());
  add_one(text, "discography_queue_depth", "gauge", "Long questions that wait for a thread.", queued_.load());
  add_one(text, "discography_snapshot_epoch", "gauge", "Snapshots served so far, the present one included.",
          epoch.number());
  add_one(text, "discography_snapshot_age_seconds", "gauge", "Since the snapshot was written.", epoch.age_seconds());
  add_one(text, "discography_snapshot_bytes", "gauge", "Of the snapshot.", epoch.music().file().size());
  add_one(text, "discography_snapshot_swaps_total", "counter", "Snapshots taken in place of another.", swaps_.load());
  add_one(text, "discography_snapshot_refused_total", "counter", "New snapshots that could not be taken.",
          refused_snapshots_.load());
  add_one(text, "discography_uptime_seconds", "gauge", "Since the start.", uptime_seconds());
  add_one(text, "process_resident_memory_bytes", "gauge", "Memory in use, pages of the snapshot included.",
          resident_bytes());
}

std::string Metrics::text(const Epoch& epoch) const {
  std::string text;
  add_requests(text);
  add_times(text);
  add_state(text, epoch);
  if (const auto ingest = wirespeed::read_file(directory_ / kIngestMetricsName)) text += *ingest;
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

}  // namespace discography
