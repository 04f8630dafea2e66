// A request on its way out: its head, and its body as its source gives it, in as few writes as the socket takes.
#pragma once

#include <string>

#include "wirespeed/s3_client/exchange.hpp"
#include "wirespeed/s3_client/transport.hpp"

namespace wirespeed::s3_client {

class RequestWriter {
 public:
  // Fill head() and tell begin() where the body comes from. The memory is kept from request to request.
  std::string& head() noexcept { return head_; }
  void begin(BodySource* body) noexcept;

  bool ended() const noexcept { return ended_; }
  std::uint64_t sent() const noexcept { return sent_; }
  // Nothing more of it is wanted.
  void give_up() noexcept { ended_ = true; }

  // Sends what the connection takes. An error of the source is one that no other attempt helps.
  Outcome<void> send(Transport& transport);

 private:
  Outcome<void> fill(bool tls);
  void advance(std::size_t bytes) noexcept;

  std::string head_;
  std::size_t head_sent_ = 0;
  BodySource* body_ = nullptr;  // until it has given its last piece
  ByteView piece_;
  std::uint64_t sent_ = 0;
  bool ended_ = true;
};

}  // namespace wirespeed::s3_client
