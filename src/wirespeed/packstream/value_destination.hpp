// The destination that makes Values.
#pragma once

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/packstream/decoder.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::packstream {

class ValueDestination {
 public:
  using Item = Value;
  using Key = std::string;

  bool null(Value& slot) { return set(slot, Value()); }
  bool boolean(Value& slot, bool value) { return set(slot, Value(value)); }
  bool integer(Value& slot, std::int64_t value) { return set(slot, Value(value)); }
  bool floating(Value& slot, double value) { return set(slot, Value(value)); }
  bool text(Value& slot, std::string_view value) { return is_utf8(value) && set(slot, Value(std::string(value))); }
  bool bytes(Value& slot, ByteView value) { return set(slot, Value(Bytes(value.begin(), value.end()))); }
  bool uuid(Value& slot, ByteView value) {
    Uuid uuid;
    std::copy(value.begin(), value.end(), uuid.begin());
    return set(slot, Value(uuid));
  }

  bool begin_list(Value& slot, std::size_t n) { return set(slot, Value(List(n))); }
  Value& list_slot(Value& list, std::size_t i) { return (*list.get<List>())[i]; }

  bool begin_map(Value& slot, std::size_t /*n*/) { return set(slot, Value(Map())); }
  bool key(std::string& out, std::string_view value) {
    out = value;
    return is_utf8(value);
  }
  bool put(Value& map, std::string& key, Value& value) {
    map.get<Map>()->append(std::move(key), std::move(value));
    return true;
  }
  void drop(Value& /*value*/) noexcept {}

  bool begin_structure(Value& slot, std::uint8_t tag, std::size_t n) {
    return set(slot, Value(Structure{tag, List(n)}));
  }
  Value& field_slot(Value& structure, std::size_t i) { return structure.get<Structure>()->fields[i]; }
  bool end_structure(Value& /*slot*/, std::uint8_t /*tag*/) noexcept { return true; }

  bool enter() noexcept { return true; }
  void leave() noexcept {}

 private:
  static bool set(Value& slot, Value value) {
    slot = std::move(value);
    return true;
  }
  static bool is_utf8(std::string_view text) noexcept { return valid_utf8_prefix(text) == text.size(); }
};

}  // namespace wirespeed::packstream
