// Columns made by hand, for tests.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/column/batch.hpp"

namespace wirespeed::column {

template <typename T>
Buffer buffer_of(const std::vector<T>& values) {
  Buffer buffer;
  buffer.reserve(values.size() * sizeof(T));
  buffer.set_size(values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(buffer.data(), values.data(), values.size() * sizeof(T));
  return buffer;
}

template <typename T>
std::vector<T> numbers_in(const Buffer& buffer) {
  const auto values = buffer.values<T>();
  return {values.begin(), values.end()};
}

inline Column column_of(Type type, std::size_t length) {
  return {.type = type,
          .length = static_cast<std::int64_t>(length),
          .nulls = 0,
          .validity = {},
          .offsets = {},
          .values = {},
          .children = {}};
}

template <typename T>
Column number_column(Type type, const std::vector<T>& values) {
  Column column = column_of(type, values.size());
  column.values = buffer_of(values);
  return column;
}

template <typename Offset>
Column text_column(Type type, const std::vector<std::string>& texts) {
  std::vector<Offset> offsets = {0};
  std::vector<char> bytes;
  for (const std::string& text : texts) {
    bytes.insert(bytes.end(), text.begin(), text.end());
    offsets.push_back(static_cast<Offset>(bytes.size()));
  }
  Column column = column_of(type, texts.size());
  column.offsets = buffer_of(offsets);
  column.values = buffer_of(bytes);
  return column;
}

inline Column large_text_column(const std::vector<std::string>& texts) {
  return text_column<std::int64_t>(Type::large_utf8, texts);
}

// Text beyond 12 bytes is in one buffer behind the views.
inline Column view_column(const std::vector<std::string>& texts) {
  std::vector<std::uint8_t> views(texts.size() * 16);
  std::vector<char> bytes;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::uint8_t* at = views.data() + 16 * i;
    store_le(at, static_cast<std::int32_t>(texts[i].size()));
    if (texts[i].size() <= 12) {
      std::memcpy(at + 4, texts[i].data(), texts[i].size());
      continue;
    }
    std::memcpy(at + 4, texts[i].data(), 4);
    store_le(at + 12, static_cast<std::int32_t>(bytes.size()));
    bytes.insert(bytes.end(), texts[i].begin(), texts[i].end());
  }
  Column column = column_of(Type::utf8_view, texts.size());
  column.values = buffer_of(views);
  column.data.push_back(std::make_shared<const Buffer>(buffer_of(bytes)));
  return column;
}

inline std::string_view view_at(const Column& column, std::size_t row) {
  const std::uint8_t* at = column.values.data() + 16 * row;
  const auto size = static_cast<std::size_t>(load_le<std::int32_t>(at));
  if (size <= 12) return text_of({at + 4, size});
  const Buffer& data = *column.data[static_cast<std::size_t>(load_le<std::int32_t>(at + 8))];
  return text_of({data.data() + load_le<std::int32_t>(at + 12), size});
}

inline Column dictionary_column(const std::vector<std::int8_t>& places, const std::vector<std::string>& texts) {
  Column column = number_column(Type::int8, places);
  column.dictionary.push_back(text_column<std::int32_t>(Type::utf8, texts));
  return column;
}

inline Column struct_column(Column first, Column second) {
  Column column = column_of(Type::structure, static_cast<std::size_t>(first.length));
  column.children.push_back(std::move(first));
  column.children.push_back(std::move(second));
  return column;
}

}  // namespace wirespeed::column
