#include "uploads.hpp"

#include <fmt/format.h>

namespace wirespeed::s3_stub {

// It has characters in it that a URL must not have as they are.
std::string Uploads::begin() {
  std::string id = fmt::format("upload+{}/=", ++begun_);
  uploads_.emplace(id, Parts());
  return id;
}

bool Uploads::add(std::string_view id, std::uint64_t number, std::string bytes) {
  const auto found = uploads_.find(id);
  if (found == uploads_.end()) return false;
  found->second[number] = std::move(bytes);
  return true;
}

std::uint64_t Uploads::parts(std::string_view id) const {
  const auto found = uploads_.find(id);
  return found == uploads_.end() ? 0 : found->second.size();
}

std::string Uploads::end(std::string_view id) {
  const auto found = uploads_.find(id);
  if (found == uploads_.end()) return "";
  std::string whole;
  for (const auto& [number, bytes] : found->second) whole += bytes;
  uploads_.erase(found);
  return whole;
}

}  // namespace wirespeed::s3_stub
