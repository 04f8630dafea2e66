// What every other binding shares: the version, and the token that cancels a long call from another thread.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>

#include <thread>

#include "run_native.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

Result<bool> wait_for(const CancelToken& token, const Stop& stop) {
  while (!token.cancelled()) {
    auto go_on = stop.check("wait for a cancel");
    if (!go_on && go_on.error().code == Errc::deadline) return false;
    if (!go_on) return std::unexpected(std::move(go_on).error());
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

bool wait(const CancelToken& token, std::optional<double> timeout_s) {
  return run_job({timeout_s}, [&](const Stop& stop) { return wait_for(token, stop); });
}

}  // namespace

void bind_base(nb::module_& m) {
  m.attr("version") = WIRESPEED_VERSION;
  nb::class_<CancelToken>(m, "CancelToken",
                          "Ends long calls from another thread.\n\n"
                          "Hand one to any number of calls as ``cancel=``; ``cancel()`` makes each raise\n"
                          "CancelledError within milliseconds. It is set once and never cleared.")
      .def(nb::init<>())
      .def("cancel", &CancelToken::cancel, "Ask every call that holds this token to end.")
      .def_prop_ro("cancelled", &CancelToken::cancelled, "Whether cancel() was called.")
      .def("wait", wait, "timeout"_a = nb::none(),
           "Wait for cancel(): True when it came, False when ``timeout`` seconds passed without it.");
}

}  // namespace wirespeed::python
