// Where what is read goes.
#pragma once

#include <deque>
#include <span>
#include <vector>

#include "wirespeed/s3/error.hpp"
#include "wirespeed/s3_client/buffers.hpp"

namespace wirespeed::s3_client {

class Placement {
 public:
  virtual ~Placement() = default;
  // Memory for item `index`, once its size is known. It must stay until the operation is gone.
  virtual s3::Outcome<std::span<std::uint8_t>> place(std::size_t index, std::uint64_t bytes) = 0;
};

// Into buffers of its own, which may outlive it.
class IntoArena final : public Placement {
 public:
  explicit IntoArena(std::size_t items) : buffers(items) {}
  s3::Outcome<std::span<std::uint8_t>> place(std::size_t index, std::uint64_t bytes) override;

  std::vector<Buffer> buffers;

 private:
  Arena arena_;
};

// One item, into memory of the caller.
class IntoMemory final : public Placement {
 public:
  explicit IntoMemory(std::span<std::uint8_t> memory) noexcept : memory_(memory) {}
  s3::Outcome<std::span<std::uint8_t>> place(std::size_t index, std::uint64_t bytes) override;

  std::uint64_t received = 0;

 private:
  std::span<std::uint8_t> memory_;
};

// The buffers of a stream: of those that were taken nothing is kept.
class IntoBuffers final : public Placement {
 public:
  s3::Outcome<std::span<std::uint8_t>> place(std::size_t index, std::uint64_t bytes) override;
  // The item behind the one taken last.
  Buffer take();
  std::span<const std::uint8_t> front() const noexcept { return buffers_.front().bytes; }

 private:
  std::deque<Buffer> buffers_;
  std::size_t taken_ = 0;
};

}  // namespace wirespeed::s3_client
