// Points and what is made of them, from structs of floats, in structs or not; times with a zone.
#include "wirespeed/postgres/encoder_kinds.hpp"
#include "wirespeed/postgres/nested_encoders.hpp"
#include "wirespeed/postgres/time_conversions.hpp"

namespace wirespeed::postgres {
namespace {

// How many floats are in a struct and the structs in it; -1 where anything else is.
int floats_in(const ImportedColumn& column) noexcept {
  if (is_float(column.layout) && column.dictionary.empty()) return 1;
  if (column.layout != Layout::structure) return -1;
  int sum = 0;
  for (const ImportedColumn& child : column.children) {
    const int floats = floats_in(child);
    if (floats < 0) return -1;
    sum += floats;
  }
  return sum;
}

// All floats in it, in order. False: one of them is null.
bool put_floats(const ImportedColumn& column, std::int64_t row, EncodedBytes& out) {
  if (column.is_null(row)) return false;
  if (column.layout == Layout::structure) {
    for (const ImportedColumn& child : column.children) {
      if (!put_floats(child, column.first + row, out)) return false;
    }
    return true;
  }
  double value = 0;
  load_floats(column, {row, 1}, &value);
  out.put(std::bit_cast<std::uint64_t>(value));
  return true;
}

constexpr std::string_view kNullWithin = "a null within it";

class PointsEncoder final : public CellByCellEncoder {
 public:
  using CellByCellEncoder::CellByCellEncoder;

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override {
    return put_floats(source(), row, out) || refuse(row, kNullWithin);
  }
};

//  | u8 closed, of paths only | int32 n | n points |
class PathEncoder final : public CellByCellEncoder {
 public:
  PathEncoder(const EncoderSetup& setup, const ImportedColumn* closed, const ImportedColumn& points)
      : CellByCellEncoder(setup), closed_(closed), points_(points) {}

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override {
    std::int64_t at = row;
    if (closed_ != nullptr) {
      at += source().first;
      if (closed_->is_null(at) || points_.is_null(at)) return refuse(row, kNullWithin);
      out.put(static_cast<std::uint8_t>(bit_at(*closed_, at)));
    }
    const RowRange items = items_of(points_, at);
    out.put(static_cast<std::int32_t>(items.count));
    for (std::size_t i = 0; i < items.count; ++i) {
      if (!put_floats(points_.children[0], row_at(items, i), out)) return refuse(row, kNullWithin);
    }
    return true;
  }

 private:
  const ImportedColumn* closed_;
  const ImportedColumn& points_;
};

bool is_list_of_points(const ImportedColumn& column) noexcept {
  return is_list(column.layout) && column.dictionary.empty() && floats_in(column.children[0]) == 2;
}

EncoderPointer make_path_encoder(const EncoderSetup& setup) {
  const ImportedColumn* closed = child_called(setup.source, "closed");
  const ImportedColumn* points = child_called(setup.source, "points");
  if (closed == nullptr || points == nullptr || closed->layout != Layout::boolean || !is_list_of_points(*points)) {
    return nullptr;
  }
  return std::make_unique<PathEncoder>(setup, closed, *points);
}

int floats_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::point:
      return 2;
    case Kind::line:
    case Kind::circle:
      return 3;
    default:
      return 4;  // lseg, box
  }
}

//  | int64 us | int32 seconds WEST of UTC |
class TimetzEncoder final : public CellByCellEncoder {
 public:
  TimetzEncoder(const EncoderSetup& setup, const ImportedColumn& time, const ImportedColumn& offset)
      : CellByCellEncoder(setup), time_(time), offset_(offset), conversion_{time.per_second} {}

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override {
    const std::int64_t at = source().first + row;
    if (time_.is_null(at) || offset_.is_null(at)) return refuse(row, kNullWithin);
    std::int64_t units = 0;
    conversion_.load(time_, {at, 1}, &units);
    std::uint8_t* to = out.reserve(UnitsToTime::kBytes);
    if (!conversion_.store(units, to)) return refuse(row, conversion_.text(units), conversion_.why(units));
    out.commit(to + UnitsToTime::kBytes);
    const std::int64_t east = integer_at(offset_, at);
    if (east <= -86'400 || east >= 86'400) return refuse(row, fmt::format("an offset of {} s from UTC", east));
    out.put(static_cast<std::int32_t>(-east));
    return true;
  }

 private:
  const ImportedColumn& time_;
  const ImportedColumn& offset_;
  UnitsToTime conversion_;
};

}  // namespace

EncoderPointer make_geometric_encoder(const EncoderSetup& setup, Kind kind) {
  if (kind == Kind::path) return make_path_encoder(setup);
  if (kind == Kind::polygon) {
    if (!is_list_of_points(setup.source)) return nullptr;
    return std::make_unique<PathEncoder>(setup, nullptr, setup.source);
  }
  const bool fits = setup.source.layout == Layout::structure && floats_in(setup.source) == floats_of(kind);
  return fits ? std::make_unique<PointsEncoder>(setup) : nullptr;
}

EncoderPointer make_timetz_encoder(const EncoderSetup& setup) {
  const ImportedColumn* time = child_called(setup.source, "time");
  const ImportedColumn* offset = child_called(setup.source, "utc_offset_s");
  if (time == nullptr || offset == nullptr || !is_integer(offset->layout) || offset->layout == Layout::uint64 ||
      (time->layout != Layout::time32 && time->layout != Layout::time64)) {
    return nullptr;
  }
  return std::make_unique<TimetzEncoder>(setup, *time, *offset);
}

}  // namespace wirespeed::postgres
