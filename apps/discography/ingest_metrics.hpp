// What Prometheus is told of the last ingest: DIR/metrics.prom, which `serve` puts behind its own metrics.
#pragma once

#include <chrono>
#include <string>

#include "wirespeed/months/month_ingest.hpp"

namespace discography {

inline constexpr const char* kIngestMetricsName = "metrics.prom";

std::string ingest_metrics(const wirespeed::months::MonthReport& report, double seconds,
                           std::chrono::system_clock::time_point finished);

}  // namespace discography
