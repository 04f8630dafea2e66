#include "wirespeed/base/hash.hpp"

#include <openssl/evp.h>
#include <xxhash.h>

#include <new>

namespace wirespeed {

struct Sha256::Context {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* state = EVP_MD_CTX_new();

  Context() {
    if (algorithm == nullptr || state == nullptr) throw std::bad_alloc();
    EVP_DigestInit_ex2(state, algorithm, nullptr);
  }
  ~Context() {
    EVP_MD_CTX_free(state);
    EVP_MD_free(algorithm);
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(ByteView bytes) noexcept { EVP_DigestUpdate(context_->state, bytes.data(), bytes.size()); }

Sha256Digest Sha256::finish() noexcept {
  Sha256Digest digest;
  EVP_DigestFinal_ex(context_->state, digest.data(), nullptr);
  EVP_DigestInit_ex2(context_->state, nullptr, nullptr);
  return digest;
}

Sha256Digest Sha256::digest(ByteView bytes) noexcept {
  update(bytes);
  return finish();
}

std::string to_hex(const Sha256Digest& digest) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const std::uint8_t byte : digest) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

std::uint64_t hash64(ByteView bytes) noexcept { return XXH3_64bits(bytes.data(), bytes.size()); }

struct Hash64::State {
  XXH3_state_t state;
};

Hash64::Hash64() : state_(std::make_unique<State>()) { XXH3_64bits_reset(&state_->state); }
Hash64::~Hash64() = default;

void Hash64::update(ByteView bytes) noexcept { XXH3_64bits_update(&state_->state, bytes.data(), bytes.size()); }

std::uint64_t Hash64::finish() const noexcept { return XXH3_64bits_digest(&state_->state); }

}  // namespace wirespeed
