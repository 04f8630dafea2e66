#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

#include "wirespeed/xml/inflater.hpp"

namespace wirespeed::xml {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib's way to ask for a gzip member

class ZlibBackend final : public InflateBackend {
 public:
  ZlibBackend() {
    if (inflateInit2(&stream_, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  ~ZlibBackend() override { inflateEnd(&stream_); }
  ZlibBackend(const ZlibBackend&) = delete;
  ZlibBackend& operator=(const ZlibBackend&) = delete;

  void begin_member() override { inflateReset2(&stream_, kGzipWindow); }

  Result<Inflated> inflate(ByteView in, std::span<std::uint8_t> out) override {
    stream_.next_in = const_cast<Bytef*>(in.data());
    stream_.avail_in = clamp(in.size());
    stream_.next_out = out.data();
    stream_.avail_out = clamp(out.size());
    const int status = ::inflate(&stream_, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
      return fail(Errc::corrupt, "expected deflate data, found {}", stream_.msg != nullptr ? stream_.msg : "an error");
    }
    return Inflated{static_cast<std::size_t>(stream_.next_in - in.data()),
                    static_cast<std::size_t>(stream_.next_out - out.data()), status == Z_STREAM_END};
  }

 private:
  static uInt clamp(std::size_t size) noexcept {
    return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
  }
  z_stream stream_{};
};

}  // namespace

std::unique_ptr<InflateBackend> make_zlib_backend() { return std::make_unique<ZlibBackend>(); }

}  // namespace wirespeed::xml
