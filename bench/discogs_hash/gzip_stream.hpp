// A gzip file inflated by ISA-L, slab by slab: what both the drain limit and expat read through.
#pragma once

#include <isa-l.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

inline constexpr std::size_t kReadBytes = std::size_t{256} << 10;
inline constexpr std::size_t kSlabBytes = std::size_t{1} << 20;

class GzipStream {
 public:
  explicit GzipStream(const std::string& path) : path_(path), file_(std::fopen(path.c_str(), "rb"), &std::fclose) {
    if (!file_) throw std::runtime_error("open " + path + ": cannot be read");
    isal_inflate_init(&state_);
    state_.crc_flag = ISAL_GZIP;
  }

  // The next slab, empty at the end; it dies at the next call.
  std::string_view next() {
    state_.next_out = slab_.data();
    state_.avail_out = static_cast<std::uint32_t>(slab_.size());
    while (state_.avail_out > 0 && state_.block_state != ISAL_BLOCK_FINISH) inflate_some();
    return {reinterpret_cast<const char*>(slab_.data()), slab_.size() - state_.avail_out};
  }

 private:
  void inflate_some() {
    if (state_.avail_in == 0) refill();
    if (const int code = isal_inflate(&state_); code != ISAL_DECOMP_OK) {
      throw std::runtime_error("inflate " + path_ + ": ISA-L code " + std::to_string(code));
    }
  }

  void refill() {
    const std::size_t got = std::fread(input_.data(), 1, input_.size(), file_.get());
    if (got == 0) throw std::runtime_error("inflate " + path_ + ": the file ends inside the member");
    state_.next_in = input_.data();
    state_.avail_in = static_cast<std::uint32_t>(got);
  }

  std::string path_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  std::vector<std::uint8_t> input_ = std::vector<std::uint8_t>(kReadBytes);
  std::vector<std::uint8_t> slab_ = std::vector<std::uint8_t>(kSlabBytes);
  inflate_state state_{};
};

}  // namespace bench
