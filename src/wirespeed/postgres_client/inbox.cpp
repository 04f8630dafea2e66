#include "wirespeed/postgres_client/inbox.hpp"

#include "wirespeed/postgres_client/failures.hpp"

namespace wirespeed::postgres_client {
namespace {

using postgres::Outcome;

constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::size_t kMaxMessageBytes = 1 << 20;  // nothing that a login needs comes near

}  // namespace

Outcome<void> Inbox::receive(const Stop& stop) {
  received_.erase(received_.begin(), received_.begin() + static_cast<std::ptrdiff_t>(used_));
  used_ = 0;
  const std::size_t had = received_.size();
  received_.resize(had + kReadBytes);
  const auto n = stream_.read_some(std::span(received_).subspan(had), stop);
  received_.resize(had + n.value_or(0));
  if (!n) return lost(n.error());
  if (*n != 0) return {};
  return lost(
      {Errc::io, fmt::format("log in at {}: the server closed the connection without a word; its log may say why",
                             stream_.peer().text())});
}

Outcome<postgres::Message> Inbox::next(const Stop& stop) {
  for (;;) {
    postgres::MessageReader reader(ByteView(received_).subspan(used_), kMaxMessageBytes);
    if (postgres::Message message; reader.next(message)) {
      used_ += reader.used();
      return message;
    }
    if (reader.is_broken()) return lost(reader.error());
    if (auto ok = receive(stop); !ok) return std::unexpected(std::move(ok).error());
  }
}

std::vector<std::uint8_t> Inbox::take_rest() {
  return {received_.begin() + static_cast<std::ptrdiff_t>(used_), received_.end()};
}

}  // namespace wirespeed::postgres_client
