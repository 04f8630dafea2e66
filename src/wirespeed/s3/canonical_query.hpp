// The query of a request as it is signed, and sent: encoded, and sorted by name, then value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wirespeed::s3 {

// Made to be used again: clear() keeps the memory.
class CanonicalQuery {
 public:
  void clear() noexcept;
  void add(std::string_view name, std::string_view value);
  // "name=value&..."; a value that is empty keeps its "=".
  void append_to(std::string& out);

 private:
  // Of text_: name in [begin, equals), value in [equals + 1, end).
  struct Entry {
    std::uint32_t begin;
    std::uint32_t equals;
    std::uint32_t end;
  };

  std::string_view name(const Entry& entry) const noexcept;
  std::string_view value(const Entry& entry) const noexcept;

  std::string text_;
  std::vector<Entry> entries_;
};

}  // namespace wirespeed::s3
