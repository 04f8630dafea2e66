// How far a long command is, on stderr: a bar on a terminal, a plain line now and then elsewhere.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace discography {

// What a display is made from; taken afresh for each.
struct ProgressState {
  std::string stage;         // "reading"
  double fraction = -1;      // of the stage, 0..1; below 0 where nobody knows
  std::string detail{};      // "1,234,567 records, 110,000/s"
  double seconds_left = -1;  // below 0 where nobody knows
};

// Shows what `look` says until it is destroyed. `look` is called on another thread.
class ProgressDisplay {
 public:
  explicit ProgressDisplay(std::function<ProgressState()> look);
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

 private:
  void run();
  void show(const ProgressState& state);
  void clear();

  std::function<ProgressState()> look_;
  bool is_terminal_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  std::jthread thread_;
};

}  // namespace discography
