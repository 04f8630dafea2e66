// The destination that makes nothing: what it costs to walk over bytes, and how a value that nobody wants is passed.
#pragma once

#include "wirespeed/packstream/decoder.hpp"

namespace wirespeed::packstream {

// Takes any text; whether it is UTF-8 is for those to ask who look at it.
class SkipDestination {
 public:
  struct Item {};
  struct Key {};

  bool null(Item& /*slot*/) noexcept { return true; }
  bool boolean(Item& /*slot*/, bool /*value*/) noexcept { return true; }
  bool integer(Item& /*slot*/, std::int64_t /*value*/) noexcept { return true; }
  bool floating(Item& /*slot*/, double /*value*/) noexcept { return true; }
  bool text(Item& /*slot*/, std::string_view /*value*/) noexcept { return true; }
  bool bytes(Item& /*slot*/, ByteView /*value*/) noexcept { return true; }
  bool uuid(Item& /*slot*/, ByteView /*value*/) noexcept { return true; }
  bool begin_list(Item& /*slot*/, std::size_t /*n*/) noexcept { return true; }
  Item& list_slot(Item& list, std::size_t /*i*/) noexcept { return list; }
  bool begin_map(Item& /*slot*/, std::size_t /*n*/) noexcept { return true; }
  bool key(Key& /*out*/, std::string_view /*value*/) noexcept { return true; }
  bool put(Item& /*map*/, Key& /*key*/, Item& /*value*/) noexcept { return true; }
  void drop(Item& /*value*/) noexcept {}
  bool begin_structure(Item& /*slot*/, std::uint8_t /*tag*/, std::size_t /*n*/) noexcept { return true; }
  Item& field_slot(Item& structure, std::size_t /*i*/) noexcept { return structure; }
  bool end_structure(Item& /*slot*/, std::uint8_t /*tag*/) noexcept { return true; }
  bool enter() noexcept { return true; }
  void leave() noexcept {}
};

}  // namespace wirespeed::packstream
