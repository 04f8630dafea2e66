// When Python's garbage collector may run while a native loop makes objects by the thousand.
//
// Since 3.12 it runs only between the steps of Python code. Before, it runs in the middle of any allocation, again and
// again over objects that were made a moment ago and are all alive: it was two thirds of the time that 10,000 nodes
// took. A pause gives older Pythons the newer rule. While it lasts the interpreter is never left, so that nobody else
// can see or change the collector's switch; code that calls back into Python opens an interval.
#pragma once

#include <Python.h>

namespace wirespeed::python {

#if PY_VERSION_HEX < 0x030C0000

class CollectorPause {
 public:
  CollectorPause() noexcept : own_(PyGC_Disable() != 0) { off_ = off_ || own_; }
  CollectorPause(const CollectorPause&) = delete;
  CollectorPause& operator=(const CollectorPause&) = delete;
  ~CollectorPause() {
    if (!own_ || !off_) return;
    off_ = false;
    PyGC_Enable();
  }

  // Python code may run here: the collector is as it was before the pause.
  class Interval {
   public:
    Interval() noexcept : paused_(off_) {
      off_ = false;
      if (paused_) PyGC_Enable();
    }
    Interval(const Interval&) = delete;
    Interval& operator=(const Interval&) = delete;
    ~Interval() {
      if (paused_) off_ = PyGC_Disable() != 0;
    }

   private:
    bool paused_;
  };

 private:
  static inline bool off_ = false;  // by a pause; guarded by the GIL
  bool own_;
};

#else

struct CollectorPause {
  CollectorPause() noexcept {}
  struct Interval {
    Interval() noexcept {}
  };
};

#endif

}  // namespace wirespeed::python
