// For tests: what a server would send, as bytes.
#pragma once

#include <initializer_list>
#include <vector>

#include "wirespeed/bolt/chunks.hpp"
#include "wirespeed/bolt/protocol.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt {

using Wire = std::vector<std::uint8_t>;

inline Wire message(Response response, std::vector<packstream::Value> fields) {
  const auto encoded =
      value_or_throw(packstream::encode(packstream::Structure{static_cast<std::uint8_t>(response), std::move(fields)}));
  Wire wire;
  append_message(wire, {encoded});
  return wire;
}

inline Wire success(packstream::Map metadata = {}) { return message(Response::success, {std::move(metadata)}); }
inline Wire record(packstream::List values) { return message(Response::record, {std::move(values)}); }
inline Wire ignored() { return message(Response::ignored, {}); }
inline Wire failure(const char* code, const char* text = "it failed") {
  return message(Response::failure, {packstream::Map{{"code", code}, {"message", text}}});
}

inline Wire operator+(Wire a, const Wire& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace wirespeed::bolt
