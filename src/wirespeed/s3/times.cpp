#include "wirespeed/s3/times.hpp"

#include <algorithm>

#include "wirespeed/base/error.hpp"

namespace wirespeed::s3 {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

// Takes a text apart from its front. What does not fit makes it not ok(), and all that is taken afterwards 0.
class Reader {
 public:
  explicit Reader(std::string_view text) noexcept : text_(text) {}

  bool ok() const noexcept { return ok_; }
  bool at_end() const noexcept { return text_.empty(); }
  std::string_view rest() const noexcept { return text_; }

  int number(std::size_t digits) noexcept {
    if (text_.size() < digits) return wrong();
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const int digit = text_[i] - '0';
      if (digit < 0 || digit > 9) return wrong();
      value = value * 10 + digit;
    }
    text_.remove_prefix(digits);
    return value;
  }

  bool take_if(std::string_view expected) noexcept {
    if (!ok_ || !text_.starts_with(expected)) return false;
    text_.remove_prefix(expected.size());
    return true;
  }

  void expect(std::string_view expected) noexcept {
    if (!take_if(expected)) wrong();
  }

  // Which of the words comes next, from 0.
  template <std::size_t N>
  int word(const std::array<std::string_view, N>& words) noexcept {
    for (std::size_t i = 0; i < N; ++i) {
      if (take_if(words[i])) return static_cast<int>(i);
    }
    return wrong();
  }

  void skip_through(std::string_view mark) noexcept {
    const std::size_t at = text_.find(mark);
    if (at == std::string_view::npos) {
      wrong();
    } else {
      text_.remove_prefix(at + mark.size());
    }
  }

  int wrong() noexcept {
    ok_ = false;
    text_ = {};
    return 0;
  }

 private:
  std::string_view text_;
  bool ok_ = true;
};

struct Civil {
  int year = 0;
  int month = 0;  // from 1
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;  // 60 is the next minute's first: a leap second
};

std::optional<MicroTime> time_of(const Civil& civil) noexcept {
  const std::chrono::year_month_day date{std::chrono::year(civil.year),
                                         std::chrono::month(static_cast<unsigned>(civil.month)),
                                         std::chrono::day(static_cast<unsigned>(civil.day))};
  if (!date.ok() || civil.hour > 23 || civil.minute > 59 || civil.second > 60) return std::nullopt;
  return MicroTime(std::chrono::sys_days(date)) + hours(civil.hour) + minutes(civil.minute) + seconds(civil.second);
}

void read_clock(Reader& reader, Civil& civil) noexcept {
  civil.hour = reader.number(2);
  reader.expect(":");
  civil.minute = reader.number(2);
  reader.expect(":");
  civil.second = reader.number(2);
}

microseconds read_fraction(Reader& reader) noexcept {
  if (!reader.take_if(".")) return microseconds(0);
  int value = reader.number(1);
  int unit = 100'000;
  value *= unit;
  while (reader.ok() && !reader.at_end() && reader.rest()[0] >= '0' && reader.rest()[0] <= '9') {
    unit /= 10;
    value += unit * reader.number(1);
  }
  return microseconds(value);
}

minutes read_offset(Reader& reader) noexcept {
  if (reader.at_end() || reader.take_if("Z")) return minutes(0);
  const bool west = reader.take_if("-");
  if (!west) reader.expect("+");
  const int hour = reader.number(2);
  reader.take_if(":");
  const int total = hour * 60 + reader.number(2);
  return minutes(west ? -total : total);
}

// Sun, 22 Nov 2026 14:35:36 GMT
Civil read_fixed_date(Reader& reader) noexcept {
  Civil civil;
  civil.day = reader.number(2);
  reader.expect(" ");
  civil.month = reader.word(kMonths) + 1;
  reader.expect(" ");
  civil.year = reader.number(4);
  reader.expect(" ");
  read_clock(reader, civil);
  reader.expect(" GMT");
  return civil;
}

// Sunday, 22-Nov-26 14:35:36 GMT
Civil read_rfc850_date(Reader& reader) noexcept {
  Civil civil;
  civil.day = reader.number(2);
  reader.expect("-");
  civil.month = reader.word(kMonths) + 1;
  reader.expect("-");
  civil.year = reader.number(2);
  civil.year += civil.year < 70 ? 2000 : 1900;
  reader.expect(" ");
  read_clock(reader, civil);
  reader.expect(" GMT");
  return civil;
}

