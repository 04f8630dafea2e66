// Bytes to Values, and past them.
#include "wirespeed/packstream/skip_destination.hpp"
#include "wirespeed/packstream/value_destination.hpp"

namespace wirespeed::packstream {
namespace {

std::unexpected<Error> error_of(const Fault& fault) {
  if (fault.kind != Fault::Kind::refused) return std::unexpected(to_error(fault));
  return fail(Errc::malformed, "unpack: the text before offset {} is no UTF-8", fault.offset);
}

// One value at `position`, which is moved behind it.
template <typename D>
Result<typename D::Item> read_next(ByteView bytes, std::size_t& position, Version version) {
  if (position > bytes.size()) {
    return fail(Errc::invalid_argument, "unpack: offset {} lies behind the end, {}", position, bytes.size());
  }
  D destination;
  Decoder<D> decoder(bytes, destination, version, position);
  typename D::Item item;
  if (!decoder.read(item)) return error_of(decoder.fault());
  position = decoder.position();
  return item;
}

}  // namespace

Result<Value> decode_next(ByteView bytes, std::size_t& position, Version version) {
  return read_next<ValueDestination>(bytes, position, version);
}

Result<void> skip(ByteView bytes, std::size_t& position, Version version) {
  const auto skipped = read_next<SkipDestination>(bytes, position, version);
  if (!skipped) return std::unexpected(skipped.error());
  return {};
}

Result<Value> decode(ByteView bytes, Version version) {
  std::size_t position = 0;
  auto value = decode_next(bytes, position, version);
  if (value && position != bytes.size()) {
    return fail(Errc::malformed, "unpack: expected the end after the value, found {} more bytes at offset {}",
                bytes.size() - position, position);
  }
  return value;
}

}  // namespace wirespeed::packstream
