#include "wirespeed/postgres/column_option_names.hpp"

namespace wirespeed::postgres {
namespace {

template <typename T>
struct Choice {
  std::string_view name;
  T value;
};

constexpr Choice<TextLayout> kText[] = {{"utf8", TextLayout::utf8},
                                        {"large_utf8", TextLayout::large_utf8},
                                        {"utf8_view", TextLayout::utf8_view},
                                        {"binary", TextLayout::binary}};
constexpr Choice<NumericAs> kNumeric[] = {
    {"automatic", NumericAs::automatic}, {"text", NumericAs::text}, {"float64", NumericAs::float64}};
constexpr Choice<OutOfRange> kOutOfRange[] = {
    {"null", OutOfRange::null}, {"extreme", OutOfRange::extreme}, {"text", OutOfRange::text}};
constexpr Choice<DictionaryText> kDictionary[] = {
    {"never", DictionaryText::never}, {"adaptive", DictionaryText::adaptive}, {"always", DictionaryText::always}};
constexpr Choice<ArraysAs> kArrays[] = {
    {"adaptive", ArraysAs::adaptive}, {"lists", ArraysAs::lists}, {"structs", ArraysAs::structs}};

template <typename T, std::size_t kCount>
Result<bool> choose(const Choice<T> (&choices)[kCount], std::string_view name, std::string_view value, T& out) {
  std::string names;
  for (const auto& choice : choices) {
    if (choice.name == value) {
      out = choice.value;
      return true;
    }
    names.append(names.empty() ? "" : ", ").append(choice.name);
  }
  return fail(Errc::invalid_argument, "{}: expected one of {}, found \"{}\"", name, names, value);
}

template <typename T, std::size_t kCount>
std::string name_of(const Choice<T> (&choices)[kCount], T value) {
  for (const auto& choice : choices) {
    if (choice.value == value) return std::string(choice.name);
  }
  return {};
}

}  // namespace

Result<bool> set_column_option(ColumnOptions& options, std::string_view name, std::string_view value) {
  if (name == "text") return choose(kText, name, value, options.text);
  if (name == "numeric") return choose(kNumeric, name, value, options.numeric);
  if (name == "out_of_range") return choose(kOutOfRange, name, value, options.out_of_range);
  if (name == "dictionary") return choose(kDictionary, name, value, options.dictionary);
  if (name == "arrays") return choose(kArrays, name, value, options.arrays);
  return false;
}

std::optional<std::string> column_option(const ColumnOptions& options, std::string_view name) {
  if (name == "text") return name_of(kText, options.text);
  if (name == "numeric") return name_of(kNumeric, options.numeric);
  if (name == "out_of_range") return name_of(kOutOfRange, options.out_of_range);
  if (name == "dictionary") return name_of(kDictionary, options.dictionary);
  if (name == "arrays") return name_of(kArrays, options.arrays);
  return std::nullopt;
}

}  // namespace wirespeed::postgres
