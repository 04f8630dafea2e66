// The records of a workload, encoded once and sent often.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "query.hpp"

namespace wirespeed::bolt_replay {

// The unframed message of one record.
packstream::Bytes encode_record(const Workload& workload, std::uint64_t row, Era era);

// All records, framed as Neo4j frames them.
class Records {
 public:
  Records(const Workload& workload, Era era);

  // REQUIRES: first <= last <= length. Lives as long as this.
  ByteView framed(std::uint64_t first, std::uint64_t last) const noexcept;

 private:
  std::vector<std::uint8_t> bytes_;
  std::vector<std::size_t> begins_;  // of each record, and the end of the last
};

// Shared by all connections; may be called from any thread. What was encoded stays.
class RecordCache {
 public:
  std::shared_ptr<const Records> records(const Workload& workload, Era era);

 private:
  std::mutex mutex_;
  std::map<std::pair<Workload, Era>, std::shared_ptr<const Records>> made_;
};

}  // namespace wirespeed::bolt_replay
