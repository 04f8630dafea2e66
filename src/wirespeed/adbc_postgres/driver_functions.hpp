// The functions of the driver's table, in three files by what they are called with; driver.cpp puts them together.
#pragma once

#include <charconv>
#include <cstring>

#include "wirespeed/adbc_postgres/driver_statement.hpp"
#include "wirespeed/adbc_postgres/handles.hpp"

namespace wirespeed::adbc_postgres {

void fill_database_functions(AdbcDriver& driver);
void fill_database_functions_110(AdbcDriver& driver);
void fill_connection_functions(AdbcDriver& driver);
void fill_connection_functions_110(AdbcDriver& driver);
void fill_statement_functions(AdbcDriver& driver);
void fill_statement_functions_110(AdbcDriver& driver);

// What stands behind a caller's struct.
template <typename Object, typename Struct>
Answer<std::shared_ptr<Object>> object_of(const Struct* given, const char* what) {
  if (given == nullptr) return refuse(status::kInvalidArgument, "expected a {}, found a null pointer", what);
  auto found = Handles<Object>::get(given->private_data);
  if (found != nullptr) return found;
  return refuse(status::kInvalidState, "expected a {} that was made by this driver, found one that was {}", what,
                given->private_data == nullptr ? "not made, or released" : "released");
}

// Runs `work` with it.
template <typename Object, typename Struct, typename Work>
AdbcStatusCode with(const Struct* given, const char* what, AdbcError* error, Work work) noexcept {
  return guarded(error, [&]() -> Answer<void> {
    auto object = object_of<Object>(given, what);
    if (!object) return std::unexpected(std::move(object).error());
    return work(**object);
  });
}

template <typename Object, typename Struct, typename... Arguments>
AdbcStatusCode make(Struct* out, const char* what, AdbcError* error, Arguments... arguments) noexcept {
  return guarded(error, [&]() -> Answer<void> {
    if (out == nullptr) return refuse(status::kInvalidArgument, "expected a {}, found a null pointer", what);
    if (Handles<Object>::get(out->private_data) != nullptr) {
      return refuse(status::kInvalidState, "make a {}: expected an empty one, found one that was made already", what);
    }
    out->private_data = Handles<Object>::put(std::make_shared<Object>(arguments...));
    return {};
  });
}

inline Answer<void> require(const void* given, const char* what) {
  if (given != nullptr) return {};
  return refuse(status::kInvalidArgument, "{}: expected one, found a null pointer", what);
}

// --- options, of whatever object ------------------------------------------------------------------------------------

template <typename Object, typename Struct>
AdbcStatusCode set_text(Struct* self, const char* what, const char* key, const char* value, AdbcError* error) noexcept {
  return with<Object>(self, what, error, [&](Object& object) -> Answer<void> {
    if (auto ok = require(key, "option key"); !ok) return ok;
    if (auto ok = require(value, "option value"); !ok) return ok;
    return object.set_option(key, value);
  });
}

template <typename Object, typename Struct>
AdbcStatusCode set_bytes(Struct* self, const char* what, const char* key, const std::uint8_t* value, std::size_t size,
                         AdbcError* error) noexcept {
  return with<Object>(self, what, error, [&](Object& object) -> Answer<void> {
    if (auto ok = require(key, "option key"); !ok) return ok;
    if (auto ok = require(size == 0 ? key : static_cast<const void*>(value), "option value"); !ok) return ok;
    return object.set_option(key, std::string_view(reinterpret_cast<const char*>(value), size));
  });
}

template <typename Object, typename Struct, typename Number>
AdbcStatusCode set_number(Struct* self, const char* what, const char* key, Number value, AdbcError* error) noexcept {
  return with<Object>(self, what, error, [&](Object& object) -> Answer<void> {
    if (auto ok = require(key, "option key"); !ok) return ok;
    return object.set_option(key, fmt::format("{}", value));
  });
}

// Copies as much as fits all or not at all, and says how much there is.
template <typename Char>
void hand_out(std::string_view text, std::size_t size, Char* out, std::size_t* out_size) {
  if (out != nullptr && size <= *out_size) std::memcpy(out, text.data(), size);
  *out_size = size;
}

template <typename Object, typename Struct>
Answer<std::string> option_of(Struct* self, const char* what, const char* key) {
  auto object = object_of<Object>(self, what);
  if (!object) return std::unexpected(std::move(object).error());
  if (auto ok = require(key, "option key"); !ok) return std::unexpected(std::move(ok).error());
  return (*object)->option(key);
}

// Text comes with the zero behind it.
template <typename Object, typename Char, typename Struct>
AdbcStatusCode get_text(Struct* self, const char* what, const char* key, Char* out, std::size_t* size,
                        AdbcError* error) noexcept {
  return guarded(error, [&]() -> Answer<void> {
    if (auto ok = require(size, "length of an option's value"); !ok) return ok;
    auto value = option_of<Object>(self, what, key);
    if (!value) return std::unexpected(std::move(value).error());
    constexpr std::size_t kZero = std::is_same_v<Char, char> ? 1 : 0;
    hand_out(std::string_view(value->c_str(), value->size() + kZero), value->size() + kZero, out, size);
    return {};
  });
}

template <typename Object, typename Struct, typename Number>
AdbcStatusCode get_number(Struct* self, const char* what, const char* key, Number* out, AdbcError* error) noexcept {
  return guarded(error, [&]() -> Answer<void> {
    if (auto ok = require(out, "place for an option's value"); !ok) return ok;
    auto value = option_of<Object>(self, what, key);
    if (!value) return std::unexpected(std::move(value).error());
    const char* const end = value->data() + value->size();
    const auto [at, failed] = std::from_chars(value->data(), end, *out);
    if (failed == std::errc() && at == end) return {};
    return refuse(status::kNotFound, "option {}: expected a number, found text: ask for it as that", key);
  });
}

}  // namespace wirespeed::adbc_postgres
