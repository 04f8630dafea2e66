// Text of any layout as string_views: bytes as they lie, characters of 32 bits as UTF-8.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "wirespeed/kernels/word_reader.hpp"

namespace wirespeed::kernels {

// Where text lies that had to be written anew; what it gave stays until it is cleared.
class TextArena {
 public:
  // Room for `bytes`; keep() says how many of them were used.
  char* room(std::size_t bytes);
  void keep(std::size_t bytes) noexcept { used_ += bytes; }

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t used_ = 0;
  std::size_t size_ = 0;
};

class TextReader {
 public:
  // REQUIRES: kind_of(column) is text
  explicit TextReader(const column::ArrayView& column);

  std::size_t size() const noexcept { return static_cast<std::size_t>(column_.length); }
  const Presence& presence() const noexcept { return presence_; }

  // Of a null: no data. What is made for it lies in `arena`.
  void read(std::size_t begin, std::size_t count, std::string_view* texts, TextArena& arena) const;

 private:
  void read_values(std::size_t begin, std::size_t count, std::string_view* texts, TextArena& arena) const;

  column::ArrayView column_;
  Presence presence_;
  TextArena dictionary_arena_;
  std::vector<std::string_view> dictionary_;
};

// `characters` (any number of UCS-4, zeros at the end do not count) as UTF-8; what is no character keeps a form of its
// own, so that different text stays different.
std::string_view utf8_of(const std::uint8_t* characters, std::size_t count, TextArena& arena);

}  // namespace wirespeed::kernels
