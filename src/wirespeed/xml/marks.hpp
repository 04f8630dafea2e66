// Where the bytes stand that mean something in text: < > & and control characters other than LF. They are found for a
// window of the input at a time, 16 to 64 bytes a step as the CPU has it, so that who walks the input goes from one to
// the next without looking at what lies between.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "wirespeed/xml/scan.hpp"

namespace wirespeed::xml {

// The marks of [at, end), in order. It is cheap to use again for one element after the other of the same input.
class Marks {
 public:
  static constexpr std::size_t kAhead = 8;

  // REQUIRES: kScanPadding readable bytes behind `end`.
  Marks(const char* at, const char* end) noexcept : end_(end) { start_at(at); }

  const char* end() const noexcept { return end_; }

  // Makes the first mark at or behind `at` the next one. REQUIRES: `at` is in the input.
  void seek(const char* at) noexcept;

  // Sees to it that the next kAhead are known.
  void look_ahead() noexcept {
    if (static_cast<std::size_t>(limit_ - next_) < kAhead) find_more();
  }

  // The i-th of the next ones; end() behind the last. REQUIRES: i + what was skipped since look_ahead() < kAhead.
  const char* operator[](std::size_t i) const noexcept { return base_ + next_[i]; }
  void skip(std::size_t n) noexcept { next_ += n; }

  // False: no byte from where seek() went up to the marks known now is >= 0x80.
  bool high() const noexcept { return high_before_ | high_; }

 private:
  static constexpr std::size_t kWindow = 4096;  // bytes looked at in one go: what a first-level cache has room for

  void start_at(const char* at) noexcept;
  void find_more() noexcept;
  void close() noexcept;

  const char* end_;
  const char* base_;     // what the marks count from
  const char* scanned_;  // up to here marks were looked for
  const char* window_;   // where the last window begins
  bool high_before_;     // there is a byte >= 0x80 before it
  bool high_;            // and from there on
  const std::uint32_t* next_;
  const std::uint32_t* limit_;
  std::array<std::uint32_t, kWindow + 2 * kAhead + 64> marks_;  // 64: written in vain behind the last one
};

namespace detail {

// Writes where marks stand in `blocks` times 64 bytes from `at`, counted from at - offset, and returns the end of what
// was written (up to 64 more numbers behind it may be overwritten). high: set if there is a byte >= 0x80.
using FindMarks = std::uint32_t* (*)(const char* at, std::size_t blocks, std::uint32_t offset, std::uint32_t* out,
                                     bool& high) noexcept;

std::uint32_t* find_marks_portable(const char* at, std::size_t blocks, std::uint32_t offset, std::uint32_t* out,
                                   bool& high) noexcept;
#if defined(__x86_64__)
std::uint32_t* find_marks_avx2(const char* at, std::size_t blocks, std::uint32_t offset, std::uint32_t* out,
                               bool& high) noexcept;
std::uint32_t* find_marks_avx512(const char* at, std::size_t blocks, std::uint32_t offset, std::uint32_t* out,
                                 bool& high) noexcept;
bool has_avx2() noexcept;
bool has_avx512() noexcept;
#endif

}  // namespace detail
}  // namespace wirespeed::xml
