#include "wirespeed/column/mapped_memory.hpp"

#include <sys/mman.h>

#include <cstring>
#include <mutex>
#include <new>
#include <vector>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::column {
namespace {

constexpr std::size_t kPage = 4096;
// Memory of this size may be in huge pages, of 2 MiB: a part of one may be wasted at its end.
constexpr std::size_t kWorthHugePages = std::size_t{16} << 20;
// What is kept may be so many times as large as what is asked for.
constexpr std::size_t kMaxWaste = 4;

constexpr std::size_t kMaxKept = 256;

// What was given back.
class Kept {
 public:
  MappedMemory take(std::size_t bytes) noexcept {
    const std::lock_guard lock(mutex_);
    auto best = memory_.end();
    for (auto it = memory_.begin(); it != memory_.end(); ++it) {
      if (it->size < bytes || it->size / kMaxWaste > bytes) continue;
      if (best == memory_.end() || it->size < best->size) best = it;
    }
    if (best == memory_.end()) return {};
    const MappedMemory taken = *best;
    *best = memory_.back();
    memory_.pop_back();
    bytes_ -= taken.size;
    return taken;
  }

  bool give(MappedMemory memory) noexcept {
    const std::lock_guard lock(mutex_);
    if (memory.size > kKeptBytes - bytes_ || memory_.size() == memory_.capacity()) return false;
    memory_.push_back(memory);
    bytes_ += memory.size;
    return true;
  }

  static Kept& instance() {
    static auto* kept = new Kept();  // for ever: buffers may live until after main()
    return *kept;
  }

 private:
  Kept() { memory_.reserve(kMaxKept); }  // so that giving back never allocates

  std::mutex mutex_;
  std::vector<MappedMemory> memory_;
  std::size_t bytes_ = 0;
};

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

}  // namespace wirespeed::column
