#include "wirespeed/postgres/copy_format.hpp"

#include <algorithm>

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kSignatureBytes = 11;
constexpr std::uint32_t kCriticalFlags = 0xFFFF0000U;  // a reader that does not know one of these must stop

}  // namespace

template <typename... Args>
bool CopyBinaryReader::broken(Errc code, fmt::format_string<Args...> format, Args&&... args) {
  error_ = wirespeed::Error{code, "read COPY data: " + fmt::format(format, std::forward<Args>(args)...)};
  state_ = State::broken;
  return false;
}

Result<void> CopyBinaryReader::finish() const {
  if (is_broken()) return std::unexpected(error());
  if (has_ended()) return {};
  return fail(Errc::truncated, "read COPY data: expected the end mark (int16 -1), found the end of the bytes {} row {}",
              assembling_.empty() ? "behind" : "inside", assembling_.empty() ? rows_ : rows_ + 1);
}

void CopyBinaryReader::assemble(std::size_t wanted) {
  const std::size_t n = std::min(left_.size(), wanted - std::min(wanted, assembling_.size()));
  assembling_.insert(assembling_.end(), left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(n));
  left_ = left_.subspan(n);
}

void CopyBinaryReader::read_header() {
  assemble(kCopyHeader.size());
  const std::size_t seen = std::min(assembling_.size(), kSignatureBytes);
  if (!std::equal(kCopyHeader.begin(), kCopyHeader.begin() + seen, assembling_.begin())) {
    broken(Errc::malformed,
           "expected the signature of COPY BINARY at its start, found other bytes; was FORMAT binary asked for?");
    return;
  }
  if (assembling_.size() < kCopyHeader.size()) return;
  const auto flags = load_be<std::uint32_t>(assembling_.data() + kSignatureBytes);
  if ((flags & kCriticalFlags) != 0) {
    broken(Errc::unsupported, "expected no critical flags in its header, found {:#010x} (bit 16: rows with OIDs)",
           flags);
    return;
  }
  extension_left_ = load_be<std::uint32_t>(assembling_.data() + kSignatureBytes + 4);
  assembling_.clear();
  state_ = State::extension;
}

void CopyBinaryReader::skip_extension() noexcept {
  const std::size_t n = std::min(left_.size(), extension_left_);
  left_ = left_.subspan(n);
  extension_left_ -= n;
  if (extension_left_ == 0) state_ = State::rows;
}

void CopyBinaryReader::fail_walk(Walk why, ByteView bytes) {
  if (why == Walk::too_long) {
    broken(Errc::limit, "row {} is longer than the {} bytes that are allowed", rows_ + 1, max_row_bytes_);
  } else if (scan_.offset == 0) {
    broken(Errc::malformed, "row {}: expected a count of columns, or -1 at the end, found {}", rows_ + 1,
           scan_.cells_left);
  } else {
    broken(Errc::malformed, "row {}, {} values before its end: expected a size, or -1 for NULL, found {}", rows_ + 1,
           scan_.cells_left, load_be<std::int32_t>(bytes.data() + scan_.offset));
  }
}

void CopyBinaryReader::expect_nothing_more() {
  if (left_.empty()) return;
  broken(Errc::malformed, "expected nothing behind the end mark, found {} bytes more", left_.size());
}

void CopyBinaryReader::read_trailer() {
  left_ = left_.subspan(kCopyTrailer.size() - assembling_.size());
  assembling_.clear();
  state_ = State::ended;
  expect_nothing_more();
}

// False: it is no row that came.
bool CopyBinaryReader::settle(Walk walked, ByteView bytes) {
  if (walked == Walk::row) return true;
  if (walked == Walk::trailer) {
    read_trailer();
  } else if (walked != Walk::incomplete) {
    fail_walk(walked, bytes);
  }
  return false;
}

bool CopyBinaryReader::next_assembled(ByteView& row) {
  Walk walked = walk(assembling_);
  while (walked == Walk::incomplete && !left_.empty()) {
    assemble(scan_.wanted);
    walked = walk(assembling_);
  }
  if (!settle(walked, assembling_)) return false;
  assembled_.push_back(std::move(assembling_));
  assembling_ = {};
  row = assembled_.back();
  row_has_ended();
  return true;
}

bool CopyBinaryReader::next_slowly(ByteView& row) {
  if (state_ == State::header) read_header();
  if (state_ == State::extension) skip_extension();
  if (state_ == State::ended) expect_nothing_more();
  if (state_ != State::rows) return false;
  if (!assembling_.empty()) return next_assembled(row);
  const Walk walked = walk(left_);
  if (settle(walked, left_)) return next(row);
  if (walked == Walk::incomplete) assemble(left_.size());
  return false;
}

}  // namespace wirespeed::postgres
