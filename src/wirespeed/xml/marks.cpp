#include "wirespeed/xml/marks.hpp"

#include <algorithm>

namespace wirespeed::xml {
namespace {

detail::FindMarks best_find() noexcept {
#if defined(__x86_64__)
  if (detail::has_avx512()) return detail::find_marks_avx512;
  if (detail::has_avx2()) return detail::find_marks_avx2;
#endif
  return detail::find_marks_portable;
}

const detail::FindMarks kFindMarks = best_find();

}  // namespace

void Marks::start_at(const char* at) noexcept {
  base_ = scanned_ = window_ = at;
  high_before_ = high_ = false;
  next_ = limit_ = marks_.data();
}

void Marks::seek(const char* at) noexcept {
  const bool passed = at < base_ || (next_ != marks_.data() && base_ + next_[-1] >= at);
  if (passed || at > scanned_) start_at(at);
  if (at >= window_) high_before_ = false;
  look_ahead();
  while ((*this)[0] < at) {
    skip(1);
    look_ahead();
  }
}

// Keeps the marks that are left, counted from the first of them.
void Marks::find_more() noexcept {
  const char* const base = next_ == limit_ ? scanned_ : base_ + *next_;
  const auto shift = static_cast<std::uint32_t>(base - base_);
  std::uint32_t* out =
      std::transform(next_, limit_, marks_.data(), [shift](std::uint32_t mark) { return mark - shift; });
  high_before_ |= high_;
  high_ = false;
  base_ = base;
  window_ = scanned_;
  while (static_cast<std::size_t>(out - marks_.data()) < kAhead && scanned_ < end_) {
    const std::size_t bytes = std::min(kWindow, static_cast<std::size_t>(end_ - scanned_));
    out = kFindMarks(scanned_, (bytes + 63) / 64, static_cast<std::uint32_t>(scanned_ - base_), out, high_);
    scanned_ += bytes;
  }
  next_ = marks_.data();
  limit_ = out;
  if (scanned_ == end_) close();
}

// Marks behind the end are none; the end itself stands for all that may be asked for.
void Marks::close() noexcept {
  std::uint32_t* out = marks_.data() + (limit_ - marks_.data());
  const auto end = static_cast<std::uint32_t>(end_ - base_);
  while (out != marks_.data() && out[-1] >= end) --out;
  limit_ = std::fill_n(out, 2 * kAhead, end);
}

}  // namespace wirespeed::xml