// Sun Nov 22 14:35:36 2026
Civil read_asctime_date(Reader& reader) noexcept {
  Civil civil;
  civil.month = reader.word(kMonths) + 1;
  reader.expect(" ");
  civil.day = reader.take_if(" ") ? reader.number(1) : reader.number(2);
  reader.expect(" ");
  read_clock(reader, civil);
  reader.expect(" ");
  civil.year = reader.number(4);
  return civil;
}

Civil read_http_date(Reader& reader) noexcept {
  reader.word(kWeekdays);
  if (reader.take_if(" ")) return read_asctime_date(reader);
  const bool fixed = reader.take_if(", ");
  if (fixed) return read_fixed_date(reader);
  reader.skip_through(", ");  // "day, " of Sunday
  return read_rfc850_date(reader);
}

struct Parts {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<microseconds> clock;
  std::chrono::sys_days day;
};

Parts parts_of(MicroTime time) noexcept {
  const auto day = std::chrono::floor<days>(time);
  return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss<microseconds>(time - day), day};
}

char* write_digits(char* at, unsigned value, std::size_t digits) noexcept {
  for (std::size_t i = digits; i > 0; --i, value /= 10) at[i - 1] = static_cast<char>('0' + value % 10);
  return at + digits;
}

}  // namespace

SystemTime to_system_time(MicroTime time) noexcept {
  constexpr auto first = std::chrono::ceil<microseconds>(SystemTime::min());
  constexpr auto last = std::chrono::floor<microseconds>(SystemTime::max());
  return SystemTime(std::clamp(time, MicroTime(first), MicroTime(last)));
}

std::optional<MicroTime> parse_iso8601(std::string_view text) noexcept {
  Reader reader(text);
  Civil civil;
  civil.year = reader.number(4);
  reader.expect("-");
  civil.month = reader.number(2);
  reader.expect("-");
  civil.day = reader.number(2);
  reader.expect("T");
  read_clock(reader, civil);
  const microseconds fraction = read_fraction(reader);
  const minutes offset = read_offset(reader);
  const auto time = time_of(civil);
  if (!reader.ok() || !reader.at_end() || !time) return std::nullopt;
  return *time + fraction - offset;
}

std::string to_iso8601(MicroTime time) {
  const Parts parts = parts_of(time);
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(parts.clock.subseconds());
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(parts.date.year()),
                     static_cast<unsigned>(parts.date.month()), static_cast<unsigned>(parts.date.day()),
                     parts.clock.hours().count(), parts.clock.minutes().count(), parts.clock.seconds().count(),
                     milliseconds.count());
}

std::optional<MicroTime> parse_http_date(std::string_view text) noexcept {
  Reader reader(text);
  const Civil civil = read_http_date(reader);
  if (!reader.ok() || !reader.at_end()) return std::nullopt;
  return time_of(civil);
}

std::string to_http_date(MicroTime time) {
  const Parts parts = parts_of(time);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kWeekdays[std::chrono::weekday(parts.day).c_encoding()], static_cast<unsigned>(parts.date.day()),
                     kMonths[static_cast<unsigned>(parts.date.month()) - 1], static_cast<int>(parts.date.year()),
                     parts.clock.hours().count(), parts.clock.minutes().count(), parts.clock.seconds().count());
}

SigningTime to_signing_time(SystemTime time) noexcept {
  const Parts parts = parts_of(std::chrono::floor<microseconds>(time));
  SigningTime text;
  char* at = write_digits(text.digits.data(), static_cast<unsigned>(static_cast<int>(parts.date.year())), 4);
  at = write_digits(at, static_cast<unsigned>(parts.date.month()), 2);
  at = write_digits(at, static_cast<unsigned>(parts.date.day()), 2);
  *at++ = 'T';
  at = write_digits(at, static_cast<unsigned>(parts.clock.hours().count()), 2);
  at = write_digits(at, static_cast<unsigned>(parts.clock.minutes().count()), 2);
  at = write_digits(at, static_cast<unsigned>(parts.clock.seconds().count()), 2);
  *at = 'Z';
  return text;
}

}  // namespace wirespeed::s3
