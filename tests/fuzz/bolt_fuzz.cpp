// Any bytes as what a server sends: messages are the same however they come, structures are read or refused, and a
// dialogue ends in an error at worst. The first byte says how much comes at a time.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "wirespeed/bolt/dialogue.hpp"
#include "wirespeed/bolt/handshake.hpp"
#include "wirespeed/bolt/structures.hpp"
#include "wirespeed/bolt/summary.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::bolt;

void check(bool holds) {
  if (!holds) std::abort();
}

constexpr DechunkerLimits kSmall{.slab_bytes = 16 * 1024, .max_message_bytes = 1 << 20};

template <typename Fed>
std::size_t feed(Fed& fed, ByteView bytes, std::size_t step) {
  const auto room = fed.room();
  const std::size_t n = std::min({bytes.size(), room.size(), step});
  std::copy_n(bytes.begin(), n, room.begin());
  return n;
}

std::vector<std::string> messages(ByteView bytes, std::size_t step) {
  Dechunker dechunker(kSmall);
  std::vector<std::string> all;
  while (!bytes.empty()) {
    const std::size_t n = feed(dechunker, bytes, step);
    dechunker.commit(n);
    bytes = bytes.subspan(n);
    for (;;) {
      const auto message = dechunker.next();
      if (!message) return all;
      if (!*message) break;
      all.emplace_back(text_of(**message));
    }
  }
  return all;
}

void read_structures(const packstream::Value& value) {
  if (const auto* list = value.get<packstream::List>(); list != nullptr) {
    for (const auto& item : *list) read_structures(item);
  }
  const auto* structure = value.get<packstream::Structure>();
  if (structure == nullptr) return;
  for (const bool utc : {true, false}) {
    const StructureForm form{utc ? kBolt61 : kBolt44, utc};
    const auto read = read_structure(*structure, form);
    check(read.has_value() || !read.error().message.empty());
  }
}

void look_at(const Received& received) {
  read_failure(received.metadata);
  read_summary(received.metadata, received.metadata);
  static_cast<void>(read_routing(received.metadata));
}

// Into a dialogue that waits for everything that a server can answer.
void converse(ByteView bytes, std::size_t step) {
  const Bytes no_parameters{0xA0};
  const TransactionConfig config;
  Dialogue dialogue(kBolt58, kSmall);
  check(dialogue.hello({"fuzz", {}, {}, {}}) && dialogue.logon({}) &&
        dialogue.run("RETURN 1", no_parameters, &config) && dialogue.pull(kAllRecords) &&
        dialogue.route({}, {}, {}, {}) && dialogue.reset());
  Received received;
  while (!bytes.empty()) {
    const std::size_t n = feed(dialogue, bytes, step);
    dialogue.commit_received(n);
    bytes = bytes.subspan(n);
    for (;;) {
      const auto came = dialogue.next(received);
      if (!came) return;
      if (*came == Came::nothing) break;
      if (*came == Came::answer) look_at(received);
      for (const ByteView record : received.records) {
        if (const auto value = packstream::decode(record); value) read_structures(*value);
      }
    }
  }
}

void shake_hands(ByteView bytes) {
  Handshake handshake;
  const auto taken = handshake.feed(bytes);
  check(!taken || *taken <= bytes.size());
  check(!handshake.version() || is_supported(*handshake.version()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView bytes(data + 1, size - 1);
  const std::size_t step = data[0] == 0 ? SIZE_MAX : data[0];
  check(messages(bytes, step) == messages(bytes, SIZE_MAX));
  converse(bytes, step);
  shake_hands(bytes);
  if (const auto value = packstream::decode(bytes); value) read_structures(*value);
  return 0;
}
