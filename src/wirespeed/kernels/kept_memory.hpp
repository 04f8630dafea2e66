// Large memory that is kept from call to call, since a page costs more when it is new than what is written to it.
#pragma once

#include <cstddef>

namespace wirespeed::kernels {

// From so many bytes on memory is worth being kept; what is smaller is the heap's.
inline constexpr std::size_t kWorthKeeping = std::size_t{256} << 10;

// They hold anything, and are aligned to 64. Throws std::bad_alloc. Any thread may call these.
void* take_kept(std::size_t bytes);
// REQUIRES of both: take_kept() gave it
void give_kept(void* memory) noexcept;
std::size_t kept_size(const void* memory) noexcept;  // what it has room for, which may be more than was asked for

}  // namespace wirespeed::kernels
