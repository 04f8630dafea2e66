#include "protocol.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace wirespeed::bolt_replay {

namespace {

constexpr std::array<std::pair<Tag, std::string_view>, 13> kRequests{{
    {Tag::hello, "hello"},
    {Tag::goodbye, "goodbye"},
    {Tag::reset, "reset"},
    {Tag::run, "run"},
    {Tag::begin, "begin"},
    {Tag::commit, "commit"},
    {Tag::rollback, "rollback"},
    {Tag::discard, "discard"},
    {Tag::pull, "pull"},
    {Tag::telemetry, "telemetry"},
    {Tag::route, "route"},
    {Tag::logon, "logon"},
    {Tag::logoff, "logoff"},
}};

}  // namespace

std::string_view name_of(Tag tag) noexcept {
  const auto* found = std::ranges::find(kRequests, tag, &std::pair<Tag, std::string_view>::first);
  return found == kRequests.end() ? "unknown" : found->second;
}

bool tag_of(std::string_view name, Tag& tag) noexcept {
  const auto* found = std::ranges::find(kRequests, name, &std::pair<Tag, std::string_view>::second);
  if (found == kRequests.end()) return false;
  tag = found->first;
  return true;
}

void append_framed(std::vector<std::uint8_t>& out, ByteView message, std::size_t chunk_bytes) {
  while (!message.empty()) {
    const ByteView chunk = message.first(std::min(message.size(), chunk_bytes));
    out.push_back(static_cast<std::uint8_t>(chunk.size() >> 8));
    out.push_back(static_cast<std::uint8_t>(chunk.size()));
    out.insert(out.end(), chunk.begin(), chunk.end());
    message = message.subspan(chunk.size());
  }
  out.insert(out.end(), 2, 0);
}

packstream::Bytes message(Tag tag, packstream::List fields) {
  return packstream::encode(packstream::Structure{static_cast<std::uint8_t>(tag), std::move(fields)}).value();
}

}  // namespace wirespeed::bolt_replay
