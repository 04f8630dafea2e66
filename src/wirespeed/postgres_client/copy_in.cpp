#include "wirespeed/postgres_client/copy_in.hpp"

namespace wirespeed::postgres_client {

// False: there is none, or it cannot be made; the server has been told.
Outcome<bool> CopyIn::next_message() {
  auto message = writer_.next();
  if (!message) {
    refused_ = std::move(message).error();
    if (auto ok = query_.fail_copy("the sender refused a value"); !ok) return std::unexpected(std::move(ok).error());
    return false;
  }
  if (message->empty()) {
    if (auto ok = query_.end_copy(); !ok) return std::unexpected(std::move(ok).error());
    return false;
  }
  unsent_ = *message;
  return true;
}

Outcome<void> CopyIn::send_messages(const Stop& stop) {
  while (!is_sent_) {
    if (auto ok = query_.connection().channel().send(unsent_, stop); !ok) return ok;
    // The server may have refused already; it passes over what still comes.
    auto goes_on = query_.take_answers();
    if (goes_on && *goes_on) goes_on = next_message();
    if (!goes_on) return std::unexpected(std::move(goes_on).error());
    is_sent_ = !*goes_on;
  }
  return {};
}

Outcome<void> CopyIn::send(const Stop& stop) {
  if (auto ok = send_messages(stop); !ok) return ok;
  auto ended = query_.finish(stop);
  if (ended || !refused_ || ended.error().kind != Error::Kind::server) return ended;
  return std::unexpected(Error(*refused_));
}

}  // namespace wirespeed::postgres_client
