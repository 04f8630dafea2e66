// SHA-256 (OpenSSL) for content, XXH3 for checksums and tables.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed {

using Sha256Digest = std::array<std::uint8_t, 32>;

// One context, fetched once and used again: a new one for each record would cost more than the hash.
// Not thread-safe; one for each thread.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(ByteView bytes) noexcept;
  Sha256Digest finish() noexcept;  // and starts anew

  // The digest of `bytes` alone. REQUIRES: no update() is pending.
  Sha256Digest digest(ByteView bytes) noexcept;

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

// 64 lower-case digits.
std::string to_hex(const Sha256Digest& digest);

std::uint64_t hash64(ByteView bytes) noexcept;  // XXH3

// The same over bytes that come in parts.
class Hash64 {
 public:
  Hash64();
  ~Hash64();
  Hash64(const Hash64&) = delete;
  Hash64& operator=(const Hash64&) = delete;

  void update(ByteView bytes) noexcept;
  std::uint64_t finish() const noexcept;  // of all bytes so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wirespeed
