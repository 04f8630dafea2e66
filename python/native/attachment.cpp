#include "attachment.hpp"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

std::atomic<unsigned> attaching{0};  // threads that have found themselves not left behind, and wait
std::atomic<bool> is_ending{false};
std::atomic<std::thread::id> ending_thread{};

// Of one attempt to attach.
class Attaching {
 public:
  Attaching() noexcept {
    attaching.fetch_add(1);
    if (!is_left_behind()) return;
    attaching.fetch_sub(1);
    sleep_for_good();
  }
  Attaching(const Attaching&) = delete;
  Attaching& operator=(const Attaching&) = delete;
  ~Attaching() { attaching.fetch_sub(1); }
};

}  // namespace

void sleep_for_good() noexcept {
  for (;;) ::pause();
}

bool is_left_behind() noexcept { return is_ending.load() && ending_thread.load() != std::this_thread::get_id(); }

void leave_others_behind() {
  ending_thread.store(std::this_thread::get_id());
  is_ending.store(true);
  const Detached detached;
  while (attaching.load() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

Detached::~Detached() {
  const Attaching one;
  PyEval_RestoreThread(state_);
}

Attached::Attached() noexcept {
  const Attaching one;
  state_ = PyGILState_Ensure();
}

void bind_attachment(nb::module_& m) {
  ::pthread_atfork(nullptr, nullptr, [] { attaching.store(0); });  // those threads are the parent's
  m.def("_leave_other_threads_behind", leave_others_behind);
  nb::module_::import_("atexit").attr("register")(m.attr("_leave_other_threads_behind"));
}

}  // namespace wirespeed::python
