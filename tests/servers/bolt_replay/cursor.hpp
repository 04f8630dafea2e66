// A result of which records are still to be pulled, and how a part of it is sent, faults included.
#pragma once

#include <memory>

#include "records.hpp"
#include "socket.hpp"

namespace wirespeed::bolt_replay {

enum class Sent : std::uint8_t {
  all,          // what was asked for
  failed,       // a FAILURE must follow
  silent,       // nothing may follow
  interrupted,  // by a RESET
  ended,        // the connection
};

class Cursor {
 public:
  Cursor(const Query& query, Era era, RecordCache& cache);

  const Workload& workload() const noexcept { return query_.workload; }
  bool exhausted() const noexcept { return next_ == query_.workload.length; }
  const Faults& faults() const noexcept { return query_.faults; }

  // The next n records, or all that are left; n < 0: all.
  Sent pull(std::int64_t n, Input& input, Output& output);
  void discard(std::int64_t n) noexcept { next_ = end(n); }

 private:
  std::uint64_t end(std::int64_t n) const noexcept;
  Sent send_whole(std::uint64_t last, Input& input, Output& output);
  Sent send_singly(std::uint64_t last, Input& input, Output& output);
  bool send_lying(int more, Output& output);

  Query query_;
  Era era_;
  std::shared_ptr<const Records> records_;  // where none is touched by a fault
  std::uint64_t next_ = 0;
};

}  // namespace wirespeed::bolt_replay
