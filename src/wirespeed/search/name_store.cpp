#include "wirespeed/search/name_store.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace wirespeed::search {
namespace {

constexpr std::size_t kFewWords = 16;

}  // namespace

void NameStore::add(std::uint32_t node, std::string_view name, std::uint32_t name_popularity) {
  reader_.read(name);
  nodes.push_back(node);
  popularity.push_back(name_popularity);
  lengths.push_back(reader_.length());
  mentions_at.push_back(static_cast<std::uint32_t>(mention_count()));
  if (reader_.words().size() <= kFewWords) return append_few(reader_.words());
  sorted_.assign(reader_.words().begin(), reader_.words().end());
  std::ranges::sort(sorted_);
  const auto again = std::ranges::unique(sorted_);
  sorted_.erase(again.begin(), again.end());
  for (const std::string_view word : sorted_) append(WordKey::of(word));
}

// REQUIRES: few words
void NameStore::append_few(std::span<const std::string_view> name_words) {
  std::array<WordKey, kFewWords> keys;
  std::size_t count = 0;
  for (const std::string_view word : name_words) {
    const WordKey key = WordKey::of(word);
    if (std::find(keys.begin(), keys.begin() + count, key) == keys.begin() + count) keys[count++] = key;
  }
  for (std::size_t i = 0; i < count; ++i) append(keys[i]);
}

void NameStore::append(const WordKey& key) {
  if (pending_count_ == kPendingWords) look_up_pending();
  Pending& pending = (*pending_)[pending_count_++];
  std::memcpy(pending.text.data(), key.text, key.size);
  pending.key = key;
  pending.key.text = pending.text.data();
  words.prefetch(key);
}

void NameStore::look_up_pending() {
  for (std::size_t i = 0; i < pending_count_; ++i) mentions.push_back(words.count((*pending_)[i].key));
  pending_count_ = 0;
}

void NameStore::finish() {
  look_up_pending();
  mentions_at.push_back(static_cast<std::uint32_t>(mentions.size()));
  words.release_slots();
}

}  // namespace wirespeed::search
