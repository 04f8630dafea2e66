#include "wirespeed/s3/ini_file.hpp"

#include <algorithm>

namespace wirespeed::s3 {
namespace {

constexpr std::string_view kSpace = " \t\v\f\r\n";
constexpr std::string_view kDefaults = "DEFAULT";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view without_space_behind(std::string_view text) noexcept {
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

std::string_view trimmed(std::string_view text) noexcept {
  return without_space_behind(text.substr(std::min(text.find_first_not_of(kSpace), text.size())));
}

std::string lower_case(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return lowered;
}

// Takes the next line off the front, without its end: LF, CR LF or CR.
std::string_view take_line(std::string_view& text) noexcept {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  text.remove_prefix(text.starts_with("\r\n") ? 2 : text.empty() ? 0 : 1);
  return line;
}

class IniReader {
 public:
  Result<Sections> read(std::string_view text) {
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    while (!text.empty()) {
      ++line_;
      if (auto taken = take(take_line(text)); !taken) return std::unexpected(std::move(taken).error());
    }
    Sections sections;
    for (const auto& [name, options] : sections_) {
      auto settings = finished(options);
      if (!settings) return std::unexpected(std::move(settings).error());
      sections.emplace(name, std::move(*settings));
    }
    return sections;
  }

 private:
  struct Option {
    std::string value;  // lines parted by LF
    std::size_t line = 0;
  };
  using Options = std::map<std::string, Option, std::less<>>;

  Result<void> take(std::string_view line) {
    const std::string_view text = trimmed(line);
    if (text.starts_with('#') || text.starts_with(';')) return {};
    if (text.empty()) {
      if (option_ != nullptr) option_->value += '\n';
      return {};
    }
    const std::size_t indent = line.find_first_not_of(kSpace);
    if (option_ != nullptr && indent > indent_) {
      option_->value.append("\n").append(text);
      return {};
    }
    indent_ = indent;
    const std::size_t bracket = text.rfind(']');
    if (text.front() == '[' && bracket != std::string_view::npos && bracket > 1)
      return begin(text.substr(1, bracket - 1));
    return begin_option(text);
  }

  Result<void> begin(std::string_view section) {
    option_ = nullptr;
    if (section == kDefaults) {
      options_ = &defaults_;
      return {};
    }
    const auto [at, is_new] = sections_.try_emplace(std::string(section));
    options_ = &at->second;
    if (is_new) return {};
    return fail(Errc::malformed, "line {}: a section that was there before; write both as one", line_);
  }

  Result<void> begin_option(std::string_view text) {
    if (options_ == nullptr) return fail(Errc::malformed, "line {}: expected a section, as [default], first", line_);
    const std::size_t delimiter = text.find_first_of("=:");
    if (delimiter == std::string_view::npos || delimiter == 0) {
      return fail(Errc::malformed,
                  "line {}: expected \"name = value\"; a line further in goes on with the one before it", line_);
    }
    const std::string_view value = trimmed(text.substr(delimiter + 1));
    const auto [at, is_new] = options_->try_emplace(lower_case(without_space_behind(text.substr(0, delimiter))),
                                                    Option{std::string(value), line_});
    option_ = &at->second;
    if (is_new) return {};
    return fail(Errc::malformed, "line {}: an option that its section has already, in line {}", line_, at->second.line);
  }

  Result<Settings> finished(const Options& options) const {
    Settings settings;
    for (const Options* source : {&options, &defaults_}) {
      for (const auto& [name, option] : *source) {
        if (source == &defaults_ && options.contains(name)) continue;
        if (auto added = add(settings, name, option); !added) return std::unexpected(std::move(added).error());
      }
    }
    return settings;
  }

  static Result<void> add(Settings& settings, const std::string& name, const Option& option) {
    const std::string_view value = without_space_behind(option.value);
    if (value.starts_with('\n')) return add_nested(settings, name, value, option.line);
    settings.emplace(name, value);
    return {};
  }

  static Result<void> add_nested(Settings& settings, const std::string& name, std::string_view lines, std::size_t at) {
    while (!lines.empty()) {
      const std::string_view line = take_line(lines);
      if (line.empty()) continue;
      const std::size_t equals = line.find('=');
      if (equals == std::string_view::npos) {
        return fail(Errc::malformed, "line {}: expected \"name = value\" in each line of an option of options", at);
      }
      settings.insert_or_assign(fmt::format("{}.{}", name, trimmed(line.substr(0, equals))),
                                std::string(trimmed(line.substr(equals + 1))));
    }
    return {};
  }

  std::size_t line_ = 0;
  std::map<std::string, Options, std::less<>> sections_;
  Options defaults_;
  Options* options_ = nullptr;  // of the section under way
  Option* option_ = nullptr;    // the one that a line further in goes on with
  std::size_t indent_ = 0;
};

}  // namespace

Result<Sections> parse_ini(std::string_view text) { return IniReader().read(text); }

}  // namespace wirespeed::s3
