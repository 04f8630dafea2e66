#include "wirespeed/http/chunked.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "wirespeed/http/line.hpp"

namespace wirespeed::http {
namespace {

// A chunk that is larger is none: its size could not be added to an offset.
constexpr std::uint64_t kMaxChunk = std::numeric_limits<std::int64_t>::max();

// "1000", "1000;signature=...", "1000 ; ...".
Result<std::uint64_t> parse_size(std::string_view line) {
  std::uint64_t size = 0;
  const char* end = line.data() + line.size();
  const auto [at, error] = std::from_chars(line.data(), end, size, 16);
  const bool ends_there = at == end || *at == ';' || *at == ' ' || *at == '\t';
  if (error == std::errc() && ends_there && size <= kMaxChunk) return size;
  return fail(Errc::malformed, "http chunk: expected its size in hexadecimal digits, found {}", excerpt(line));
}

std::string lower_case(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), lower);
  return lowered;
}

}  // namespace

Result<ChunkedReader::Step> ChunkedReader::step(ByteView bytes) {
  Step step;
  while (state_ != State::payload && state_ != State::ended) {
    const auto line = take_line(text_of(bytes), step.used);
    if (!line) return std::unexpected(line.error());
    if (!*line) return step;
    if (auto taken = take(**line); !taken) return std::unexpected(std::move(taken).error());
  }
  if (state_ == State::ended) return step;
  step.payload = bytes.subspan(step.used, std::min<std::uint64_t>(left_, bytes.size() - step.used));
  step.used += step.payload.size();
  skip(step.payload.size());
  return step;
}

void ChunkedReader::skip(std::uint64_t payload) noexcept {
  left_ -= std::min(payload, left_);
  if (state_ == State::payload && left_ == 0) state_ = State::after_payload;
}

Result<std::optional<std::string_view>> ChunkedReader::take_line(std::string_view bytes, std::size_t& used) {
  if (line_taken_) line_.clear();
  line_taken_ = false;
  std::string_view found = bytes.substr(used);
  if (const std::size_t newline = found.find('\n'); newline != std::string_view::npos) {
    found = found.substr(0, newline + 1);
  }
  used += found.size();
  if (!line_.empty() || !found.ends_with('\n')) found = line_.append(found);
  if (found.size() > kMaxChunkLine) {
    return fail(Errc::limit, "http chunk: a line of more than {} bytes, {}", kMaxChunkLine, excerpt(found));
  }
  const auto line = read_line(found, "chunk");
  if (!line) return std::unexpected(line.error());
  if (line->size == 0) return std::nullopt;
  line_taken_ = true;
  return line->text;
}

Result<void> ChunkedReader::take(std::string_view line) {
  switch (state_) {
    case State::size:
      return begin_chunk(line);
    case State::after_payload:
      return end_chunk(line);
    default:
      return take_trailer(line);
  }
}

Result<void> ChunkedReader::begin_chunk(std::string_view line) {
  const auto size = parse_size(line);
  if (!size) return std::unexpected(size.error());
  left_ = *size;
  state_ = left_ == 0 ? State::trailer : State::payload;
  return {};
}

Result<void> ChunkedReader::end_chunk(std::string_view line) {
  state_ = State::size;
  if (line.empty()) return {};
  return fail(Errc::malformed, "http chunk: expected its end, found {}; it is longer than its size says",
              excerpt(line));
}

Result<void> ChunkedReader::take_trailer(std::string_view line) {
  if (line.empty()) {
    state_ = State::ended;
    return {};
  }
  trailer_size_ += line.size();
  if (trailer_size_ > kMaxTrailer || trailer_.size() == kMaxFields) {
    return fail(Errc::limit, "http trailer: more than {} bytes or {} fields", kMaxTrailer, kMaxFields);
  }
  const auto field = parse_field(line, "trailer");
  if (!field) return std::unexpected(field.error());
  trailer_.emplace_back(lower_case(field->name), field->value);
  return {};
}

}  // namespace wirespeed::http
