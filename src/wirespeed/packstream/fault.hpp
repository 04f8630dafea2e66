// Why bytes are no PackStream value. Small, for it is carried through every level of a decoder; its text is made once.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wirespeed/base/error.hpp"

namespace wirespeed::packstream {

struct Fault {
  enum class Kind : std::uint8_t {
    none,
    nothing,         // no marker where a value must begin
    truncated,       // an announced size is more than the bytes that are left
    unknown_marker,  // a byte that begins no value
    key_not_text,    // a map key that is no text
    too_deep,        // more levels than the decoder was allowed
    wrong_kind,      // a value of another kind than the one that must stand there
    refused,         // the destination said no, and knows why
  };

  Kind kind = Kind::none;
  std::uint8_t marker = 0;     // of the value at fault
  std::size_t offset = 0;      // where decoding stood: behind the marker and the size that it has read
  std::uint64_t expected = 0;  // truncated: bytes that it needs at least; too_deep: levels allowed;
                               // wrong_kind: a marker of the kind that was expected
  std::uint64_t found = 0;     // truncated: bytes that are there
};

// What a marker begins, as "list" or "integer"; "no value" for one that begins none.
const char* name_of_marker(std::uint8_t marker) noexcept;

// A destination that refused knows more than this can say.
Error to_error(const Fault& fault);

}  // namespace wirespeed::packstream
