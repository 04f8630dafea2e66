// What is uploaded, part by part.
#pragma once

#include <optional>

#include "wirespeed/s3/error.hpp"
#include "wirespeed/s3_client/buffers.hpp"

namespace wirespeed::s3_client {

class PartSource {
 public:
  virtual ~PartSource() = default;
  // The next `bytes`; fewer only at the end, none after it. Called by the thread that runs the engine.
  virtual s3::Outcome<Buffer> next(std::uint64_t bytes) = 0;
  // How much there is in all, where that is known.
  virtual std::optional<std::uint64_t> size() const { return std::nullopt; }
  // Whether what it gives is kept for it alone, so that memory grows with the parts under way.
  virtual bool makes_copies() const { return true; }
};

// Bytes of the caller, who keeps them.
class MemoryParts final : public PartSource {
 public:
  explicit MemoryParts(std::span<std::uint8_t> bytes) noexcept : left_(bytes), size_(bytes.size()) {}
  s3::Outcome<Buffer> next(std::uint64_t bytes) override;
  std::optional<std::uint64_t> size() const override { return size_; }
  bool makes_copies() const override { return false; }

 private:
  std::span<std::uint8_t> left_;
  std::uint64_t size_;
};

// What a descriptor reads, which the caller keeps open: a file, a pipe.
class FileParts final : public PartSource {
 public:
  // Asks the system how much a file has left.
  explicit FileParts(int descriptor) noexcept;
  FileParts(int descriptor, std::optional<std::uint64_t> size) noexcept : descriptor_(descriptor), size_(size) {}
  s3::Outcome<Buffer> next(std::uint64_t bytes) override;
  std::optional<std::uint64_t> size() const override { return size_; }

 private:
  int descriptor_;
  std::optional<std::uint64_t> size_;
};

}  // namespace wirespeed::s3_client
