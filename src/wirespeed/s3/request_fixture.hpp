// What tests ask of a request.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/s3/request.hpp"

namespace wirespeed::s3 {

inline std::optional<std::string> value_of(const std::vector<Request::Pair>& pairs, std::string_view name) {
  const auto found = std::ranges::find(pairs, name, &Request::Pair::first);
  if (found == pairs.end()) return std::nullopt;
  return found->second;
}

inline std::string field(const Request& request, std::string_view name) {
  return value_of(request.fields, name).value_or("(none)");
}

inline std::string query(const Request& request, std::string_view name) {
  return value_of(request.query, name).value_or("(none)");
}

// "PUT bucket/key?a=b c: d"
inline std::string summary(const Request& request) {
  std::string text(request.method);
  text.append(" ").append(request.bucket);
  if (!request.key.empty()) text.append("/").append(request.key);
  for (std::size_t i = 0; i < request.query.size(); ++i) {
    text.append(i == 0 ? "?" : "&").append(request.query[i].first);
    if (!request.query[i].second.empty()) text.append("=").append(request.query[i].second);
  }
  for (const auto& [name, value] : request.fields) text.append(" ").append(name).append(": ").append(value);
  return text;
}

}  // namespace wirespeed::s3
