#include "interrupt.hpp"

#include <csignal>

namespace discography {
namespace {

wirespeed::CancelToken token;

extern "C" void on_signal(int number) {
  token.cancel();
  std::signal(number, SIG_DFL);
}

}  // namespace

wirespeed::Stop stop_on_signal() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  return {.deadline = std::nullopt, .cancel = &token};
}

bool interrupted() noexcept { return token.cancelled(); }

}  // namespace discography
