#include "wirespeed/xml/inflater.hpp"

#ifdef WIRESPEED_HAVE_ISAL

#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace wirespeed::xml {
namespace {

const char* describe(int status) noexcept {
  switch (status) {
    case ISAL_INVALID_BLOCK:
      return "a block of no known type";
    case ISAL_INVALID_SYMBOL:
      return "a symbol outside its table";
    case ISAL_INVALID_LOOKBACK:
      return "a copy from before the start";
    case ISAL_INVALID_WRAPPER:
      return "a wrong gzip header";
    case ISAL_UNSUPPORTED_METHOD:
      return "a compression method other than deflate";
    case ISAL_INCORRECT_CHECKSUM:
      return "a checksum that does not fit";
    default:
      return "an error";
  }
}

class IsalBackend final : public InflateBackend {
 public:
  IsalBackend() { begin_member(); }

  void begin_member() override {
    isal_inflate_init(state_.get());
    state_->crc_flag = ISAL_GZIP;
  }

  Result<Inflated> inflate(ByteView in, std::span<std::uint8_t> out) override {
    state_->next_in = const_cast<std::uint8_t*>(in.data());
    state_->avail_in = clamp(in.size());
    state_->next_out = out.data();
    state_->avail_out = clamp(out.size());
    const int status = isal_inflate(state_.get());
    if (status < 0 || status == ISAL_NEED_DICT) {
      return fail(Errc::corrupt, "expected deflate data, found {}", describe(status));
    }
    return Inflated{static_cast<std::size_t>(state_->next_in - in.data()),
                    static_cast<std::size_t>(state_->next_out - out.data()), state_->block_state == ISAL_BLOCK_FINISH};
  }

  // The state is plain memory: its only pointers are those to input and output, which inflate() sets anew.
  std::vector<std::uint8_t> save() const override {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(state_.get());
    return {bytes, bytes + sizeof(inflate_state)};
  }

  bool restore(ByteView saved) override {
    if (saved.size() != sizeof(inflate_state)) return false;
    std::memcpy(state_.get(), saved.data(), saved.size());
    return true;
  }

 private:
  static std::uint32_t clamp(std::size_t size) noexcept {
    return static_cast<std::uint32_t>(std::min<std::size_t>(size, std::numeric_limits<std::uint32_t>::max()));
  }
  std::unique_ptr<inflate_state> state_ = std::make_unique<inflate_state>();
};

}  // namespace

std::unique_ptr<InflateBackend> make_isal_backend() { return std::make_unique<IsalBackend>(); }

}  // namespace wirespeed::xml

#else

namespace wirespeed::xml {

std::unique_ptr<InflateBackend> make_isal_backend() { return nullptr; }

}  // namespace wirespeed::xml

#endif
