#include "wirespeed/postgres/encoder_kinds.hpp"
#include "wirespeed/postgres/short_copy.hpp"

namespace wirespeed::postgres {
namespace {

// Each value of the dictionary is made when a row asks for it first; further rows copy it.
class DictionaryEncoder final : public SourceEncoder {
 public:
  DictionaryEncoder(const EncoderSetup& setup, EncoderPointer values)
      : SourceEncoder(setup), values_(std::move(values)) {}

  void begin_batch() override {
    values_->begin_batch();
    made_.resize(0);
    made_.put(kNullSize);
    known_.assign(static_cast<std::size_t>(dictionary().length), Cell{});
  }

  bool measure(RowRange rows, std::uint64_t* sizes) override {
    if (!find(rows)) return false;
    for (std::size_t i = 0; i < rows.count; ++i) sizes[i] += tile_[i].bytes;
    return true;
  }

  bool write(RowRange rows, std::uint8_t** at) override {
    for (std::size_t i = 0; i < rows.count; ++i) at[i] = copy_short(at[i], bytes_of_cell(tile_[i]));
    return true;
  }

  bool append(RowRange rows, EncodedBytes& out) override {
    while (rows.count != 0) {
      const RowRange tile = {rows.begin, std::min(rows.count, kTileRows)};
      if (!find(tile)) return false;
      for (std::size_t i = 0; i < tile.count; ++i) out.put(bytes_of_cell(tile_[i]));
      rows = {row_at(rows, tile.count), rows.count - tile.count};
    }
    return true;
  }

 private:
  struct Cell {
    std::size_t begin = 0;
    std::size_t bytes = 0;  // 0: not made yet
  };
  static constexpr Cell kNull = {0, kSizeBytes};

  const ImportedColumn& dictionary() const noexcept { return source().dictionary[0]; }
  ByteView bytes_of_cell(Cell cell) const noexcept { return {made_.data() + cell.begin, cell.bytes}; }

  bool find(RowRange rows) {
    load_places(rows);
    for (std::size_t i = 0; i < rows.count; ++i) {
      if (source().is_null(row_at(rows, i))) {
        tile_[i] = kNull;
      } else if (!find_one(row_at(rows, i), places_[i], tile_[i])) {
        return false;
      }
    }
    return true;
  }

  void load_places(RowRange rows) noexcept {
    if (source().layout != Layout::uint64) return load_integers(source(), rows, places_);
    std::uint64_t places[kTileRows];
    load_integers(source(), rows, places);
    for (std::size_t i = 0; i < rows.count; ++i) places_[i] = static_cast<std::int64_t>(places[i]);
  }

  bool find_one(std::int64_t row, std::int64_t place, Cell& cell) {
    if (place < 0 || place >= dictionary().length) {
      return refuse(row,
                    fmt::format("its place in the dictionary is {}, which has {} values", place, dictionary().length));
    }
    Cell& known = known_[static_cast<std::size_t>(place)];
    if (known.bytes == 0) {
      known.begin = made_.size();
      if (!values_->append({place, 1}, made_)) return refuse_part(row, "");
      known.bytes = made_.size() - known.begin;
    }
    cell = known;
    return true;
  }

  EncoderPointer values_;
  EncodedBytes made_;
  std::vector<Cell> known_;  // by place
  Cell tile_[kTileRows];
  std::int64_t places_[kTileRows];
};

}  // namespace

EncoderPointer make_dictionary_encoder(const EncoderSetup& setup, EncoderPointer values) {
  return std::make_unique<DictionaryEncoder>(setup, std::move(values));
}

}  // namespace wirespeed::postgres
