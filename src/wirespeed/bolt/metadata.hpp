// Looking things up in the maps that servers send along. What is missing or of another kind is taken as not there:
// servers add and drop entries between versions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/bolt/error.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt {

template <typename T>
const T* find_in(const packstream::Map& map, std::string_view key) noexcept {
  const packstream::Value* value = map.find(key);
  return value == nullptr ? nullptr : value->get<T>();
}

inline std::string text_in(const packstream::Map& map, std::string_view key) {
  const auto* text = find_in<std::string>(map, key);
  return text == nullptr ? std::string() : *text;
}

inline std::int64_t integer_in(const packstream::Map& map, std::string_view key, std::int64_t otherwise = 0) noexcept {
  const auto* number = find_in<std::int64_t>(map, key);
  return number == nullptr ? otherwise : *number;
}

inline bool flag_in(const packstream::Map& map, std::string_view key, bool otherwise = false) noexcept {
  const auto* flag = find_in<bool>(map, key);
  return flag == nullptr ? otherwise : *flag;
}

inline const packstream::Map* map_in(const packstream::Map& map, std::string_view key) noexcept {
  return find_in<packstream::Map>(map, key);
}

inline const packstream::List* list_in(const packstream::Map& map, std::string_view key) noexcept {
  return find_in<packstream::List>(map, key);
}

// The texts of a list, in its order.
inline std::vector<std::string> texts_in(const packstream::Map& map, std::string_view key) {
  std::vector<std::string> texts;
  const packstream::List* list = list_in(map, key);
  if (list == nullptr) return texts;
  for (const packstream::Value& value : *list) {
    if (const auto* text = value.get<std::string>(); text != nullptr) texts.push_back(*text);
  }
  return texts;
}

inline Position read_position(const packstream::Map& map) noexcept {
  return {integer_in(map, "offset"), integer_in(map, "line"), integer_in(map, "column")};
}

}  // namespace wirespeed::bolt
