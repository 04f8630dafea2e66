#include "neo4j_messages.hpp"

#include <algorithm>
#include <cstring>

#include "collector.hpp"
#include "neo4j_driver.hpp"
#include "neo4j_dropped.hpp"
#include "packstream_destination.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

constexpr std::uint8_t kRecordTag = 0x71;

PyObject* hooks_or_null(nb::handle hooks) {
  if (hooks.is_none()) return nullptr;
  if (!PyDict_Check(hooks.ptr())) throw nb::type_error("hydration_hooks: expected a dict or None");
  return hooks.ptr();
}

ObjectDestination destination_of(nb::handle hooks, Version version) {
  const Driver* known = driver();
  return ObjectDestination(hooks_or_null(hooks), version, known == nullptr ? nullptr : known->structure);
}

// Where the values of a message begin that is a RECORD with n of them; 0 for any other.
//   | B1 71 | a list of n | values |
std::size_t values_of_record(ByteView message, std::size_t n) {
  std::size_t begin = 0;
  std::size_t found = 0;
  if (message.size() < 3 || message[0] != (packstream::marker::kStructure | 1) || message[1] != kRecordTag) return 0;
  return read_list_header(message.subspan(2), begin, found) && found == n ? 2 + begin : 0;
}

// A tuple of texts is in no cycle: the collector would find out, and each dict that holds it would have been on its
// list by then.
void untrack(PyObject* keys) {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(keys); ++i) {
    if (!PyUnicode_CheckExact(PyTuple_GET_ITEM(keys, i))) return;
  }
  if (PyTuple_CheckExact(keys) && PyObject_GC_IsTracked(keys) != 0) PyObject_GC_UnTrack(keys);
}

// A memoryview of room for bytes. It is closed at the end of the scope, whoever holds it by then: the traceback of an
// error, for one.
class LentMemory {
 public:
  explicit LentMemory(std::span<std::uint8_t> space)
      : view_(nb::steal(PyMemoryView_FromMemory(reinterpret_cast<char*>(space.data()),
                                                static_cast<Py_ssize_t>(space.size()), PyBUF_WRITE))) {
    if (!view_.is_valid()) throw nb::python_error();
  }
  LentMemory(const LentMemory&) = delete;
  LentMemory& operator=(const LentMemory&) = delete;
  ~LentMemory() {
    const nb::error_scope kept;
    if (!nb::steal(PyObject_CallMethod(view_.ptr(), "release", nullptr)).is_valid()) PyErr_WriteUnraisable(view_.ptr());
  }

  const nb::object& view() const noexcept { return view_; }

 private:
  nb::object view_;
};

}  // namespace

class Messages::Turn {
 public:
  explicit Turn(Messages& messages) : messages_(messages) {
    if (messages_.busy_.exchange(true)) throw std::runtime_error("a connection is read from two places at once");
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { messages_.busy_ = false; }

 private:
  Messages& messages_;
};

std::size_t Messages::receive(const nb::callable& recv_into) {
  const Turn turn(*this);
  check_taken();
  const auto space = chunks_.room();
  const LentMemory lent(space);
  const auto got = nb::cast<std::size_t>(recv_into(lent.view(), space.size()));
  if (got > space.size()) throw std::out_of_range("recv_into: gave more bytes than were asked for");
  chunks_.commit(got);
  return got;
}

void Messages::feed(const nb::bytes& data) {
  const Turn turn(*this);
  check_taken();
  ByteView left(static_cast<const std::uint8_t*>(data.data()), data.size());
  while (!left.empty()) {
    const auto room = chunks_.room();
    const std::size_t n = std::min(room.size(), left.size());
    std::memcpy(room.data(), left.data(), n);
    chunks_.commit(n);
    left = left.subspan(n);
  }
}

// More bytes move those that are there.
void Messages::check_taken() const {
  if (front_) throw std::runtime_error("a message waits to be taken before more can be received");
}

bool Messages::ready() {
  const Turn turn(*this);
  return front() != nullptr;
}

bool Messages::empty() {
  const Turn turn(*this);
  return front() == nullptr && chunks_.waiting() == 0;
}

// The first message, or nullptr while there is none.
const ByteView* Messages::front() {
  if (front_) return &*front_;
  auto next = chunks_.next();
  if (!next) throw nb::value_error(next.error().message.c_str());
  front_ = *next;
  return front_ ? &*front_ : nullptr;
}

nb::tuple Messages::pop(nb::handle hooks) {
  const Turn turn(*this);
  if (front() == nullptr) throw std::runtime_error("pop: no whole message has arrived");
  const ByteView message = *front_;
  front_.reset();
  if ((message[0] & 0xF0) != packstream::marker::kStructure) {
    PyErr_Format(PyExc_ValueError, "Expected structure, found marker %02X", message[0]);
    throw nb::python_error();
  }
  if (message.size() < 2) throw nb::value_error("Nothing to unpack: the message ends before its tag");
  const CollectorPause pause;
  const nb::bytes tag(reinterpret_cast<const char*>(message.data() + 1), 1);
  ObjectDestination destination = destination_of(hooks, version_);
  ObjectDecoder decoder(message, destination, version_, 2, kMaxObjectDepth);
  nb::list fields;
  for (int i = 0; i < (message[0] & 0x0F); ++i) {
    PyObject* value = nullptr;
    const bool ok = decoder.read(value);
    const auto owned = nb::steal(value);
    if (!ok) {
      set_fault_error(decoder.fault());
      throw nb::python_error();
    }
    fields.append(owned);
  }
  return nb::make_tuple(tag, fields);
}

nb::object Messages::records(nb::handle hooks, const nb::tuple& keys, nb::handle result) {
  untrack(keys.ptr());
  const bool watched = is_watched(result.ptr());
  if (!watched) free_dropped_results(*driver());
  const Turn turn(*this);
  const CollectorPause pause;
  ObjectDestination destination = destination_of(hooks, version_);
  nb::object made = nb::none();
  while (const ByteView* message = front()) {
    const std::size_t begin = values_of_record(*message, keys.size());
    if (begin == 0) break;
    if (made.is_none()) made = nb::steal(PyList_New(0));
    ObjectDecoder decoder(*message, destination, version_, begin, kMaxObjectDepth);
    const Owned record = new_tuple_of_values(driver()->record, keys.size(), decoder);
    const bool ok = record && PyObject_SetAttr(record.get(), names().keys, keys.ptr()) == 0 &&
                    PyList_Append(made.ptr(), record.get()) == 0;
    if (!ok) {
      if (nb::len(made) == 0) throw nb::python_error();
      PyErr_Clear();  // what came before is given first; the next call meets it again
      break;
    }
    front_.reset();
  }
  if (!watched && destination.has_graph()) watch_result(result.ptr());
  return made;
}

}  // namespace wirespeed::python
