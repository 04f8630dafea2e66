// Pages of large buffers. What is given back is kept for the next buffer, up to a bound, since a page costs more when
// it is new than what is written to it. Those that grow do it into kept memory, too: else it would lie beside them, and
// both count. Where none fits they grow where they are, or move without being copied.
#pragma once

#include <cstdint>

namespace wirespeed::column {

struct MappedMemory {
  std::uint8_t* data = nullptr;
  std::size_t size = 0;
};

// At least so many bytes; they hold anything. Throws std::bad_alloc, as does the next. Any thread may call these.
MappedMemory take_mapped(std::size_t bytes);
MappedMemory grow_mapped(MappedMemory memory, std::size_t bytes);  // what is there stays
void give_back(MappedMemory memory) noexcept;
// Keeps more: what is beyond the bound stays, too, but the system may have its pages whenever it is short of memory.
// Until it wants them they count as the process's own.
void lend_back(MappedMemory memory) noexcept;

// How much is kept at most, in all, and how much besides with the system's leave.
inline constexpr std::size_t kKeptBytes = std::size_t{64} << 20;
inline constexpr std::size_t kLentBytes = std::size_t{2} << 30;

}  // namespace wirespeed::column
