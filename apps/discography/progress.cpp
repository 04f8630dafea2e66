#include "progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "output.hpp"

namespace discography {
namespace {

constexpr std::chrono::milliseconds kTerminalInterval{100};
constexpr std::chrono::milliseconds kPlainInterval{5000};
constexpr int kBarCells = 28;
constexpr const char* kClearLine = "\r\x1b[K";

std::string bar(double fraction) {
  const int full = static_cast<int>(std::clamp(fraction, 0.0, 1.0) * kBarCells);
  return "[" + std::string(static_cast<std::size_t>(full), '#') +
         std::string(static_cast<std::size_t>(kBarCells - full), ' ') + "]";
}

std::string describe(const ProgressState& state, bool with_bar) {
  std::string line = state.stage;
  if (state.fraction >= 0) {
    if (with_bar) line += ' ' + bar(state.fraction);
    line += fmt::format(" {:.0f} %", state.fraction * 100);
  }
  if (!state.detail.empty()) line += "  " + state.detail;
  if (state.seconds_left >= 0) line += "  " + human_seconds(state.seconds_left) + " left";
  return line;
}

}  // namespace

ProgressDisplay::ProgressDisplay(std::function<ProgressState()> look)
    : look_(std::move(look)), is_terminal_(::isatty(STDERR_FILENO) == 1), thread_([this] { run(); }) {}

ProgressDisplay::~ProgressDisplay() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  thread_.join();
  clear();
}

void ProgressDisplay::run() {
  const auto interval = is_terminal_ ? kTerminalInterval : kPlainInterval;
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, interval, [this] { return ended_; })) show(look_());
}

void ProgressDisplay::show(const ProgressState& state) {
  if (is_terminal_) {
    fmt::print(stderr, "{}{}", kClearLine, describe(state, true));
  } else {
    fmt::print(stderr, "{}\n", describe(state, false));
  }
  std::fflush(stderr);
}

void ProgressDisplay::clear() {
  if (is_terminal_) fmt::print(stderr, "{}", kClearLine);
}

}  // namespace discography
