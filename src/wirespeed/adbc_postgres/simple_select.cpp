#include "wirespeed/adbc_postgres/simple_select.hpp"

#include <algorithm>
#include <cctype>

namespace wirespeed::adbc_postgres {
namespace {

bool is_name_start(char c) noexcept {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool is_name_part(char c) noexcept {
  return is_name_start(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '$';
}

// Walks over words, quoted names and single marks.
class Scanner {
 public:
  explicit Scanner(std::string_view sql) : left_(sql) { skip_blanks(); }

  bool at_end() const noexcept { return left_.empty(); }
  std::string_view left() const noexcept { return left_; }

  bool take_mark(char mark) {
    if (left_.empty() || left_.front() != mark) return false;
    advance(1);
    return true;
  }

  // A keyword, in any case.
  bool take_word(std::string_view word) {
    const std::size_t size = word_size();
    const bool is_it = size == word.size() && std::equal(word.begin(), word.end(), left_.begin(), [](char a, char b) {
                         return a == std::tolower(static_cast<unsigned char>(b));
                       });
    if (is_it) advance(size);
    return is_it;
  }

  // a, "a b", a.b, a."b"
  bool take_name() {
    do {
      const std::size_t size = left_.empty() ? 0 : left_.front() == '"' ? quoted_size() : word_size();
      if (size == 0) return false;
      advance(size);
    } while (take_mark('.'));
    return true;
  }

 private:
  std::size_t word_size() const noexcept {
    if (left_.empty() || !is_name_start(left_.front())) return 0;
    return static_cast<std::size_t>(std::ranges::find_if_not(left_, is_name_part) - left_.begin());
  }
  // A doubled quote is one of the name: two quoted pieces side by side.
  std::size_t quoted_size() const noexcept {
    std::size_t end = 0;
    while (end < left_.size() && left_[end] == '"') {
      end = left_.find('"', end + 1);
      if (end == std::string_view::npos) return 0;
      ++end;
    }
    return end;
  }
  void advance(std::size_t size) {
    left_.remove_prefix(size);
    skip_blanks();
  }
  void skip_blanks() {
    while (!left_.empty() && std::isspace(static_cast<unsigned char>(left_.front())) != 0) left_.remove_prefix(1);
  }

  std::string_view left_;
};

std::string between(std::string_view begin, std::string_view end) {
  return std::string(begin.substr(0, begin.size() - end.size()));
}

bool take_columns(Scanner& scan) {
  do {
    if (scan.take_mark('*')) continue;
    if (!scan.take_name()) return false;
    if (scan.take_word("as") && !scan.take_name()) return false;
  } while (scan.take_mark(','));
  return true;
}

std::string_view without_end(std::string_view text) {
  while (!text.empty() && (std::isspace(static_cast<unsigned char>(text.back())) != 0 || text.back() == ';')) {
    text.remove_suffix(1);
  }
  return text;
}

}  // namespace

std::string SimpleSelect::where(std::string_view further) const {
  std::string sql = "SELECT " + columns + " FROM " + table + " WHERE ";
  // On lines of its own: it may end in a comment.
  if (!condition.empty()) sql += "(\n" + condition + "\n) AND ";
  return sql.append(further);
}

std::optional<SimpleSelect> parse_simple_select(std::string_view sql) {
  Scanner scan(without_end(sql));
  SimpleSelect found{"*", {}};
  if (scan.take_word("select")) {
    const std::string_view columns = scan.left();
    if (!take_columns(scan)) return std::nullopt;
    found.columns = between(columns, scan.left());
    if (!scan.take_word("from")) return std::nullopt;
  } else if (!scan.take_word("table")) {
    return std::nullopt;
  }
  const std::string_view table = scan.left();
  if (!scan.take_name()) return std::nullopt;
  found.table = between(table, scan.left());
  if (scan.at_end()) return found;
  if (!scan.take_word("where")) return std::nullopt;
  found.condition = scan.left();
  return found;
}

}  // namespace wirespeed::adbc_postgres
