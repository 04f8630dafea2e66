// Where a record's text grows. Appending copies and checks the room once; nothing is allocated but when the whole
// grows.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace wirespeed::discogs::generator {

class XmlBuffer {
 public:
  void clear() noexcept { size_ = 0; }
  std::string_view view() const noexcept { return {bytes_.get(), size_}; }
  std::size_t size() const noexcept { return size_; }
  void cut(std::size_t size) noexcept { size_ = size; }  // REQUIRES: size <= size()

  XmlBuffer& operator<<(std::string_view text) {
    reserve(text.size());
    std::memcpy(bytes_.get() + size_, text.data(), text.size());
    size_ += text.size();
    return *this;
  }

  XmlBuffer& operator<<(char c) {
    reserve(1);
    bytes_[size_++] = c;
    return *this;
  }

  XmlBuffer& operator<<(std::uint64_t number) {
    reserve(kDigits);
    char* begin = bytes_.get() + size_;
    size_ += static_cast<std::size_t>(std::to_chars(begin, begin + kDigits, number).ptr - begin);
    return *this;
  }
  XmlBuffer& operator<<(std::uint32_t number) { return *this << std::uint64_t{number}; }

  // `number` with leading zeros, exactly `width` digits of it. REQUIRES: width <= 20
  XmlBuffer& digits(std::uint64_t number, std::size_t width) {
    reserve(width);
    for (std::size_t i = width; i-- > 0; number /= 10) {
      bytes_[size_ + i] = static_cast<char>('0' + number % 10);
    }
    size_ += width;
    return *this;
  }

 private:
  static constexpr std::size_t kDigits = 20;

  void reserve(std::size_t more) {
    if (capacity_ - size_ < more) grow(more);
  }
  void grow(std::size_t more) {
    const std::size_t wanted = capacity_ * 2 + more + 4096;
    auto bytes = std::make_unique_for_overwrite<char[]>(wanted);
    if (size_ > 0) std::memcpy(bytes.get(), bytes_.get(), size_);
    bytes_ = std::move(bytes);
    capacity_ = wanted;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// A name of at most 254 bytes; what does not fit is left out.
class ShortText {
 public:
  void clear() noexcept { size_ = last_ = 0; }
  std::string_view view() const noexcept { return {bytes_, size_}; }
  std::string_view last_word() const noexcept { return {bytes_ + last_, std::size_t{size_} - last_}; }
  bool empty() const noexcept { return size_ == 0; }
  std::string_view first_letter() const noexcept {  // a reference such as &#233; counts as one
    std::size_t end = size_ > 0 ? 1 : 0;
    if (end != 0 && bytes_[0] == '&') return view().substr(0, view().find(';') + 1);
    while (end < size_ && (static_cast<std::uint8_t>(bytes_[end]) & 0xc0) == 0x80) ++end;
    return {bytes_, end};
  }

  bool add(std::string_view text) noexcept {
    if (text.size() > sizeof bytes_ - size_) return false;
    std::memcpy(bytes_ + size_, text.data(), text.size());
    size_ = static_cast<std::uint8_t>(size_ + text.size());
    return true;
  }
  void add_word(std::string_view word) noexcept {  // with a blank before it
    if (size_ > 0 && word.size() < sizeof bytes_ - size_) add(" ");
    last_ = size_;
    add(word);
  }

 private:
  std::uint8_t size_ = 0, last_ = 0;
  char bytes_[254];
};

}  // namespace wirespeed::discogs::generator
