// ~/.pgpass and pg_service.conf.
#include "wirespeed/postgres/conninfo.hpp"

namespace wirespeed::postgres {
namespace {

// Takes the next line off the front, without its end.
std::string_view take_line(std::string_view& text) noexcept {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(text.size(), end + 1));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view kSpace = " \t\v\f\r";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// Whether the first field of the line is `wanted` or *; takes it and its colon off.
bool take_field(std::string_view& line, std::string_view wanted) noexcept {
  if (line.starts_with("*:")) {
    line.remove_prefix(2);
    return true;
  }
  std::size_t matched = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == ':') {
      line.remove_prefix(i + 1);
      return matched == wanted.size();
    }
    if (line[i] == '\\' && i + 1 < line.size()) ++i;
    if (matched == wanted.size() || line[i] != wanted[matched]) return false;
    ++matched;
  }
  return false;
}

std::string without_escapes(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size() && text[i] != ':'; ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    value += text[i];
  }
  return value;
}

class ServiceReader {
 public:
  ServiceReader(std::string_view text, std::string_view service) noexcept : text_(text), service_(service) {}

  Result<std::optional<Conninfo>> find() {
    while (!text_.empty() && !ended_) {
      ++number_;
      const std::string_view line = trimmed(take_line(text_));
      if (line.empty() || line.starts_with('#')) continue;
      if (auto ok = line.starts_with('[') ? read_section(line) : read_entry(line); !ok) {
        return std::unexpected(std::move(ok).error());
      }
    }
    return found_;
  }

 private:
  Result<void> read_section(std::string_view line) {
    ended_ = found_.has_value();
    if (!ended_ && line == "[" + std::string(service_) + "]") found_.emplace();
    return {};
  }
  Result<void> read_entry(std::string_view line) {
    if (!found_) return {};
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return bad("expected \"keyword=value\"");
    const std::string_view keyword = trimmed(line.substr(0, equals));
    if (keyword == "service" || keyword == "servicefile") return bad("a service cannot name another");
    if (auto known = check_keyword(keyword); !known) return bad(known.error().message.c_str());
    found_->try_emplace(std::string(keyword), trimmed(line.substr(equals + 1)));  // the first one counts
    return {};
  }
  std::unexpected<wirespeed::Error> bad(const char* what) const {
    return fail(Errc::invalid_argument, "service file, line {}, service \"{}\": {}", number_, service_, what);
  }

  std::string_view text_;
  std::string_view service_;
  std::size_t number_ = 0;
  bool ended_ = false;
  std::optional<Conninfo> found_;
};

}  // namespace

std::optional<std::string> find_password(std::string_view file_text, const PasswordQuery& query) {
  while (!file_text.empty()) {
    std::string_view line = take_line(file_text);
    if (line.starts_with('#')) continue;
    if (take_field(line, query.host) && take_field(line, query.port) && take_field(line, query.database) &&
        take_field(line, query.user)) {
      return without_escapes(line);
    }
  }
  return std::nullopt;
}

Result<std::optional<Conninfo>> find_service(std::string_view file_text, std::string_view service) {
  return ServiceReader(file_text, service).find();
}

}  // namespace wirespeed::postgres
