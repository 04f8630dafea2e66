#include "wirespeed/column/arrow_request.hpp"

namespace wirespeed::column {
namespace {

Type text_of_format(const char* format) noexcept {
  const std::string_view text = format == nullptr ? "" : format;
  if (text == "u") return Type::utf8;
  if (text == "U") return Type::large_utf8;
  return text == "vu" ? Type::utf8_view : Type::null;
}

RequestedColumn requested(const ArrowSchema& schema) {
  const bool dictionary = schema.dictionary != nullptr;
  const Type text = text_of_format(dictionary ? schema.dictionary->format : schema.format);
  return {schema.name == nullptr ? "" : schema.name, text, dictionary && text != Type::null};
}

}  // namespace

Result<std::vector<RequestedColumn>> requested_columns(const ArrowSchema& schema) {
  if (schema.release == nullptr) return fail(Errc::invalid_argument, "requested schema: it was released already");
  if (schema.format == nullptr || std::string_view(schema.format) != "+s") {
    return fail(Errc::invalid_argument, "requested schema: expected a struct of columns, found Arrow format '{}'",
                schema.format == nullptr ? "" : schema.format);
  }
  std::vector<RequestedColumn> columns;
  columns.reserve(static_cast<std::size_t>(schema.n_children));
  for (std::int64_t i = 0; i < schema.n_children; ++i) columns.push_back(requested(*schema.children[i]));
  return columns;
}

}  // namespace wirespeed::column
