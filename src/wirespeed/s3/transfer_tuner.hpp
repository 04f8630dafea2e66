// How large the parts of a large get are, and how many are under way at once: by what was measured so far.
//
// A part is long enough that the time to its first byte is little of it, and short enough that at the end all
// connections finish at about the same time. Connections are doubled as long as that brings bytes faster, and halved
// again when it does not.
#pragma once

#include <chrono>
#include <cstdint>

namespace wirespeed::s3 {

struct TuneOptions {
  std::uint64_t first_part = std::uint64_t{8} << 20;  // whose answer tells the object's size
  std::uint64_t least_part = std::uint64_t{2} << 20;
  std::uint64_t largest_part = std::uint64_t{64} << 20;
  unsigned connections = 8;  // to begin with
  unsigned most_connections = 32;
};

class TransferTuner {
 public:
  using Duration = std::chrono::microseconds;

  explicit TransferTuner(TuneOptions options = {}) noexcept;

  unsigned connections() const noexcept { return connections_; }

  // Bytes of the next part, where nobody asked for `left` yet: at most that. REQUIRES: left > 0
  std::uint64_t next_part(std::uint64_t left) const noexcept;

  // A part of `bytes` came whole at `now`, a time that only grows. It took `duration` since its request was sent,
  // `first_byte` of it until its answer began.
  void part_came(std::uint64_t bytes, Duration first_byte, Duration duration, Duration now) noexcept;

 private:
  void end_window(Duration now) noexcept;

  TuneOptions options_;
  unsigned connections_;
  double latency_ = 0;  // us to the first byte; as what follows, of late
  double rate_ = 0;     // bytes per us of one connection, once its answer has begun
  bool began_ = false;

  // A window is as many parts as there are connections; the first one measures nothing.
  Duration window_start_{0};
  std::uint64_t window_bytes_ = 0;
  unsigned window_parts_ = 0;
  bool window_counts_ = false;
  double best_ = 0;  // bytes per us of all connections
  bool settled_ = false;
};

}  // namespace wirespeed::s3
