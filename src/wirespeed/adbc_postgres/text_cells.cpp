#include "wirespeed/adbc_postgres/text_cells.hpp"

#include <charconv>
#include <cmath>

#include "wirespeed/column/arrow_values.hpp"

namespace wirespeed::adbc_postgres {
namespace {

using column::ImportedColumn;
using column::Layout;

template <typename T>
std::string number_text(T value) {
  std::array<char, 64> buffer{};
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), written.ptr};
}

std::string float_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  return number_text(value);
}

std::string text_at(const ImportedColumn& source, std::int64_t row) {
  switch (source.layout) {
    case Layout::text:
      return std::string(text_of(column::sized_at<std::int32_t>(source, row)));
    case Layout::large_text:
      return std::string(text_of(column::sized_at<std::int64_t>(source, row)));
    case Layout::text_view:
      return std::string(text_of(column::view_at(source, row)));
    case Layout::boolean:
      return column::bit_at(source, row) ? "true" : "false";
    case Layout::float32: {
      const auto value = source.at<float>(1, row);
      return std::isfinite(value) ? number_text(value) : float_text(value);
    }
    case Layout::float64:
      return float_text(source.at<double>(1, row));
    case Layout::uint64:
      return number_text(source.at<std::uint64_t>(1, row));
    default:
      return number_text(column::integer_at(source, row));
  }
}

bool has_text(Layout layout) noexcept {
  switch (layout) {
    case Layout::text:
    case Layout::large_text:
    case Layout::text_view:
    case Layout::boolean:
    case Layout::int8:
    case Layout::int16:
    case Layout::int32:
    case Layout::int64:
    case Layout::uint8:
    case Layout::uint16:
    case Layout::uint32:
    case Layout::uint64:
    case Layout::float32:
    case Layout::float64:
      return true;
    default:
      return false;
  }
}

class TextCells final : public CellWriter {
 public:
  explicit TextCells(const ImportedColumn& source) : source_(source) {}

  postgres::Format format() const noexcept override { return postgres::Format::text; }

  Answer<void> append(std::int64_t row, postgres::EncodedBytes& out) override {
    if (source_.is_null(row)) {
      out.put(std::int32_t{-1});
      return {};
    }
    const std::string text = text_at(source_, row);
    if (text.size() > postgres::kMaxCellBytes) {
      return refuse(status::kInvalidArgument, "bind parameter {}: expected at most {} bytes, found {}", source_.name,
                    postgres::kMaxCellBytes, text.size());
    }
    out.put(static_cast<std::int32_t>(text.size()));
    out.put(bytes_of(text));
    return {};
  }

 private:
  const ImportedColumn& source_;
};

}  // namespace

std::unique_ptr<CellWriter> make_text_cells(const ImportedColumn& source) {
  if (!has_text(source.layout) || !source.dictionary.empty()) return nullptr;
  return std::make_unique<TextCells>(source);
}

}  // namespace wirespeed::adbc_postgres
