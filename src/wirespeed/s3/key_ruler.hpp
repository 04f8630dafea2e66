// Keys as numbers: how far apart two are, in pages, and which key stands where, so that a key space without directories
// can be listed from several places at once. All of it is guessed from one page; a wrong guess costs a request, no key.
//
//   page       img-00001000 ... img-00001999         a page is 1,000 wide here
//   ahead 4    img-00005999
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wirespeed::s3 {

class KeyRuler {
 public:
  // Measures by the first and the last key of a page; nothing when they are not in this order.
  static std::optional<KeyRuler> measure(std::string_view first, std::string_view last);

  // How many pages lie between; 0 when `high` is not behind `low`.
  double pages_between(std::string_view low, std::string_view high) const noexcept;

  // Whether `key` differs from those of the page only where the ruler looks: else distances to it mean nothing.
  bool reaches(std::string_view key) const noexcept { return key.starts_with(front_); }

  // About the key that stands `pages` behind `low`; nothing when it is beyond what the ruler can say.
  std::optional<std::string> ahead(std::string_view low, double pages) const;

  // A key about in the middle of both.
  std::optional<std::string> middle(std::string_view low, std::string_view high) const;

 private:
  // A place of the key: which characters may stand there, in byte order. One alone is always the same.
  using Place = std::string;

  std::uint64_t value_of(std::string_view key) const noexcept;
  std::string text_of(std::uint64_t value) const;

  std::string front_;  // what all keys begin with
  std::vector<Place> places_;
  std::uint64_t top_ = 1;   // of values, exclusive
  std::uint64_t page_ = 1;  // the width of one
};

}  // namespace wirespeed::s3
