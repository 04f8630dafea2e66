#include "wirespeed/s3/shell_words.hpp"

namespace wirespeed::s3 {
namespace {

constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class WordSplitter {
 public:
  explicit WordSplitter(std::string_view line) : line_(line) {}

  Result<std::vector<std::string>> split() {
    std::vector<std::string> words;
    for (;;) {
      while (at_ < line_.size() && is_space(line_[at_])) ++at_;
      if (at_ == line_.size()) return words;
      auto read = word();
      if (!read) return std::unexpected(std::move(read).error());
      words.push_back(std::move(*read));
    }
  }

 private:
  Result<std::string> word() {
    std::string word;
    while (at_ < line_.size() && !is_space(line_[at_])) {
      const char c = line_[at_++];
      if (c == '\'' || c == '"') {
        if (!quoted(c, word)) return fail(Errc::malformed, "command line: a {} has no partner", c);
      } else if (c == '\\') {
        if (at_ == line_.size()) return fail(Errc::malformed, "command line: nothing follows the \\ at its end");
        word += line_[at_++];
      } else {
        word += c;
      }
    }
    return word;
  }

  bool quoted(char quote, std::string& word) {
    for (; at_ < line_.size(); ++at_) {
      const char c = line_[at_];
      if (c == quote) {
        ++at_;
        return true;
      }
      const bool escapes = quote == '"' && c == '\\' && at_ + 1 < line_.size();
      if (escapes && (line_[at_ + 1] == '"' || line_[at_ + 1] == '\\')) ++at_;
      word += line_[at_];
    }
    return false;
  }

  std::string_view line_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<std::string>> split_shell_words(std::string_view line) { return WordSplitter(line).split(); }

}  // namespace wirespeed::s3
