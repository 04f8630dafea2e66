// Dates and times from text in DateStyle ISO: "2024-02-29 12:34:56.789+05:30", "0044-03-15 BC", "infinity".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wirespeed::postgres {

class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : left_(text) {}

  // Of the whole text; nothing when it is none.
  std::optional<std::int32_t> date();       // days since 2000-01-01
  std::optional<std::int64_t> time();       // microseconds
  std::optional<std::int64_t> timestamp();  // microseconds since 2000-01-01, in UTC when the text has a zone

 private:
  bool take(char c) noexcept;
  std::optional<std::int64_t> number(std::size_t min_digits, std::size_t max_digits) noexcept;
  std::optional<std::int64_t> days();   // but for BC, which stands at the end of all
  std::optional<std::int64_t> clock();  // microseconds
  std::optional<std::int64_t> offset();
  bool ends_in_bc() noexcept;

  std::string_view left_;
};

}  // namespace wirespeed::postgres
