#include "read_progress.hpp"

#include <fmt/format.h>

#include <chrono>

#include "output.hpp"

namespace discography {

ProgressState ReadProgress::operator()() const {
  const double seconds = std::chrono::duration<double>(wirespeed::Clock::now() - start_).count();
  const std::uint64_t in = progress_->bytes_in, total = progress_->bytes_total, records = progress_->records;
  ProgressState state{.stage = stage_};
  if (total > 0) state.fraction = static_cast<double>(in) / static_cast<double>(total);
  const double rate = static_cast<double>(progress_->bytes_xml) / 1e6 / seconds;
  state.detail = fmt::format("{} records, {}, {:.0f} MB/s", with_commas(records), per_second(records, seconds), rate);
  if (const std::uint64_t rejects = progress_->rejects; rejects > 0) {
    state.detail += fmt::format(", {} rejected", with_commas(rejects));
  }
  if (in > 0 && in <= total) state.seconds_left = seconds * (1 / state.fraction - 1);
  return state;
}

}  // namespace discography
