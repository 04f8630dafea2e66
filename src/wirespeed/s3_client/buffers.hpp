// Memory that answers are received into, and that callers keep as long as they like.
#pragma once

#include <memory>
#include <span>

#include "wirespeed/column/mapped_memory.hpp"

namespace wirespeed::s3_client {

// Pages, given back for the next answer when nobody holds them any more: new ones cost more than what is received.
class Slab {
 public:
  explicit Slab(std::size_t bytes) : memory_(column::take_mapped(bytes)) {}
  Slab(const Slab&) = delete;
  Slab& operator=(const Slab&) = delete;
  ~Slab() { column::lend_back(memory_); }

  std::uint8_t* data() const noexcept { return memory_.data; }
  std::size_t size() const noexcept { return memory_.size; }

 private:
  column::MappedMemory memory_;
};

// A piece of a slab, which it keeps.
struct Buffer {
  std::shared_ptr<const Slab> slab;
  std::span<std::uint8_t> bytes;
};

// Buffers of many sizes: they share slabs, which live as long as the last buffer in them. Slabs grow with what is
// taken, since large ones come in large pages, of which each costs a fraction of 512 small ones. Throws std::bad_alloc.
class Arena {
 public:
  Buffer take(std::size_t bytes);

 private:
  static constexpr std::size_t kFirstSlab = std::size_t{1} << 20;
  static constexpr std::size_t kLargestSlab = std::size_t{32} << 20;

  std::shared_ptr<const Slab> slab_;
  std::size_t used_ = 0;
  std::size_t next_slab_ = kFirstSlab;
};

}  // namespace wirespeed::s3_client
