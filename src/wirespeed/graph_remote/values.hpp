// Values of a property, one for each node of a question, of kinds that may differ.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wirespeed::graph_remote {

// 16 bytes; the characters of a text stand elsewhere.
struct Cell {
  enum class Kind : std::uint32_t { null, boolean, integer, real, text };

  Kind kind = Kind::null;
  std::uint32_t length = 0;   // of a text
  std::uint64_t payload = 0;  // the bits of a number, or where the text begins

  bool is_number() const noexcept { return kind == Kind::boolean || kind == Kind::integer; }
  std::int64_t integer() const noexcept { return static_cast<std::int64_t>(payload); }
  double real() const noexcept { return std::bit_cast<double>(payload); }
  std::string_view text(std::string_view texts) const noexcept { return texts.substr(payload, length); }
};

inline Cell number_cell(std::int64_t value) noexcept {
  return {Cell::Kind::integer, 0, static_cast<std::uint64_t>(value)};
}
inline Cell boolean_cell(bool value) noexcept { return {Cell::Kind::boolean, 0, value ? std::uint64_t{1} : 0}; }
inline Cell real_cell(double value) noexcept { return {Cell::Kind::real, 0, std::bit_cast<std::uint64_t>(value)}; }
inline Cell text_cell(std::string_view text, std::string& texts) {
  const Cell cell{Cell::Kind::text, static_cast<std::uint32_t>(text.size()), texts.size()};
  texts.append(text);
  return cell;
}

struct Values {
  std::vector<Cell> cells{};
  std::string texts{};

  void clear() {
    cells.clear();
    texts.clear();
  }
  void add_text(std::string_view text) { cells.push_back(text_cell(text, texts)); }
};

}  // namespace wirespeed::graph_remote
