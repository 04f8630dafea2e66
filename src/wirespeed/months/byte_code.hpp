// Numbers and texts as bytes: what the files of this module are made of.
//
//   number: 7 bits a byte, the lowest first, the top bit set on all but the last
//   text:   its length as a number, its bytes
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wirespeed::months {

class ByteEncoder {
 public:
  explicit ByteEncoder(std::string& out) : out_(&out) {}

  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_->push_back(static_cast<char>(value | 0x80));
    out_->push_back(static_cast<char>(value));
  }
  void text(std::string_view value) {
    number(value.size());
    out_->append(value);
  }

 private:
  std::string* out_;
};

// Reads past the end and lengths that lie make it fail; it then gives zeros and empty texts. Texts are borrowed.
class ByteDecoder {
 public:
  explicit ByteDecoder(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    return broken();
  }
  std::string_view text() {
    const std::uint64_t size = number();
    if (size > rest_.size()) {
      broken();
      return {};
    }
    const std::string_view value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }
  // How many items follow; none has less than a byte.
  std::size_t count() {
    const std::uint64_t items = number();
    return items <= rest_.size() ? items : broken();
  }

  bool ok() const noexcept { return ok_; }
  bool at_end() const noexcept { return rest_.empty(); }

 private:
  std::uint64_t broken() {
    ok_ = false;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace wirespeed::months
