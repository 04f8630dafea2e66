#include "networkx_keys.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace wirespeed::python {
namespace {

// The table may have so many places for each key, and some more.
constexpr unsigned long long kPlacesForEach = 4;
constexpr unsigned long long kPlacesMore = 1024;
// Keys whose hashes are known before any of their slots is looked at.
constexpr std::size_t kAhead = 16;

// false: not exactly an int, or beyond 64 bits.
bool whole_of(PyObject* key, long long& value) {
  if (!PyLong_CheckExact(key)) return false;
  int overflow = 0;
  value = PyLong_AsLongLongAndOverflow(key, &overflow);
  return overflow == 0;
}

std::size_t mixed(Py_hash_t hash) noexcept {
  const auto product = static_cast<std::uint64_t>(hash) * 0x9E3779B97F4A7C15U;
  return static_cast<std::size_t>(product ^ (product >> 32));
}

}  // namespace

void raise_missing(PyObject* key) {
  if (PyErr_Occurred() != nullptr) return;
  const Owned arguments(PyTuple_Pack(1, key));  // a tuple would be taken for several
  if (arguments) PyErr_SetObject(PyExc_KeyError, arguments.get());
}

bool NodeKeys::make(PyObject* list) {
  list_ = Owned(Py_NewRef(list));
  if (size() >= kMissing) {
    PyErr_SetString(PyExc_OverflowError, "nodes: expected fewer than 2^32 - 1");
    return false;
  }
  return make_table() || (PyErr_Occurred() == nullptr && make_slots());
}

// false without an error: keys for slots.
bool NodeKeys::make_table() {
  long long least = std::numeric_limits<long long>::max();
  long long most = std::numeric_limits<long long>::min();
  for (std::uint32_t i = 0; i < size(); ++i) {
    long long value = 0;
    if (!whole_of(key(i), value)) return false;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  if (size() == 0) return false;
  const auto range = static_cast<unsigned long long>(most) - static_cast<unsigned long long>(least);
  if (range > kPlacesForEach * size() + kPlacesMore) return false;
  first_ = least;
  table_.assign(range + 1, kMissing);
  for (std::uint32_t i = 0; i < size(); ++i) {
    long long value = 0;
    whole_of(key(i), value);
    table_[static_cast<unsigned long long>(value) - static_cast<unsigned long long>(least)] = i;
  }
  return true;
}

bool NodeKeys::make_slots() {
  slots_.assign(std::bit_ceil(2 * size() + 2), {});
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 0; i < size(); ++i) {
    const Py_hash_t hash = PyObject_Hash(key(i));
    if (hash == -1) return false;
    std::size_t at = mixed(hash) & mask;
    while (slots_[at].number != kMissing) at = (at + 1) & mask;
    slots_[at] = {hash, key(i), i};
  }
  return true;
}

std::uint32_t NodeKeys::find_whole(long long value) const noexcept {
  const auto place = static_cast<unsigned long long>(value) - static_cast<unsigned long long>(first_);
  return place < table_.size() ? table_[place] : kMissing;
}

// What equals an int hashes as it does, and ints of 60 bits hash as themselves, -1 aside.
std::uint32_t NodeKeys::find_as_whole(PyObject* key, Py_hash_t hash) const {
  for (const long long value : {static_cast<long long>(hash), -1LL}) {
    if (value == -1 && hash != -2) continue;
    const std::uint32_t number = find_whole(value);
    if (number == kMissing) continue;
    const int is_equal = PyObject_RichCompareBool(this->key(number), key, Py_EQ);
    if (is_equal != 0) return is_equal > 0 ? number : kMissing;
  }
  return kMissing;
}

std::uint32_t NodeKeys::find_hashed(PyObject* key, Py_hash_t hash) const {
  if (slots_.empty()) return kMissing;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = mixed(hash) & mask; slots_[at].number != kMissing; at = (at + 1) & mask) {
    if (slots_[at].key == key) return slots_[at].number;
    if (slots_[at].hash != hash) continue;
    const int is_equal = PyObject_RichCompareBool(slots_[at].key, key, Py_EQ);
    if (is_equal != 0) return is_equal > 0 ? slots_[at].number : kMissing;
  }
  return kMissing;
}

std::uint32_t NodeKeys::find(PyObject* key) const {
  long long value = 0;
  if (!table_.empty() && whole_of(key, value)) return find_whole(value);
  const Py_hash_t hash = PyObject_Hash(key);
  if (hash == -1) return kMissing;
  return table_.empty() ? find_hashed(key, hash) : find_as_whole(key, hash);
}

bool NodeKeys::find_all(std::span<PyObject* const> keys, std::uint32_t* numbers) const {
  for (std::size_t begin = 0; begin < keys.size(); begin += kAhead) {
    const std::size_t end = std::min(begin + kAhead, keys.size());
    for (std::size_t i = begin; table_.empty() && i < end; ++i) {
      if (!PyUnicode_CheckExact(keys[i]) && !PyLong_CheckExact(keys[i])) continue;
      __builtin_prefetch(&slots_[mixed(PyObject_Hash(keys[i])) & (slots_.size() - 1)]);
    }
    for (std::size_t i = begin; i < end; ++i) {
      numbers[i] = find(keys[i]);
      if (numbers[i] != kMissing) continue;
      raise_missing(keys[i]);
      return false;
    }
  }
  return true;
}

}  // namespace wirespeed::python
