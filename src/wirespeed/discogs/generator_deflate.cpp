#include "wirespeed/discogs/generator_deflate.hpp"

#include <zlib.h>
#ifdef WIRESPEED_HAVE_ISAL
#include <isa-l.h>
#endif

#include <algorithm>

namespace wirespeed::discogs::generator {
namespace {

// More than any compressor here makes of `size` bytes that it cannot shorten.
std::size_t bound(std::size_t size) noexcept { return size + size / 8 + 4096; }

}  // namespace

#ifdef WIRESPEED_HAVE_ISAL

struct BlockDeflater::State {
  isal_zstream stream;
  std::vector<std::uint8_t> tables;
  std::uint32_t level;
};

BlockDeflater::BlockDeflater(int level) : state_(std::make_unique<State>()) {
  constexpr std::uint32_t kTableBytes[] = {ISAL_DEF_LVL0_DEFAULT, ISAL_DEF_LVL1_DEFAULT, ISAL_DEF_LVL2_DEFAULT,
                                           ISAL_DEF_LVL3_DEFAULT};
  state_->level = static_cast<std::uint32_t>(std::clamp(level, 0, 3));
  state_->tables.resize(kTableBytes[state_->level]);
}

Result<void> BlockDeflater::deflate(std::string_view text, DeflatedBlock& out) {
  out.bytes.resize(bound(text.size()));
  out.size = text.size();
  out.crc = crc32_gzip_refl(0, bytes_of(text).data(), text.size());
  isal_zstream& stream = state_->stream;
  isal_deflate_init(&stream);
  stream.level = state_->level;
  stream.level_buf = state_->tables.data();
  stream.level_buf_size = static_cast<std::uint32_t>(state_->tables.size());
  stream.flush = FULL_FLUSH;
  stream.next_in = const_cast<std::uint8_t*>(bytes_of(text).data());  // ISA-L's field is not const; it only reads
  stream.avail_in = static_cast<std::uint32_t>(text.size());
  stream.next_out = out.bytes.data();
  stream.avail_out = static_cast<std::uint32_t>(out.bytes.size());
  const int status = isal_deflate(&stream);
  if (status != COMP_OK || stream.avail_in != 0 || stream.avail_out == 0) {
    return fail(Errc::io, "deflate {} bytes: ISA-L answered {} with {} bytes left", text.size(), status,
                stream.avail_in);
  }
  out.bytes.resize(stream.total_out);
  return {};
}

#else

struct BlockDeflater::State {
  z_stream stream{};
  int level;
  ~State() { deflateEnd(&stream); }
};

BlockDeflater::BlockDeflater(int level) : state_(std::make_unique<State>()) {
  constexpr int kLevels[] = {1, 1, 4, 6};  // about where ISA-L's levels stand
  state_->level = kLevels[std::clamp(level, 0, 3)];
}

Result<void> BlockDeflater::deflate(std::string_view text, DeflatedBlock& out) {
  z_stream& stream = state_->stream;
  const bool ready = stream.state != nullptr
                         ? deflateReset(&stream) == Z_OK
                         : deflateInit2(&stream, state_->level, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) == Z_OK;
  if (!ready) return fail(Errc::limit, "deflate {} bytes: zlib has no memory for its tables", text.size());
  out.bytes.resize(bound(text.size()));
  out.size = text.size();
  stream.next_in = const_cast<Bytef*>(bytes_of(text).data());  // zlib's field is not const; it only reads
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = out.bytes.data();
  stream.avail_out = static_cast<uInt>(out.bytes.size());
  out.crc = static_cast<std::uint32_t>(crc32(0, stream.next_in, stream.avail_in));
  const int status = ::deflate(&stream, Z_FULL_FLUSH);
  if (status != Z_OK || stream.avail_in != 0 || stream.avail_out == 0) {
    return fail(Errc::io, "deflate {} bytes: zlib answered {} with {} bytes left", text.size(), status,
                stream.avail_in);
  }
  out.bytes.resize(stream.total_out);
  return {};
}

#endif

BlockDeflater::~BlockDeflater() = default;
BlockDeflater::BlockDeflater(BlockDeflater&&) noexcept = default;

ByteView GzipFrame::header() noexcept {
  static constexpr std::uint8_t kHeader[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};  // no name, no time, unknown system
  return kHeader;
}

void GzipFrame::add(const DeflatedBlock& block) noexcept {
  crc_ = static_cast<std::uint32_t>(crc32_combine(crc_, block.crc, static_cast<z_off_t>(block.size)));
  size_ += block.size;
}

std::vector<std::uint8_t> GzipFrame::trailer() const {
  std::vector<std::uint8_t> bytes(10);
  bytes[0] = 3;  // a last block with nothing in it
  store_le(bytes.data() + 2, crc_);
  store_le(bytes.data() + 6, static_cast<std::uint32_t>(size_));
  return bytes;
}

}  // namespace wirespeed::discogs::generator
