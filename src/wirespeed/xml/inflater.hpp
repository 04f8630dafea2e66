// gzip to bytes, streaming: ISA-L where the build has it (twice as fast), zlib elsewhere. Checks CRC and length.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"

namespace wirespeed::xml {

inline constexpr std::uint8_t kGzipMagic[2] = {0x1F, 0x8B};

struct Inflated {
  std::size_t consumed;  // of the input
  std::size_t produced;  // into the output
  bool member_ended;     // the gzip member is whole and its checksum fits
};

// One way to inflate a member. Not thread-safe.
class InflateBackend {
 public:
  virtual ~InflateBackend() = default;
  virtual Result<Inflated> inflate(ByteView in, std::span<std::uint8_t> out) = 0;
  virtual void begin_member() = 0;

  // What a backend of the same build goes on from in the middle of a member; nothing where it cannot be kept.
  virtual std::vector<std::uint8_t> save() const { return {}; }
  virtual bool restore(ByteView) { return false; }  // false if these are no bytes of save()
};

std::unique_ptr<InflateBackend> make_zlib_backend();
std::unique_ptr<InflateBackend> make_isal_backend();  // null where the build has no ISA-L
std::unique_ptr<InflateBackend> make_fastest_backend();

// A gzip file of one or more members. Zeros behind the last member are padding; anything else there is an error.
class Inflater {
 public:
  explicit Inflater(std::unique_ptr<InflateBackend> backend = make_fastest_backend()) : backend_(std::move(backend)) {}

  struct Step {
    std::size_t consumed;
    std::size_t produced;
  };
  // Takes from `in`, writes to `out`; call again with what is left of both until the input is used up and nothing more
  // is produced. Messages name the byte in the compressed input.
  Result<Step> inflate(ByteView in, std::span<std::uint8_t> out);

  // Whether the input may end here: true between members.
  bool at_end() const noexcept { return state_ != State::in_member && members_ > 0; }

  // The place in the stream as bytes, from which an Inflater of the same build goes on; empty where the backend cannot
  // do that. Whoever stores them guards them with a checksum: restore() believes what has the right form.
  std::vector<std::uint8_t> save() const;
  bool restore(ByteView saved);

 private:
  enum class State { between, in_member, padding };
  Result<Step> member_step(ByteView in, std::span<std::uint8_t> out);
  Result<std::size_t> skip_between(ByteView in);

  std::unique_ptr<InflateBackend> backend_;
  State state_ = State::between;
  std::uint64_t members_ = 0;
  std::uint64_t consumed_ = 0;
};

}  // namespace wirespeed::xml
