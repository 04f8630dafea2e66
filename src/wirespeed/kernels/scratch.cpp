#include "wirespeed/kernels/scratch.hpp"

namespace wirespeed::kernels {
namespace {

constexpr std::size_t kKeptBytes = std::size_t{1} << 20;  // of each buffer, for each thread

template <typename Vector>
void trim_one(Vector& vector) noexcept {
  if (vector.capacity() * sizeof(typename Vector::value_type) > kKeptBytes) Vector().swap(vector);
}

}  // namespace

Scratch& Scratch::mine() noexcept {
  thread_local Scratch scratch;
  return scratch;
}

void Scratch::trim() noexcept {
  trim_one(words);
  trim_one(packed);
  trim_one(first);
  trim_one(key_first);
  trim_one(key_codes);
  trim_one(part_first);
  trim_one(part_codes);
  trim_one(direct);
  trim_one(text_slots);
  trim_one(short_texts);
  trim_one(buckets);
  trim_one(lines);
  trim_one(slots);
  trim_one(known);
}

}  // namespace wirespeed::kernels
