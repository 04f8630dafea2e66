// pgvector's types, from lists of floats.
#include <cmath>

#include "wirespeed/postgres/encoder_kinds.hpp"
#include "wirespeed/postgres/nested_encoders.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kMaxDimensions = 16'000;  // of a vector or halfvec, pgvector's limit

struct SingleFloat {
  using Bits = std::uint32_t;
  static constexpr std::string_view kName = "float32";
  static bool store(double value, Bits& bits) noexcept {
    const auto rounded = static_cast<float>(value);
    bits = std::bit_cast<Bits>(rounded);
    return static_cast<double>(rounded) == value;
  }
};

// Of a magnitude that is a float of 16 bits: 11 digits, of which the first stands for 2^-14 or more.
std::uint16_t half_bits(double magnitude) noexcept {
  if (magnitude < 0x1p-14) return static_cast<std::uint16_t>(std::ldexp(magnitude, 24));
  int exponent = 0;
  const double fraction = std::frexp(magnitude, &exponent);  // 0.5 to 1
  return static_cast<std::uint16_t>((exponent + 14) << 10 | (static_cast<int>(fraction * 2048) & 0x3FF));
}

struct HalfFloat {
  using Bits = std::uint16_t;
  static constexpr std::string_view kName = "float16";
  static bool store(double value, Bits& bits) noexcept {
    constexpr double kLargest = 65'504;
    const double magnitude = std::fabs(value);
    if (!(magnitude <= kLargest)) return false;
    bits = static_cast<Bits>(half_bits(magnitude) | (std::signbit(value) ? 0x8000 : 0));
    return column::half_to_double(bits) == value;
  }
};

template <typename Float>
class FloatItems : public CellByCellEncoder {
 public:
  using CellByCellEncoder::CellByCellEncoder;

 protected:
  bool put_items(const ImportedColumn& items, RowRange rows, std::int64_t row, EncodedBytes& out) {
    double tile[kTileRows];
    if (has_null(items, rows)) return refuse(row, "a null within it");
    for (std::size_t done = 0; done < rows.count; done += kTileRows) {
      const RowRange part = {row_at(rows, done), std::min(rows.count - done, kTileRows)};
      load_floats(items, part, tile);
      for (std::size_t i = 0; i < part.count; ++i) {
        typename Float::Bits bits = 0;
        if (!Float::store(tile[i], bits)) {
          return refuse(row, fmt::format("{}", tile[i]),
                        fmt::format("no {} is exactly that; round it first", Float::kName));
        }
        out.put(bits);
      }
    }
    return true;
  }
};

//  | int16 n | int16 0 | n floats |
template <typename Float>
class VectorEncoder final : public FloatItems<Float> {
 public:
  using FloatItems<Float>::FloatItems;

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override {
    const RowRange items = items_of(this->source(), row);
    if (items.count == 0 || items.count > kMaxDimensions) {
      return this->refuse(row, fmt::format("a vector has 1 to {} dimensions, found {}", kMaxDimensions, items.count));
    }
    out.put(static_cast<std::int16_t>(items.count));
    out.put(std::int16_t{0});
    return this->put_items(this->source().children[0], items, row, out);
  }
};

//  | int32 dimensions | int32 n | int32 0 | n indices from 0, int32 each | n float4 |
class SparseVectorEncoder final : public FloatItems<SingleFloat> {
 public:
  SparseVectorEncoder(const EncoderSetup& setup, const ImportedColumn& dimensions, const ImportedColumn& indices,
                      const ImportedColumn& values)
      : FloatItems(setup), dimensions_(dimensions), indices_(indices), values_(values) {}

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override {
    const std::int64_t at = source().first + row;
    if (dimensions_.is_null(at) || indices_.is_null(at) || values_.is_null(at)) return refuse(row, "a null within it");
    const RowRange indices = items_of(indices_, at);
    const RowRange values = items_of(values_, at);
    if (indices.count != values.count || has_null(indices_.children[0], indices)) {
      return refuse(
          row, fmt::format("{} indices and {} values; expected as many, and no null", indices.count, values.count));
    }
    out.put(static_cast<std::int32_t>(integer_at(dimensions_, at)));
    out.put(static_cast<std::int32_t>(indices.count));
    out.put(std::int32_t{0});
    for (std::size_t i = 0; i < indices.count; ++i) {
      out.put(static_cast<std::int32_t>(integer_at(indices_.children[0], row_at(indices, i))));
    }
    return put_items(values_.children[0], values, row, out);
  }

 private:
  const ImportedColumn& dimensions_;
  const ImportedColumn& indices_;
  const ImportedColumn& values_;
};

bool is_list_of(const ImportedColumn* column, bool (*is_item)(Layout)) noexcept {
  return column != nullptr && is_list(column->layout) && column->dictionary.empty() &&
         is_item(column->children[0].layout) && column->children[0].dictionary.empty();
}

bool is_small_integer(Layout layout) { return is_integer(layout) && layout != Layout::uint64; }
bool is_any_float(Layout layout) { return is_float(layout); }

}  // namespace

EncoderPointer make_vector_encoder(const EncoderSetup& setup, Kind kind) {
  if (!is_list_of(&setup.source, is_any_float)) return nullptr;
  if (kind == Kind::halfvec) return std::make_unique<VectorEncoder<HalfFloat>>(setup);
  return std::make_unique<VectorEncoder<SingleFloat>>(setup);
}

EncoderPointer make_sparse_vector_encoder(const EncoderSetup& setup) {
  const ImportedColumn* dimensions = child_called(setup.source, "dimensions");
  const ImportedColumn* indices = child_called(setup.source, "indices");
  const ImportedColumn* values = child_called(setup.source, "values");
  const bool fits = dimensions != nullptr && is_small_integer(dimensions->layout) &&
                    is_list_of(indices, is_small_integer) && is_list_of(values, is_any_float);
  return fits ? std::make_unique<SparseVectorEncoder>(setup, *dimensions, *indices, *values) : nullptr;
}

}  // namespace wirespeed::postgres
