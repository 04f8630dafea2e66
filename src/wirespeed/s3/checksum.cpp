#include "wirespeed/s3/checksum.hpp"

#include <openssl/evp.h>

#include <array>
#include <new>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/s3/crc.hpp"
#include "wirespeed/s3/encoding.hpp"

namespace wirespeed::s3 {

struct Checksum::Digest {
  EVP_MD_CTX* context = ::EVP_MD_CTX_new();

  explicit Digest(const EVP_MD* kind) {
    if (context == nullptr || ::EVP_DigestInit_ex(context, kind, nullptr) != 1) throw std::bad_alloc();
  }
  ~Digest() { ::EVP_MD_CTX_free(context); }
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;
};

Checksum::Checksum(ChecksumAlgorithm algorithm) : algorithm_(algorithm) {
  if (algorithm == ChecksumAlgorithm::sha1) digest_ = std::make_unique<Digest>(::EVP_sha1());
  if (algorithm == ChecksumAlgorithm::sha256) digest_ = std::make_unique<Digest>(::EVP_sha256());
}
Checksum::~Checksum() = default;
Checksum::Checksum(Checksum&&) noexcept = default;
Checksum& Checksum::operator=(Checksum&&) noexcept = default;

void Checksum::update(ByteView bytes) noexcept {
  if (digest_) {
    ::EVP_DigestUpdate(digest_->context, bytes.data(), bytes.size());
  } else {
    crc_ = crc_of(algorithm_, crc_, bytes);
  }
}

std::string Checksum::finish() {
  if (!digest_) return crc_text(algorithm_, crc_);
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> value{};
  unsigned size = 0;
  ::EVP_DigestFinal_ex(digest_->context, value.data(), &size);
  return to_base64(ByteView(value).first(size));
}

std::string checksum_of(ChecksumAlgorithm algorithm, ByteView bytes) {
  Checksum checksum(algorithm);
  checksum.update(bytes);
  return checksum.finish();
}

std::string content_md5_of(ByteView bytes) {
  std::array<std::uint8_t, 16> value{};
  if (::EVP_Digest(bytes.data(), bytes.size(), value.data(), nullptr, ::EVP_md5(), nullptr) != 1) return {};
  return to_base64(value);
}

std::uint64_t crc_of(ChecksumAlgorithm algorithm, std::uint64_t crc, ByteView bytes) noexcept {
  if (algorithm == ChecksumAlgorithm::crc64nvme) return crc64nvme(crc, bytes);
  const auto narrow = static_cast<std::uint32_t>(crc);
  return algorithm == ChecksumAlgorithm::crc32 ? crc32(narrow, bytes) : crc32c(narrow, bytes);
}

std::uint64_t combine_crcs(ChecksumAlgorithm algorithm, std::uint64_t first, std::uint64_t second,
                           std::uint64_t bytes_of_second) noexcept {
  if (algorithm == ChecksumAlgorithm::crc64nvme) return combine_crc64nvme(first, second, bytes_of_second);
  const auto one = static_cast<std::uint32_t>(first);
  const auto two = static_cast<std::uint32_t>(second);
  return algorithm == ChecksumAlgorithm::crc32 ? combine_crc32(one, two, bytes_of_second)
                                               : combine_crc32c(one, two, bytes_of_second);
}

std::string crc_text(ChecksumAlgorithm algorithm, std::uint64_t crc) {
  std::array<std::uint8_t, 8> value{};
  store_be(value.data(), crc);
  return to_base64(ByteView(value).last(size_of(algorithm)));
}

}  // namespace wirespeed::s3
