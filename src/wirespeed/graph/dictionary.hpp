// Distinct texts and their codes: roles, formats, countries.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

// Codes are given in the order of first sight. Columns written with a dictionary store ranks in text order instead, so
// a file does not depend on which thread saw a text first. Not thread-safe.
class Dictionary {
 public:
  Dictionary() = default;
  Dictionary(Dictionary&&) noexcept = default;
  Dictionary& operator=(Dictionary&&) noexcept = default;

  // The code of `text`, a new one if it was never seen.
  std::uint32_t intern(std::string_view text);

  std::size_t size() const noexcept { return texts_.size(); }
  // REQUIRES: code < size(). Valid as long as the dictionary.
  std::string_view text(std::uint32_t code) const { return texts_[code]; }

  // By code: the place of its text among all texts in ascending byte order.
  std::vector<std::uint32_t> ranks() const;

 private:
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, std::uint32_t> codes_;
};

}  // namespace wirespeed::graph
