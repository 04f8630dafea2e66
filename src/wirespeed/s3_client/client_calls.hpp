// What the parts of Client share (client_*.cpp).
#pragma once

#include "wirespeed/s3_client/client.hpp"

namespace wirespeed::s3_client {

// Makes a call of one request, whose steps put into `result` what they give.
template <typename T>
Outcome<T> Client::made_by(CallSteps steps, T& result, const Stop& stop) {
  Call call(std::move(steps));
  if (auto ran = run(call, stop); !ran) return std::unexpected(std::move(ran).error());
  return std::move(result);
}

}  // namespace wirespeed::s3_client
