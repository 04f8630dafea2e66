#include "wirespeed/search/word_table.hpp"

#include <cstring>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::search {
namespace {

constexpr std::size_t kFirstSlots = 1 << 10;
constexpr std::size_t kTextPage = 1 << 16;

std::uint64_t mix(std::uint64_t value) noexcept {
  value *= 0x9E3779B97F4A7C15u;
  return value ^ (value >> 32);
}

std::uint64_t head_of(const char* text, std::size_t size) noexcept {
  const auto bytes = load_le<std::uint64_t>(text);
  return size >= 8 ? bytes : bytes & ((std::uint64_t{1} << (8 * size)) - 1);
}

}  // namespace

WordKey WordKey::of(std::string_view word) noexcept {
  const std::uint64_t head = head_of(word.data(), word.size());
  std::uint64_t hash = mix(head + word.size());
  for (std::size_t at = 8; at < word.size(); at += 8) {
    hash = mix(hash ^ head_of(word.data() + at, word.size() - at));
  }
  return {word.data(), static_cast<std::uint32_t>(word.size()), static_cast<std::uint32_t>(mix(hash) >> 16), head};
}

WordTable::WordTable() : slots_(kFirstSlots) {}

bool WordTable::holds(const Slot& slot, const WordKey& key) const noexcept {
  if (slot.hash != key.hash || slot.head != key.head) return false;
  const bool is_short = (key.head >> 56) == 0;  // less than eight bytes: the head is all of it
  return is_short || word(slot.number_plus_1 - 1) == key.word();
}

std::uint32_t WordTable::count(const WordKey& key) {
  for (std::size_t at = key.hash & mask();; at = (at + 1) & mask()) {
    Slot& slot = slots_[at];
    if (slot.number_plus_1 == 0) return add(slot, key);
    if (!holds(slot, key)) continue;
    ++words_[slot.number_plus_1 - 1].count;
    return slot.number_plus_1 - 1;
  }
}

std::uint32_t WordTable::add(Slot& slot, const WordKey& key) {
  const std::uint32_t number = size();
  words_.push_back({keep(key.word()), key.size, 1});
  slot = {key.head, key.hash, number + 1};
  if (words_.size() * 3 > slots_.size() * 2) grow();
  return number;
}

const char* WordTable::keep(std::string_view word) {
  if (text_left_ < word.size()) {
    texts_.push_back(std::make_unique_for_overwrite<char[]>(kTextPage));
    text_left_ = kTextPage;
  }
  char* at = texts_.back().get() + (kTextPage - text_left_);
  std::memcpy(at, word.data(), word.size());
  text_left_ -= word.size();
  return at;
}

void WordTable::grow() {
  LargeVector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.number_plus_1 == 0) continue;
    std::size_t at = slot.hash & mask();
    while (slots_[at].number_plus_1 != 0) at = (at + 1) & mask();
    slots_[at] = slot;
  }
}

}  // namespace wirespeed::search
