// What all encoders share: their source, how they tell of a value that has no place, and the way of those whose cells
// are made one by one.
#pragma once

#include <string>
#include <vector>

#include "wirespeed/postgres/source_tile.hpp"

namespace wirespeed::postgres {

struct EncoderSetup {
  const ImportedColumn& source;
  std::string target;  // as people call it
  Refusal& refusal;
};

class SourceEncoder : public ColumnEncoder {
 public:
  explicit SourceEncoder(const EncoderSetup& setup)
      : source_(setup.source), target_(setup.target), refusal_(setup.refusal) {}

 protected:
  // False. `value` as people write it, and why it has no place: "it ends at 32767".
  bool refuse(std::int64_t row, std::string_view value, std::string_view why);
  // False. The same where no value is to be told.
  bool refuse(std::int64_t row, std::string_view why);
  // False. An encoder of a part has refused: what it said holds for `row` of this one, in the part called `path`.
  bool refuse_part(std::int64_t row, std::string_view path);

  const ImportedColumn& source() const noexcept { return source_; }

  template <typename T>
  static std::int64_t row_at(RowRange rows, T i) noexcept {
    return rows.begin + static_cast<std::int64_t>(i);
  }

 private:
  const ImportedColumn& source_;
  std::string target_;
  Refusal& refusal_;
};

// Cells that are made one by one, where their size is only known then: measure() makes them, write() copies them.
class CellByCellEncoder : public SourceEncoder {
 public:
  using SourceEncoder::SourceEncoder;

  bool measure(RowRange rows, std::uint64_t* sizes) final;
  bool write(RowRange rows, std::uint8_t** at) final;
  bool append(RowRange rows, EncodedBytes& out) final;

 protected:
  // The bytes of a value that is there, without their size.
  virtual bool append_value(std::int64_t row, EncodedBytes& out) = 0;

 private:
  bool append_cell(std::int64_t row, EncodedBytes& out);

  EncodedBytes made_;
  std::vector<std::size_t> ends_;  // of each cell that was measured last
};

// A column without values: each cell is NULL.
class NullEncoder final : public SourceEncoder {
 public:
  using SourceEncoder::SourceEncoder;

  bool measure(RowRange rows, std::uint64_t* sizes) override;
  bool write(RowRange rows, std::uint8_t** at) override;
  bool append(RowRange rows, EncodedBytes& out) override;
};

inline constexpr std::int32_t kNullSize = -1;
inline constexpr std::size_t kSizeBytes = sizeof(std::int32_t);  // before each cell's bytes

// Text for messages, cut where it is long.
std::string quoted(std::string_view text);

}  // namespace wirespeed::postgres
