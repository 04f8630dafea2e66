#include "cursor.hpp"

#include <algorithm>
#include <array>

namespace wirespeed::bolt_replay {

namespace {

constexpr std::size_t kSliceBytes = std::size_t{1} << 20;  // between two looks for a RESET
constexpr std::array<std::uint8_t, 5> kGarbageRecord{0xB1, 0x71, 0x91, 0xC4, 0x00};
constexpr std::size_t kNoiseBytes = 4096;

// Bytes without sense, the same each time.
std::vector<std::uint8_t> noise() {
  std::vector<std::uint8_t> bytes(kNoiseBytes);
  std::uint32_t state = 2463534242;
  for (auto& byte : bytes) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    byte = static_cast<std::uint8_t>(state);
  }
  return bytes;
}

}  // namespace

Cursor::Cursor(const Query& query, Era era, RecordCache& cache) : query_(query), era_(era) {
  if (!query.faults.touch_records()) records_ = cache.records(query.workload, era);
}

std::uint64_t Cursor::end(std::int64_t n) const noexcept {
  const std::uint64_t length = query_.workload.length;
  return n < 0 ? length : std::min(length, next_ + static_cast<std::uint64_t>(n));
}

Sent Cursor::pull(std::int64_t n, Input& input, Output& output) {
  return records_ ? send_whole(end(n), input, output) : send_singly(end(n), input, output);
}

Sent Cursor::send_whole(std::uint64_t last, Input& input, Output& output) {
  ByteView bytes = records_->framed(next_, last);
  next_ = last;
  if (bytes.size() < kKeptBytes) return output.append(bytes), Sent::all;
  while (!bytes.empty()) {
    const ByteView slice = bytes.first(std::min(bytes.size(), kSliceBytes));
    if (!output.send(slice)) return Sent::ended;
    bytes = bytes.subspan(slice.size());
    if (!bytes.empty() && input.reset_comes(0)) return Sent::interrupted;
  }
  return Sent::all;
}

// A RESET is looked for only where a message ends: what follows must be a message again.
Sent Cursor::send_singly(std::uint64_t last, Input& input, Output& output) {
  const Faults& faults = query_.faults;
  for (; next_ < last; ++next_) {
    if (faults.silence == next_) return output.flush() ? Sent::silent : Sent::ended;
    if (faults.fail == next_) return Sent::failed;
    if (faults.noise == next_) return output.append(noise()), output.flush(), Sent::ended;
    if (faults.garbage == next_) {
      output.append_message(kGarbageRecord);
    } else if (faults.longer == next_ || faults.shorter == next_) {
      if (!send_lying(faults.longer == next_ ? 7 : -3, output)) return Sent::ended;
    } else {
      output.append_message(encode_record(query_.workload, next_, era_));
    }
    if (!output.flush()) return Sent::ended;
    if (input.reset_comes(0)) return Sent::interrupted;
  }
  return Sent::all;
}

bool Cursor::send_lying(int more, Output& output) {
  std::vector<std::uint8_t> framed;
  append_framed(framed, encode_record(query_.workload, next_, era_));
  framed[1] = static_cast<std::uint8_t>(framed[1] + more);
  output.append(framed);
  return output.flush();
}

}  // namespace wirespeed::bolt_replay
