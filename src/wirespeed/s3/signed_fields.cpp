#include "wirespeed/s3/signed_fields.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace wirespeed::s3 {
namespace {

constexpr std::array<std::string_view, 7> kUnsigned = {"accept-encoding",   "connection", "expect",         "te",
                                                       "transfer-encoding", "user-agent", "x-amzn-trace-id"};

constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trimmed(std::string_view value) noexcept {
  while (!value.empty() && is_space(value.front())) value.remove_prefix(1);
  while (!value.empty() && is_space(value.back())) value.remove_suffix(1);
  return value;
}

bool has_run_of_space(std::string_view value) noexcept {
  bool before = false;
  for (const char c : value) {
    if (c != ' ' ? is_space(c) : before) return true;
    before = c == ' ';
  }
  return false;
}

void append_value(std::string_view value, std::string& out) {
  value = trimmed(value);
  if (!has_run_of_space(value)) {
    out += value;
    return;
  }
  bool before = false;
  for (const char c : value) {
    const bool space = is_space(c);
    if (!space || !before) out += space ? ' ' : c;
    before = space;
  }
}

}  // namespace

bool is_signed(std::string_view name) noexcept { return std::ranges::find(kUnsigned, name) == kUnsigned.end(); }

void SignedFields::sort() noexcept {
  // By insertion: they are few, nearly sorted, and std::stable_sort allocates.
  for (std::size_t i = 1; i < fields_.size(); ++i) {
    for (std::size_t j = i; j > 0 && fields_[j].name < fields_[j - 1].name; --j) std::swap(fields_[j], fields_[j - 1]);
  }
}

void SignedFields::append_canonical(std::string& out) const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (i != 0 && fields_[i].name == fields_[i - 1].name) {
      out.back() = ',';
    } else {
      out += fields_[i].name;
      out += ':';
    }
    append_value(fields_[i].value, out);
    out += '\n';
  }
}

void SignedFields::append_names(std::string& out) const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (i != 0 && fields_[i].name == fields_[i - 1].name) continue;
    if (i != 0) out += ';';
    out += fields_[i].name;
  }
}

}  // namespace wirespeed::s3
