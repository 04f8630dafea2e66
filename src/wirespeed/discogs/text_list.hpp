// Many short texts in one buffer, and numbers for the distinct ones among many.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/hash.hpp"

namespace wirespeed::discogs {

// Appended to, read by index. End is wide enough for the sum of all lengths: u32 within a batch, u64 over a dump.
template <typename End>
class BasicTextList {
 public:
  void append(std::string_view text) {
    bytes_.append(text);
    ends_.push_back(static_cast<End>(bytes_.size()));
  }

  // The view dies at the next append().
  std::string_view operator[](std::size_t i) const noexcept {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(begin, ends_[i] - begin);
  }

  std::size_t size() const noexcept { return ends_.size(); }

  void clear() noexcept {
    bytes_.clear();
    ends_.clear();
  }

 private:
  std::string bytes_;
  std::vector<End> ends_;
};

using TextList = BasicTextList<std::uint32_t>;

// Numbers distinct texts 0, 1, 2, ... in the order of their first appearance.
template <typename List>
class BasicTextCodes {
 public:
  std::uint32_t code(std::string_view text) { return code(text, hash64(bytes_of(text))); }

  // REQUIRES: hash == hash64(bytes_of(text)).
  std::uint32_t code(std::string_view text, std::uint64_t hash) {
    if ((texts_.size() + 1) * 2 > slots_.size()) grow();
    for (std::size_t at = hash & mask();; at = (at + 1) & mask()) {
      Slot& slot = slots_[at];
      if (slot.number == 0) return add(slot, text, hash);
      if (slot.tag == tag_of(hash) && texts_[slot.number - 1] == text) return slot.number - 1;
    }
  }

  const List& texts() const noexcept { return texts_; }
  const std::vector<std::uint64_t>& hashes() const noexcept { return hashes_; }  // by code

  // Forgets the texts, keeps the memory.
  void clear() {
    texts_.clear();
    hashes_.clear();
    slots_.assign(slots_.size(), Slot{});
  }

  // Keeps the texts and gives back what finding them took. No code() may follow.
  void close() {
    slots_ = {};
    hashes_ = {};
  }

 private:
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t number = 0;  // code + 1; 0 where the slot is free
  };

  static std::uint32_t tag_of(std::uint64_t hash) noexcept { return static_cast<std::uint32_t>(hash >> 32); }
  std::size_t mask() const noexcept { return slots_.size() - 1; }

  std::uint32_t add(Slot& slot, std::string_view text, std::uint64_t hash) {
    texts_.append(text);
    hashes_.push_back(hash);
    slot = {tag_of(hash), static_cast<std::uint32_t>(texts_.size())};
    return slot.number - 1;
  }

  void grow() {
    slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, Slot{});
    for (std::size_t i = 0; i < hashes_.size(); ++i) {
      std::size_t at = hashes_[i] & mask();
      while (slots_[at].number != 0) at = (at + 1) & mask();
      slots_[at] = {tag_of(hashes_[i]), static_cast<std::uint32_t>(i + 1)};
    }
  }

  List texts_;
  std::vector<std::uint64_t> hashes_;
  std::vector<Slot> slots_;
};

using TextCodes = BasicTextCodes<TextList>;                         // of a batch
using BigTextCodes = BasicTextCodes<BasicTextList<std::uint64_t>>;  // of a dump

}  // namespace wirespeed::discogs
