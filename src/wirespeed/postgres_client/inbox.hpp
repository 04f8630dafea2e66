// Messages of a connection's beginning, where they are few and short.
#pragma once

#include <vector>

#include "wirespeed/net/stream.hpp"
#include "wirespeed/postgres/error.hpp"
#include "wirespeed/postgres/message.hpp"

namespace wirespeed::postgres_client {

class Inbox {
 public:
  explicit Inbox(net::Stream& stream) noexcept : stream_(stream) {}

  // Waits for one. Its body lives until the next call.
  postgres::Outcome<postgres::Message> next(const Stop& stop);
  // What has come and was not given out.
  std::vector<std::uint8_t> take_rest();

 private:
  postgres::Outcome<void> receive(const Stop& stop);

  net::Stream& stream_;
  std::vector<std::uint8_t> received_;
  std::size_t used_ = 0;
};

}  // namespace wirespeed::postgres_client
