#include "packstream_destination.hpp"

namespace wirespeed::python {
namespace {

bool is_map(std::uint8_t marker) noexcept {
  using namespace packstream::marker;
  return (marker & 0xF0) == kTinyMap || (marker >= kMap8 && marker <= kMap32);
}

// What was begun is done again field by field, so that the decoder finds out what is wrong; but not after an error.
std::size_t left_to_decoder() noexcept { return PyErr_Occurred() == nullptr ? 0 : packstream::kRefused; }

}  // namespace

// id, labels, properties, element id
std::size_t ObjectDestination::take_node(Item& slot, std::size_t n, ByteView bytes) {
  FieldReader fields(bytes);
  std::int64_t id = 0;
  ByteView labels;
  std::string_view element_id;
  if (n != 4 || !fields.integer(id) || !fields.texts(labels) || !is_map(fields.marker())) return 0;
  ObjectDecoder decoder(bytes, *this, version_, fields.used(), kMaxObjectDepth);
  PyObject* map = nullptr;
  const bool ok = decoder.read(map);
  const Owned properties(map);
  fields.go_to(decoder.position());
  if (!ok || !fields.text(element_id)) return left_to_decoder();
  Owned made = hydrator_.node_of(id, labels, properties.get(), element_id);
  if (!made) return left_to_decoder();
  slot = made.release();
  return fields.used();
}

}  // namespace wirespeed::python
