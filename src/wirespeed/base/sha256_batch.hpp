// SHA-256 of many short messages. One message after the other leaves most of a core idle, as each round waits for the
// one before; several at once do not. With AVX-512 these are sixteen, with SHA-NI two; OpenSSL does it elsewhere.
#pragma once

#include <span>

#include "wirespeed/base/hash.hpp"

namespace wirespeed {

// digests[i] becomes the SHA-256 of messages[i]. `sha` is for CPUs that have neither. REQUIRES: as many digests as
// messages; no update() of `sha` is pending.
void sha256_batch(std::span<const ByteView> messages, std::span<Sha256Digest> digests, Sha256& sha);

// How many bytes of messages are worth gathering for one call.
std::size_t sha256_batch_bytes() noexcept;

}  // namespace wirespeed
