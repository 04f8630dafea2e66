// A name in, its folded words out; one object serves many names without allocating.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::search {

class WordReader {
 public:
  // Forgets the name before. A name without any word is one word as it is written (see fold.hpp); one of white space
  // alone has none.
  void read(std::string_view name);

  // Valid until the next read(); kReadableAfter bytes behind each word may be loaded.
  std::span<const std::string_view> words() const noexcept { return words_; }
  static constexpr std::size_t kReadableAfter = 8;

  // The words with one space between two.
  std::string_view text() const noexcept { return {text_.get(), static_cast<std::size_t>(end_ - text_.get())}; }

  // Code points of text().
  std::uint32_t length() const noexcept { return length_; }

 private:
  void reserve(std::size_t name_bytes);
  void append_letter(char32_t folded);
  std::size_t read_other(std::string_view rest);
  void end_word();
  void take_as_written(std::string_view name);

  std::unique_ptr<char[]> text_;
  std::size_t capacity_ = 0;
  char* word_ = nullptr;  // where the current word began
  char* end_ = nullptr;
  std::uint32_t length_ = 0;
  std::vector<std::string_view> words_;
};

}  // namespace wirespeed::search
