#include "objects.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "words.hpp"

namespace wirespeed::s3_stub {

namespace {

// "4096", "4k", "8m", "1g"
bool to_size(std::string_view text, std::uint64_t& size) {
  constexpr std::string_view kUnits = "kmg";
  const std::size_t unit = text.empty() ? std::string_view::npos : kUnits.find(text.back());
  if (unit == std::string_view::npos) return to_number(text, size);
  if (!to_number(text.substr(0, text.size() - 1), size)) return false;
  size <<= 10 * (unit + 1);
  return true;
}

struct Drawn {
  std::uint64_t size = 0;
  std::uint64_t seed = 0;
};

// Of ".../obj-SIZE-SEED words"
std::optional<Drawn> drawn(std::string_view key) {
  key = key.substr(0, key.find(' '));
  const std::size_t slash = key.rfind('/');
  if (slash != std::string_view::npos) key.remove_prefix(slash + 1);
  if (!key.starts_with("obj-")) return std::nullopt;
  const auto [size, seed] = halves(key.substr(4), '-');
  Drawn found;
  if (!to_size(size, found.size) || !to_number(seed, found.seed)) return std::nullopt;
  return found;
}

Object object_of(const Pattern& pattern, Drawn drawn) {
  return {Content(pattern, drawn.seed, drawn.size), etag_of(drawn.size, drawn.seed)};
}

class DrawnKeys : public KeySpace {
 public:
  DrawnKeys(const Pattern& pattern, std::uint64_t size, std::uint64_t prefixes)
      : pattern_(pattern), size_(size), each_(prefixes == 0 ? 0 : (size + prefixes - 1) / prefixes) {}

  std::uint64_t size() const override { return size_; }
  std::string key(std::uint64_t index) const override {
    if (each_ == 0) return fmt::format("part-{:010}.parquet", index);
    return fmt::format("p{:05}/part-{:010}.parquet", index / each_, index);
  }
  Object object(std::uint64_t index) const override { return object_of(pattern_, {1000 + index % 977, index}); }

 private:
  const Pattern& pattern_;
  std::uint64_t size_;
  std::uint64_t each_;  // keys of a prefix; 0: there are none
};

class KeptKeys : public KeySpace {
 public:
  explicit KeptKeys(const std::map<std::string, Object, std::less<>>& bucket) : all_(bucket.begin(), bucket.end()) {}

  std::uint64_t size() const override { return all_.size(); }
  std::string key(std::uint64_t index) const override { return all_[index].first; }
  Object object(std::uint64_t index) const override { return all_[index].second; }

 private:
  std::vector<std::pair<std::string, Object>> all_;
};

}  // namespace

ByteView Content::at(std::uint64_t offset) const noexcept {
  const ByteView all = text_ ? bytes_of(*text_).subspan(first_ + offset) : pattern_->from(seed_, first_ + offset);
  return all.first(std::min<std::uint64_t>(all.size(), size_ - offset));
}

Content Content::part(std::uint64_t offset, std::uint64_t size) const noexcept {
  Content part = *this;
  part.first_ += offset;
  part.size_ = size;
  return part;
}

std::uint64_t KeySpace::lower_bound(std::string_view text) const {
  std::uint64_t first = 0;
  for (std::uint64_t count = size(); count > 0;) {
    const std::uint64_t half = count / 2;
    const bool less = key(first + half) < text;
    first += less ? half + 1 : 0;
    count = less ? count - half - 1 : half;
  }
  return first;
}

std::optional<Object> Objects::find(std::string_view bucket, std::string_view key) const {
  if (const auto kept = kept_.find(bucket); kept != kept_.end()) {
    const auto found = kept->second.find(key);
    return found == kept->second.end() ? std::nullopt : std::optional(found->second);
  }
  if (const auto found = drawn(key)) return object_of(pattern_, *found);
  const auto space = keys(bucket);
  const std::uint64_t index = space->lower_bound(key);
  if (index == space->size() || space->key(index) != key) return std::nullopt;
  return space->object(index);
}

std::unique_ptr<KeySpace> Objects::keys(std::string_view bucket) const {
  if (keeps(bucket)) {
    const auto kept = kept_.find(bucket);
    return std::make_unique<KeptKeys>(kept == kept_.end() ? Bucket() : kept->second);
  }
  const auto words = split(bucket, '-');
  std::uint64_t size = 0, prefixes = 0;
  const bool known = words.size() >= 2 && words[0] == "keys" && to_number(words[1], size) &&
                     (words.size() == 2 || to_number(words[2], prefixes));
  return std::make_unique<DrawnKeys>(pattern_, known ? size : 0, prefixes);
}

std::string Objects::put(std::string_view bucket, std::string_view key, std::string bytes, std::string_view mark) {
  const std::string etag = etag_of(bytes.size(), ++puts_).append(mark);
  kept_[std::string(bucket)][std::string(key)] = {Content(std::move(bytes)), etag};
  return etag;
}

void Objects::remove(std::string_view bucket, std::string_view key) {
  const auto kept = kept_.find(bucket);
  if (kept == kept_.end()) return;
  if (const auto found = kept->second.find(key); found != kept->second.end()) kept->second.erase(found);
}

std::string etag_of(std::uint64_t size, std::uint64_t seed) { return fmt::format("{:016x}{:016x}", size, seed); }

}  // namespace wirespeed::s3_stub
