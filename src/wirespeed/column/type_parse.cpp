// Types as text: "int64", "list<utf8>", "timestamp[us, Europe/Berlin]", "struct<a: int64, b: list<float64>>".
#include <charconv>

#include "wirespeed/column/type.hpp"

namespace wirespeed::column {
namespace {

constexpr int kMaxDepth = 32;

struct Named {
  std::string_view name;
  Type type;
};

constexpr Named kNames[] = {
    {"null", Type::null},
    {"bool", Type::boolean},
    {"int8", Type::int8},
    {"int16", Type::int16},
    {"int32", Type::int32},
    {"int64", Type::int64},
    {"float32", Type::float32},
    {"float64", Type::float64},
    {"utf8", Type::utf8},
    {"binary", Type::binary},
    {"uuid", Type::uuid},
    {"date32", Type::date32},
    {"time64", Type::time64_ns},
    {"timestamp", Type::timestamp_ns},
    {"month_day_nano", Type::month_day_nano},
    {"list", Type::list},
    {"fixed_size_list", Type::fixed_size_list},
    {"struct", Type::structure},
};

class TypeParser {
 public:
  explicit TypeParser(std::string_view text) noexcept : text_(text) {}

  Result<Field> parse() {
    Field field;
    if (type(field, 0) && rest_.find_first_not_of(' ') == std::string_view::npos) return field;
    return fail(
        Errc::invalid_argument,
        "parse a type: expected one as int64, list<utf8>, timestamp[us, UTC] or struct<a: int64>, found '{}', not "
        "understood from '{}' on",
        text_, rest_);
  }

 private:
  bool type(Field& field, int depth) {
    const std::string_view name = take_until("<>[],");
    for (const Named& known : kNames) {
      if (known.name != name) continue;
      field.type = known.type;
      return depth < kMaxDepth && contents(field, depth) && brackets(field);
    }
    return false;
  }

  // What stands in <>.
  bool contents(Field& field, int depth) {
    const bool list = field.type == Type::list || field.type == Type::fixed_size_list;
    if (!list && field.type != Type::structure) return true;
    if (!take('<')) return field.type == Type::structure;  // one without fields
    do {
      Field child;
      if (list) {
        child.name = kItemName;
      } else {
        child.name = take_until(":,>");
        if (!take(':')) return false;
      }
      if (!type(child, depth + 1)) return false;
      field.children.push_back(std::move(child));
    } while (!list && take(','));
    return take('>');
  }

  // What stands in []: a unit and a zone, or a size.
  bool brackets(Field& field) {
    if (field.type == Type::fixed_size_list) return take('[') && number(take_until("]"), field.size) && take(']');
    if (field.type == Type::time64_ns) return take('[') && take_until("]") == "ns" && take(']');
    if (!is_timestamp(field.type)) return true;
    if (!take('[')) return false;
    const std::string_view unit = take_until(",]");
    if (unit != "us" && unit != "ns") return false;
    field.type = unit == "us" ? Type::timestamp_us : Type::timestamp_ns;
    if (take(',')) field.zone = take_until("]");
    return take(']');
  }

  static bool number(std::string_view digits, std::int32_t& out) noexcept {
    const char* end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, out);
    return error == std::errc() && at == end && out >= 0;
  }

  bool take(char expected) noexcept {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Without the blanks around it.
  std::string_view take_until(std::string_view ends) noexcept {
    std::string_view taken = rest_.substr(0, rest_.find_first_of(ends));
    rest_.remove_prefix(taken.size());
    taken.remove_prefix(std::min(taken.find_first_not_of(' '), taken.size()));
    while (!taken.empty() && taken.back() == ' ') taken.remove_suffix(1);
    return taken;
  }

  std::string_view text_;
  std::string_view rest_ = text_;
};

}  // namespace

Result<Field> parse_type(std::string_view text) { return TypeParser(text).parse(); }

}  // namespace wirespeed::column
