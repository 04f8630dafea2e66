// SHA-256 of many short messages. One message after the other leaves half of a core's SHA units idle, as each round
// waits for the one before; where the CPU has SHA-NI two messages go through at once. OpenSSL does it elsewhere.
#pragma once

#include <span>

#include "wirespeed/base/hash.hpp"

namespace wirespeed {

// digests[i] becomes the SHA-256 of messages[i]. `sha` is for CPUs without SHA-NI. REQUIRES: as many digests as
// messages; no update() of `sha` is pending.
void sha256_batch(std::span<const ByteView> messages, std::span<Sha256Digest> digests, Sha256& sha);

namespace detail {

bool has_sha_ni() noexcept;

// REQUIRES: has_sha_ni().
void sha256_in_pairs(std::span<const ByteView> messages, std::span<Sha256Digest> digests) noexcept;

}  // namespace detail
}  // namespace wirespeed
