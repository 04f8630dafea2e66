// Encoders of values that all take the same number of bytes.
#pragma once

#include "wirespeed/postgres/source_encoder.hpp"

namespace wirespeed::postgres {

// A Conversion says what a value is on its way and in the end:
//   using Value = ...;
//   static constexpr std::int32_t kBytes = ...;
//   void load(const ImportedColumn&, RowRange, Value*) const;
//   bool store(const Value&, std::uint8_t* at) const;     // writes kBytes; false: the value has no place in them
//   std::string text(const Value&) const;                 // of a value that has none, for people
//   std::string why(const Value&) const;
template <typename Conversion>
class FixedEncoder final : public SourceEncoder {
 public:
  FixedEncoder(const EncoderSetup& setup, Conversion conversion)
      : SourceEncoder(setup), conversion_(std::move(conversion)) {}

  bool measure(RowRange rows, std::uint64_t* sizes) override {
    if (source().validity == nullptr) {
      for (std::size_t i = 0; i < rows.count; ++i) sizes[i] += kCellBytes;
    } else {
      for (std::size_t i = 0; i < rows.count; ++i) sizes[i] += is_there(rows, i) ? kCellBytes : kSizeBytes;
    }
    return true;
  }

  bool write(RowRange rows, std::uint8_t** at) override { return put(rows, at); }

  bool append(RowRange rows, EncodedBytes& out) override {
    while (rows.count != 0) {
      const RowRange tile = {rows.begin, std::min(rows.count, kTileRows)};
      OneByOne at{out.reserve(tile.count * kCellBytes + kWritableBehind)};
      if (!put(tile, at)) return false;
      out.commit(at.place);
      rows = {row_at(rows, tile.count), rows.count - tile.count};
    }
    return true;
  }

 private:
  using Value = typename Conversion::Value;
  static constexpr std::size_t kCellBytes = kSizeBytes + Conversion::kBytes;

  // The place of every cell is behind the one before.
  struct OneByOne {
    std::uint8_t* place;
    std::uint8_t*& operator[](std::size_t) noexcept { return place; }
  };

  bool is_there(RowRange rows, std::size_t i) const noexcept { return !source().is_null(row_at(rows, i)); }

  bool put_one(const Value& value, std::uint8_t*& at) const {
    std::uint8_t* to = store_be(at, Conversion::kBytes);
    at = to + Conversion::kBytes;
    return conversion_.store(value, to);
  }

  // Numbers can be read where NULLs are: then neither takes a branch, which nobody could foresee.
  static constexpr bool kBranchless = Conversion::kBytes <= 8 && std::is_arithmetic_v<Value>;

  bool put_or_null(const Value& value, bool there, std::uint8_t*& at) const {
    std::uint8_t stored[sizeof(std::uint64_t)] = {};
    const bool ok = conversion_.store(value, stored);
    std::uint8_t* to = store_be(at, there ? Conversion::kBytes : kNullSize);
    const auto before = load_le<std::uint64_t>(to);  // of the cells behind a NULL, which are there already
    const std::uint64_t used = ~std::uint64_t{0} >> (64 - 8 * Conversion::kBytes);
    const std::uint64_t mask = there ? used : 0;
    store_le(to, (load_le<std::uint64_t>(stored) & mask) | (before & ~mask));
    at = to + (there ? Conversion::kBytes : 0);
    return ok || !there;
  }

  template <typename Places>
  bool put(RowRange rows, Places& at) {
    Value tile[kTileRows];
    conversion_.load(source(), rows, tile);
    bool ok = true;
    if (source().validity == nullptr) {
      for (std::size_t i = 0; i < rows.count; ++i) ok &= put_one(tile[i], at[i]);
    } else if constexpr (kBranchless) {
      for (std::size_t i = 0; i < rows.count; ++i) ok &= put_or_null(tile[i], is_there(rows, i), at[i]);
    } else {
      for (std::size_t i = 0; i < rows.count; ++i) {
        if (is_there(rows, i)) {
          ok &= put_one(tile[i], at[i]);
        } else {
          at[i] = store_be(at[i], kNullSize);
        }
      }
    }
    return ok || refuse_first(rows, tile);
  }

  bool refuse_first(RowRange rows, const Value* tile) {
    std::uint8_t unused[Conversion::kBytes];
    std::size_t i = 0;
    while (i + 1 < rows.count && (!is_there(rows, i) || conversion_.store(tile[i], unused))) ++i;
    return refuse(row_at(rows, i), conversion_.text(tile[i]), conversion_.why(tile[i]));
  }

  Conversion conversion_;
};

template <typename Conversion>
std::unique_ptr<ColumnEncoder> fixed_encoder(const EncoderSetup& setup, Conversion conversion) {
  return std::make_unique<FixedEncoder<Conversion>>(setup, std::move(conversion));
}

}  // namespace wirespeed::postgres
