#include "wirespeed/s3/canonical_query.hpp"

#include <algorithm>
#include <tuple>

#include "wirespeed/s3/encoding.hpp"

namespace wirespeed::s3 {

void CanonicalQuery::clear() noexcept {
  text_.clear();
  entries_.clear();
}

void CanonicalQuery::add(std::string_view name, std::string_view value) {
  Entry entry{};
  entry.begin = static_cast<std::uint32_t>(text_.size());
  append_encoded(name, text_);
  entry.equals = static_cast<std::uint32_t>(text_.size());
  text_ += '=';
  append_encoded(value, text_);
  entry.end = static_cast<std::uint32_t>(text_.size());
  entries_.push_back(entry);
}

void CanonicalQuery::append_to(std::string& out) {
  // By name and value, not by "name=value": '-' sorts before '=', and "a" before "a-b".
  std::ranges::sort(entries_, {}, [this](const Entry& entry) { return std::tuple(name(entry), value(entry)); });
  bool first = true;
  for (const Entry& entry : entries_) {
    if (!first) out += '&';
    first = false;
    out.append(text_, entry.begin, entry.end - entry.begin);
  }
}

std::string_view CanonicalQuery::name(const Entry& entry) const noexcept {
  return std::string_view(text_).substr(entry.begin, entry.equals - entry.begin);
}

std::string_view CanonicalQuery::value(const Entry& entry) const noexcept {
  return std::string_view(text_).substr(entry.equals + 1, entry.end - entry.equals - 1);
}

}  // namespace wirespeed::s3
