// What the server is to do wrong. Said in words, on the command line or behind a query:
//
//   fail=10 segment=1 at=commit:close
//
//   fail=N       FAILURE in place of record N and what follows
//   garbage=N    record N holds a marker that begins no value
//   noise=N      in place of record N come bytes of no protocol, and the end of the connection
//   longer=N     the chunk of record N announces more than it has; the connection ends behind the result
//   shorter=N    the same with less
//   silence=N    from record N on nothing comes any more
//   cut=N        the connection ends N bytes behind the answer to RUN; reset=N: by a reset
//   delay=MS     before each answer to PULL and DISCARD; a RESET ends it
//   segment=N    N bytes with each send
//   chunk=N      chunks of at most N bytes
//   noop=N       N empty chunks before each message
//   at=M:WHAT    at message M (hello, logon, begin, run, pull, ...): close, silence, or fail
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "protocol.hpp"
#include "wirespeed/base/error.hpp"

namespace wirespeed::bolt_replay {

enum class Action : std::uint8_t { close, silence, fail };

struct Faults {
  std::optional<std::uint64_t> fail;
  std::optional<std::uint64_t> garbage;
  std::optional<std::uint64_t> noise;
  std::optional<std::uint64_t> longer;
  std::optional<std::uint64_t> shorter;
  std::optional<std::uint64_t> silence;
  std::optional<std::uint64_t> cut;
  std::optional<std::uint64_t> reset;
  std::uint64_t delay = 0;
  std::uint64_t segment = 0;
  std::uint64_t chunk = kMaxChunkBytes;
  std::uint64_t noop = 0;
  std::map<Tag, Action> at;

  // Whether records must be sent one by one.
  bool touch_records() const noexcept;
};

// Adds one word to `faults`; not_found where it names none.
Result<void> add_fault(Faults& faults, std::string_view word);

}  // namespace wirespeed::bolt_replay
