// What a snapshot says about itself: names, sizes and forms of everything, the section "graph/description".
//
//   u32 format version, then labels, types and trends, each list as u32 count and its members in the order of the
//   fields below. Text is u32 length and bytes; u8, u16, u32, u64 are little endian and not aligned.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/graph/row_index.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

inline constexpr std::uint32_t kFormatVersion = 1;
inline constexpr std::string_view kDescriptionSection = "graph/description";
inline constexpr std::uint16_t kNoProperty = 0xFFFF;
inline constexpr std::uint8_t kNoNameIndex = 0xFF;

enum class PropertyKind : std::uint8_t { text, i16, i32, u32, dictionary, text_list };

struct PropertyDescription {
  std::string name;
  PropertyKind kind = PropertyKind::text;
  std::uint32_t dictionary_size = 0;  // dictionary, text_list
  RowShape lists;                     // text_list: which codes are whose
};

struct LabelDescription {
  std::string name;
  std::uint32_t count = 0;  // with stubs
  std::uint32_t stubs = 0;
  std::uint8_t has_ids = 0;
  std::uint64_t id_universe = 0;  // see IdSplit
  std::uint32_t id_head_count = 0;
  std::uint16_t name_property = kNoProperty;
  std::uint8_t name_index_bits = kNoNameIndex;  // log2 of the buckets
  std::vector<PropertyDescription> properties;
};

struct TypeDescription {
  std::string name;
  NodeRange sources;
  NodeRange targets;
  std::uint64_t rows = 0;  // as written
  std::string value_name;  // empty: no value
  std::uint32_t dictionary_size = 0;
  RowShape out;
  RowShape in;
};

struct TrendDescription {
  std::uint16_t type = 0;
  std::uint16_t counted = 0;   // label
  std::uint16_t property = 0;  // of that label
  Direction direction = Direction::in;
  std::uint32_t precompute_degree = 0;
  std::uint32_t nodes = 0;  // with a stored answer
  std::uint32_t cells = 0;  // of all of them
};

struct Description {
  std::vector<LabelDescription> labels;
  std::vector<TypeDescription> types;
  std::vector<TrendDescription> trends;
};

std::vector<std::uint8_t> encode_description(const Description& description);

// Errors say what was expected at which byte. What the numbers promise is checked by the reader of the arrays.
Result<Description> decode_description(ByteView bytes);

}  // namespace wirespeed::graph
