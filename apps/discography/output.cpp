#include "output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>

#include "commands.hpp"
#include "wirespeed/base/utf8.hpp"

namespace discography {
namespace {

std::size_t width(std::string_view text) {  // code points; good enough for names that end their line
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string pad(std::string_view text, std::size_t to, Align align) {
  const std::string space(to - std::min(to, width(text)), ' ');
  return align == Align::left ? std::string(text) + space : space + std::string(text);
}

}  // namespace

void Table::add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

std::string Table::text() const {
  std::vector<std::vector<std::string>> lines(1);
  for (const Column& column : columns_) lines[0].push_back(column.title);
  lines.insert(lines.end(), rows_.begin(), rows_.end());
  std::string out;
  for (const auto& line : lines) {
    std::string row = " ";
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      std::size_t widest = 0;
      const bool is_last = c + 1 == columns_.size() && columns_[c].align == Align::left;
      for (const auto& other : lines) widest = std::max(widest, is_last ? 0 : width(other[c]));
      row += ' ' + pad(line[c], widest, columns_[c].align) + (is_last ? "" : " ");
    }
    out += row.substr(0, row.find_last_not_of(' ') + 1) + '\n';
  }
  return out;
}

std::string with_commas(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string human_bytes(double bytes) {
  constexpr std::array kUnits = {"bytes", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (bytes >= 1000 && unit + 1 < kUnits.size()) {
    bytes /= 1000;
    ++unit;
  }
  return unit == 0 ? fmt::format("{:.0f} bytes", bytes)
                   : fmt::format("{:.{}f} {}", bytes, bytes < 10 ? 2 : 1, kUnits[unit]);
}

std::string human_seconds(double seconds) {
  if (seconds < 60) return fmt::format("{:.{}f} s", seconds, seconds < 10 ? 2 : 1);
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string per_second(std::uint64_t n, double seconds) {
  if (seconds <= 0) return "-";
  return with_commas(static_cast<std::uint64_t>(static_cast<double>(n) / seconds)) + "/s";
}

std::string printable(std::string_view text) {
  std::string out(text);
  std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return out;
}

wirespeed::Result<void> print(std::string_view text) {
  const bool whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (whole) return {};
  return wirespeed::fail(wirespeed::Errc::io, "write standard output: {}", wirespeed::errno_text(errno));
}

wirespeed::Result<int> print_and_return(std::string_view text, int exit_code) {
  if (auto ok = print(text); !ok) return std::unexpected(ok.error());
  return exit_code;
}

wirespeed::Result<int> nothing_found(bool as_json) { return print_and_return(as_json ? "null\n" : "", kNothingFound); }

}  // namespace discography
