// Keys are bytes: a caller who has other things writes them as bytes, in one way only.
#pragma once

#include <cstdint>
#include <string_view>

namespace wirespeed::cache {

// Borrowed, with its hash.
struct Key {
  std::string_view bytes;
  std::uint64_t hash;
};

// By a seed that each process draws anew: keys come from strangers, who must not know which of them meet in a bucket.
Key key_of(std::string_view bytes) noexcept;

}  // namespace wirespeed::cache
