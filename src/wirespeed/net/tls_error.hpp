// What OpenSSL has to say for itself.
#pragma once

#include <string>

namespace wirespeed::net {

// The oldest of this thread's reasons; the queue is empty after it.
std::string openssl_reason();

}  // namespace wirespeed::net
