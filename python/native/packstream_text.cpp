// Python text from UTF-8, and what is remembered of it.
#include <array>
#include <cstring>

#include "known_objects.hpp"
#include "packstream_objects.hpp"
#include "wirespeed/base/bytes.hpp"

namespace wirespeed::python {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080;

bool is_ascii(const char* text, std::size_t n) noexcept {
  std::uint64_t seen = 0;
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) seen |= load_le<std::uint64_t>(text + i);
  if (n >= 8) {
    seen |= load_le<std::uint64_t>(text + n - 8);
  } else {
    for (; i < n; ++i) seen |= static_cast<std::uint8_t>(text[i]);
  }
  return (seen & kHighBits) == 0;
}

PyObject* new_ascii(std::string_view text) {
  PyObject* made = PyUnicode_New(static_cast<Py_ssize_t>(text.size()), 127);
  if (made != nullptr) std::memcpy(PyUnicode_1BYTE_DATA(made), text.data(), text.size());
  return made;
}

#ifndef Py_GIL_DISABLED

// Keys by the hash of their bytes; a later one takes the place of an earlier. Guarded by the GIL, which is why
// free-threaded builds do without.
constexpr std::size_t kMaxRememberedBytes = 32;
constexpr unsigned kRememberedBits = 10;
std::array<PyObject*, std::size_t{1} << kRememberedBits> remembered{};

// Of 1 to kMaxRememberedBytes bytes.
std::size_t place_of(std::string_view key) noexcept {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio
  std::uint64_t hash = key.size() * kFactor;
  const auto mix = [&hash](std::uint64_t part) {
    hash = (hash ^ part) * kFactor;
    hash ^= hash >> 29;
  };
  if (key.size() >= 8) {
    for (std::size_t i = 0; i + 8 < key.size(); i += 8) mix(load_le<std::uint64_t>(key.data() + i));
    mix(load_le<std::uint64_t>(key.data() + key.size() - 8));
  } else if (key.size() >= 4) {
    mix(load_le<std::uint32_t>(key.data()) | std::uint64_t{load_le<std::uint32_t>(key.data() + key.size() - 4)} << 32U);
  } else {
    for (const char byte : key) mix(static_cast<std::uint8_t>(byte));
  }
  return (hash * kFactor) >> (64 - kRememberedBits);
}

bool holds(PyObject* text, std::string_view key) noexcept {
  return static_cast<std::size_t>(PyUnicode_GET_LENGTH(text)) == key.size() &&
         std::memcmp(PyUnicode_1BYTE_DATA(text), key.data(), key.size()) == 0;
}

#endif

}  // namespace

PyObject* new_text(std::string_view utf8) {
  // Python has the texts of no and of one character ready; its own decoder knows where.
  if (utf8.size() > 1 && is_ascii(utf8.data(), utf8.size())) return new_ascii(utf8);
  return PyUnicode_DecodeUTF8(utf8.data(), static_cast<Py_ssize_t>(utf8.size()), nullptr);
}

#ifdef Py_GIL_DISABLED

PyObject* new_key(std::string_view utf8) { return new_text(utf8); }

#else

PyObject* new_key(std::string_view utf8) {
  if (utf8.size() < 2 || utf8.size() > kMaxRememberedBytes) return new_text(utf8);
  PyObject*& known = remembered[place_of(utf8)];
  if (known != nullptr && holds(known, utf8)) return Py_NewRef(known);
  if (!is_ascii(utf8.data(), utf8.size())) return new_text(utf8);
  PyObject* made = new_ascii(utf8);
  if (made != nullptr) Py_XSETREF(known, Py_NewRef(made));
  return made;
}

#endif

PyObject* uuid_type() { return known(Known::uuid); }

}  // namespace wirespeed::python
