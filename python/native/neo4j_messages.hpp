// The messages of one connection of the driver: bytes in, (tag, fields) and records out.
#pragma once

#include <nanobind/nanobind.h>

#include <atomic>
#include <optional>

#include "packstream_objects.hpp"
#include "wirespeed/bolt/chunks.hpp"

namespace wirespeed::python {

class Messages {
 public:
  explicit Messages(int packstream_version) : version_(packstream_version == 1 ? Version::v1 : Version::v2) {}

  // One call of recv_into(memoryview, its size), for a slab of bytes; gives what it gave.
  std::size_t receive(const nanobind::callable& recv_into);
  void feed(const nanobind::bytes& data);

  bool ready();
  bool empty();
  std::uint64_t noops() const noexcept { return chunks_.noops(); }

  // The first message: its tag and a list of its fields. It is gone even when it could not be read.
  nanobind::tuple pop(nanobind::handle hooks);
  // neo4j.Record objects of all whole RECORD messages at the front, or None if there is none. A message that is no
  // RECORD, has not one value for each key or cannot be read ends them and stays where it is, for pop().
  // `result` is the driver's, for which they are.
  nanobind::object records(nanobind::handle hooks, const nanobind::tuple& keys, nanobind::handle result);

 private:
  // Hooks may run any code; it must not come back here meanwhile.
  class Turn;

  const ByteView* front();
  void check_taken() const;

  bolt::Dechunker chunks_;
  std::optional<ByteView> front_;  // a message that was seen and not taken
  std::atomic<bool> busy_ = false;
  Version version_;
};

}  // namespace wirespeed::python
