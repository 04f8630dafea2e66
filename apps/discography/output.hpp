// What commands print: tables for people, JSON for programs, numbers that can be read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"

namespace discography {

enum class Align : bool { left, right };

// Columns as wide as their widest cell. The last column is not padded, so long names may stand there.
class Table {
 public:
  struct Column {
    std::string title;
    Align align = Align::left;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  void add(std::vector<std::string> cells);  // REQUIRES: as many as columns
  bool empty() const noexcept { return rows_.empty(); }
  std::string text() const;  // with a title row, indented by two

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

std::string with_commas(std::uint64_t number);            // 1,234,567
std::string human_bytes(double bytes);                    // 1.2 GB, in powers of 1000
std::string human_seconds(double seconds);                // 0.42 s, 3:07, 1:02:03
std::string per_second(std::uint64_t n, double seconds);  // 110,000/s

// Control characters, which a terminal might obey, become spaces.
std::string printable(std::string_view text);

// To stdout. An error where it does not take all of it, as on a full disk.
wirespeed::Result<void> print(std::string_view text);

// print(), and what the command answers then.
wirespeed::Result<int> print_and_return(std::string_view text, int exit_code);

// The answer of a command that found nothing, of which stderr has told: as JSON null.
wirespeed::Result<int> nothing_found(bool as_json);

}  // namespace discography
