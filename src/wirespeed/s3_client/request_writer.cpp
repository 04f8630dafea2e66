#include "wirespeed/s3_client/request_writer.hpp"

#include <algorithm>
#include <array>

namespace wirespeed::s3_client {
namespace {

constexpr std::size_t kRecord = 16 * 1024;  // of TLS: what fits into one beside the head costs no other

iovec iovec_of(ByteView bytes) noexcept { return {const_cast<std::uint8_t*>(bytes.data()), bytes.size()}; }

}  // namespace

void RequestWriter::begin(BodySource* body) noexcept {
  head_sent_ = 0;
  body_ = body;
  piece_ = {};
  sent_ = 0;
  ended_ = false;
}

// The next piece, when there is none.
Outcome<void> RequestWriter::fill(bool tls) {
  if (!piece_.empty() || body_ == nullptr) return {};
  auto piece = body_->next();
  if (!piece) return std::unexpected(s3::Error(std::move(piece).error()));
  piece_ = *piece;
  if (piece_.empty()) body_ = nullptr;
  if (tls && head_sent_ == 0 && !piece_.empty() && head_.size() + piece_.size() <= kRecord) {
    head_.append(text_of(piece_));
    piece_ = {};
  }
  return {};
}

Outcome<void> RequestWriter::send(Transport& transport) {
  while (transport.may_write()) {
    if (auto ok = fill(transport.tls() != nullptr); !ok) return ok;
    const ByteView head = bytes_of(head_).subspan(head_sent_);
    std::array<iovec, 2> parts{iovec_of(head), iovec_of(piece_)};
    const std::size_t first = head.empty() ? 1 : 0;
    const std::size_t last = piece_.empty() ? 1 : 2;
    if (first == last) {
      ended_ = true;
      return {};
    }
    const auto n = transport.write(std::span(parts).subspan(first, last - first));
    if (!n) return std::unexpected(s3::Error(n.error(), s3::Error::Kind::unavailable, s3::Retry::soon));
    advance(*n);
    if (body_ != nullptr || head_sent_ < head_.size() || !piece_.empty()) continue;
    ended_ = true;
    return {};
  }
  return {};
}

void RequestWriter::advance(std::size_t bytes) noexcept {
  sent_ += bytes;
  const std::size_t of_head = std::min(bytes, head_.size() - head_sent_);
  head_sent_ += of_head;
  piece_ = piece_.subspan(bytes - of_head);
}

}  // namespace wirespeed::s3_client
