#include "packstream_utf8.hpp"

namespace wirespeed::python {
namespace {

// Bytes of a character in UTF-8; 0 for a surrogate, which has none.
template <typename Char>
std::size_t utf8_bytes(Char character) noexcept {
  const std::uint32_t c = character;
  if (c < 0x80) return 1;
  if (c < 0x800) return 2;
  if (c >= 0xD800 && c < 0xE000) return 0;
  return c < 0x10000 ? 3 : 4;
}

template <typename Char>
std::size_t measured(const void* data, std::size_t length, bool& surrogate) noexcept {
  const auto* text = static_cast<const Char*>(data);
  std::size_t size = 0;
  for (std::size_t i = 0; i < length; ++i) {
    const std::size_t bytes = utf8_bytes(text[i]);
    surrogate |= bytes == 0;
    size += bytes;
  }
  return size;
}

template <typename Char>
std::uint8_t* written(const void* data, std::size_t length, std::uint8_t* at) noexcept {
  const auto* text = static_cast<const Char*>(data);
  for (std::size_t i = 0; i < length; ++i) {
    const std::uint32_t c = text[i];
    const auto low = [c](unsigned shift) { return static_cast<std::uint8_t>(0x80U | ((c >> shift) & 0x3FU)); };
    if (c < 0x80) {
      *at++ = static_cast<std::uint8_t>(c);
    } else if (c < 0x800) {
      *at++ = static_cast<std::uint8_t>(0xC0U | (c >> 6U));
      *at++ = low(0);
    } else if (c < 0x10000) {
      *at++ = static_cast<std::uint8_t>(0xE0U | (c >> 12U));
      *at++ = low(6);
      *at++ = low(0);
    } else {
      *at++ = static_cast<std::uint8_t>(0xF0U | (c >> 18U));
      *at++ = low(12);
      *at++ = low(6);
      *at++ = low(0);
    }
  }
  return at;
}

}  // namespace

void Utf8Source::measure(PyObject* text) noexcept {
  bool surrogate = false;
  kind_ = static_cast<int>(PyUnicode_KIND(text));
  if (kind_ == PyUnicode_1BYTE_KIND) {
    size_ = measured<Py_UCS1>(data_, length_, surrogate);
  } else if (kind_ == PyUnicode_2BYTE_KIND) {
    size_ = measured<Py_UCS2>(data_, length_, surrogate);
  } else {
    size_ = measured<Py_UCS4>(data_, length_, surrogate);
  }
  if (!surrogate) return;
  ok_ = false;
  Py_XDECREF(PyUnicode_AsUTF8String(text));  // it knows how to say it
}

std::uint8_t* Utf8Source::write_wide(std::uint8_t* at) const noexcept {
  if (kind_ == PyUnicode_1BYTE_KIND) return written<Py_UCS1>(data_, length_, at);
  if (kind_ == PyUnicode_2BYTE_KIND) return written<Py_UCS2>(data_, length_, at);
  return written<Py_UCS4>(data_, length_, at);
}

}  // namespace wirespeed::python
