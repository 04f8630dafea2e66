#include "wirespeed/column/mapped_memory.hpp"

#include <sys/mman.h>

#include <cstring>
#include <mutex>
#include <new>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/fork.hpp"

namespace wirespeed::column {
namespace {

constexpr std::size_t kPage = 4096;
// Memory of this size may be in huge pages, of 2 MiB: a part of one may be wasted at its end.
constexpr std::size_t kWorthHugePages = std::size_t{16} << 20;
// What is kept may be so many times as large as what is asked for.
constexpr std::size_t kMaxWaste = 4;

constexpr std::size_t kMaxBlocks = 256;

// What was given back, up to a bound. Not thread-safe.
class Blocks {
 public:
  explicit Blocks(std::size_t bound) : bound_(bound) { blocks_.reserve(kMaxBlocks); }  // giving back never allocates

  MappedMemory take(std::size_t bytes) noexcept {
    auto best = blocks_.end();
    for (auto it = blocks_.begin(); it != blocks_.end(); ++it) {
      if (it->size < bytes || it->size / kMaxWaste > bytes) continue;
      if (best == blocks_.end() || it->size < best->size) best = it;
    }
    if (best == blocks_.end()) return {};
    const MappedMemory taken = *best;
    *best = blocks_.back();
    blocks_.pop_back();
    bytes_ -= taken.size;
    return taken;
  }

  bool give(MappedMemory memory) noexcept {
    if (memory.size > bound_ - bytes_ || blocks_.size() == kMaxBlocks) return false;
    blocks_.push_back(memory);
    bytes_ += memory.size;
    return true;
  }

 private:
  std::size_t bound_;
  std::vector<MappedMemory> blocks_;
  std::size_t bytes_ = 0;
};

class Kept {
 public:
  MappedMemory take(std::size_t bytes) noexcept {
    const std::lock_guard lock(mutex_);
    const MappedMemory kept = kept_.take(bytes);
    return kept.data != nullptr ? kept : lent_.take(bytes);
  }
  bool give(MappedMemory memory) noexcept {
    const std::lock_guard lock(mutex_);
    return kept_.give(memory);
  }
  // REQUIRES: the system may have its pages
  bool lend(MappedMemory memory) noexcept {
    const std::lock_guard lock(mutex_);
    return lent_.give(memory);
  }

  static Kept& instance() {
    static auto* kept = new Kept();  // for ever: buffers may live until after main()
    return *kept;
  }

 private:
  ForkMutex mutex_;
  Blocks kept_{kKeptBytes};
  Blocks lent_{kLentBytes};
};

// Made before there are threads: the child of a fork amid the first call would wait for ever for who was making it.
[[maybe_unused]] const Kept& made_at_load = Kept::instance();

MappedMemory checked(void* memory, std::size_t bytes) {
  if (memory == MAP_FAILED) throw std::bad_alloc();
  if (bytes >= kWorthHugePages) (void)madvise(memory, bytes, MADV_HUGEPAGE);
  return {static_cast<std::uint8_t*>(memory), bytes};
}

}  // namespace

MappedMemory take_mapped(std::size_t bytes) {
  const MappedMemory kept = Kept::instance().take(bytes);
  if (kept.data != nullptr) return kept;
  bytes = align_up(bytes, kPage);
  return checked(mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), bytes);
}

MappedMemory grow_mapped(MappedMemory memory, std::size_t bytes) {
  if (const MappedMemory kept = Kept::instance().take(bytes); kept.data != nullptr) {
    std::memcpy(kept.data, memory.data, memory.size);
    give_back(memory);
    return kept;
  }
  bytes = align_up(bytes, kPage);
  return checked(mremap(memory.data, memory.size, bytes, MREMAP_MAYMOVE), bytes);
}

void give_back(MappedMemory memory) noexcept {
  if (!Kept::instance().give(memory)) (void)munmap(memory.data, memory.size);
}

void lend_back(MappedMemory memory) noexcept {
  if (Kept::instance().give(memory)) return;
  const bool may_go = madvise(memory.data, memory.size, MADV_FREE) == 0;
  if (!may_go || !Kept::instance().lend(memory)) (void)munmap(memory.data, memory.size);
}

}  // namespace wirespeed::column
