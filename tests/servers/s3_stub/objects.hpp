// The objects that there are: by rule, or kept.
//
//   any bucket/.../obj-SIZE-SEED   SIZE bytes (4096, 4k, 8m, 1g) of the pattern
//   keys-N, keys-N-P               buckets of N keys, below P prefixes: p00000/part-0000000000.parquet, ...
//   kept-...                       buckets that keep what is put into them; all others throw it away
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pattern.hpp"

namespace wirespeed::s3_stub {

// Bytes of the pattern, or of a text.
class Content {
 public:
  Content() = default;
  Content(const Pattern& pattern, std::uint64_t seed, std::uint64_t size) noexcept
      : pattern_(&pattern), seed_(seed), size_(size) {}
  explicit Content(std::shared_ptr<const std::string> text) noexcept : text_(std::move(text)), size_(text_->size()) {}
  explicit Content(std::string text) : Content(std::make_shared<const std::string>(std::move(text))) {}

  std::uint64_t size() const noexcept { return size_; }
  // Some bytes from there on, at least one; they live as long as this. REQUIRES: offset < size()
  ByteView at(std::uint64_t offset) const noexcept;
  Content part(std::uint64_t offset, std::uint64_t size) const noexcept;

 private:
  const Pattern* pattern_ = nullptr;
  std::shared_ptr<const std::string> text_;
  std::uint64_t seed_ = 0;
  std::uint64_t first_ = 0;
  std::uint64_t size_ = 0;
};

struct Object {
  Content content;
  std::string etag;  // without quotes
};

// Names in byte order, as a listing tells them.
class KeySpace {
 public:
  virtual ~KeySpace() = default;
  virtual std::uint64_t size() const = 0;
  virtual std::string key(std::uint64_t index) const = 0;
  virtual Object object(std::uint64_t index) const = 0;
  // The index of the first that is not less.
  std::uint64_t lower_bound(std::string_view text) const;
};

class Objects {
 public:
  std::optional<Object> find(std::string_view bucket, std::string_view key) const;
  // None for a bucket that has no keys of its own.
  std::unique_ptr<KeySpace> keys(std::string_view bucket) const;

  static bool keeps(std::string_view bucket) noexcept { return bucket.starts_with("kept-"); }
  // The ETag.
  std::string put(std::string_view bucket, std::string_view key, std::string bytes, std::string_view mark = "");
  void remove(std::string_view bucket, std::string_view key);
  void clear() { kept_.clear(); }

 private:
  using Bucket = std::map<std::string, Object, std::less<>>;

  Pattern pattern_;
  std::map<std::string, Bucket, std::less<>> kept_;
  std::uint64_t puts_ = 0;
};

// Of an object by rule: 32 digits, as an MD5 has.
std::string etag_of(std::uint64_t size, std::uint64_t seed);

}  // namespace wirespeed::s3_stub
