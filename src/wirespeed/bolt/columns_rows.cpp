#include "wirespeed/bolt/columns_rows.hpp"

#include <cerrno>
#include <cmath>
#include <optional>

#include "wirespeed/bolt/columns_source.hpp"
#include "wirespeed/bolt/columns_structures.hpp"
#include "wirespeed/packstream/encoder.hpp"

namespace wirespeed::bolt {
namespace {

constexpr std::size_t kListHeaderBytes = 5;

// Memory that grows, and is used again for each batch.
class RowOutput {
 public:
  std::uint8_t* reserve(std::size_t n) {
    if (bytes_.size() - used_ < n) [[unlikely]]
      bytes_.resize(std::max(bytes_.size() * 2, used_ + n));
    return bytes_.data() + used_;
  }
  void commit(const std::uint8_t* end) noexcept { used_ = static_cast<std::size_t>(end - bytes_.data()); }
  std::size_t size() const noexcept { return used_; }

  // Leaves room for the header of the list, whose size is known at the end.
  void begin_list() {
    used_ = 0;
    commit(reserve(kListHeaderBytes) + kListHeaderBytes);
  }
  ByteView end_list(std::uint64_t size) noexcept {
    std::uint8_t header[packstream::kMaxHeaderBytes];
    const auto bytes = static_cast<std::size_t>(packstream::write_list_header(header, size) - header);
    const std::size_t begin = kListHeaderBytes - bytes;
    std::memcpy(bytes_.data() + begin, header, bytes);
    return {bytes_.data() + begin, used_ - begin};
  }
  void append(const std::vector<std::uint8_t>& bytes) {
    std::uint8_t* at = reserve(bytes.size());
    std::memcpy(at, bytes.data(), bytes.size());
    commit(at + bytes.size());
  }

 private:
  std::vector<std::uint8_t> bytes_;
  std::size_t used_ = 0;
};

double to_double(std::uint16_t half) noexcept {
  const int exponent = half >> 10 & 0x1F;
  const int fraction = half & 0x3FF;
  const double sign = (half & 0x8000) != 0 ? -1.0 : 1.0;
  if (exponent == 0x1F) return fraction != 0 ? std::nan("") : sign * HUGE_VAL;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(fraction + 1024, exponent - 25);
}

struct SplitTime {
  std::int64_t seconds;
  std::int64_t nanos;
};

SplitTime split(std::int64_t value, std::int64_t per_second) noexcept {
  const std::int64_t rest = value % per_second;
  const bool below = rest < 0;
  return {value / per_second - (below ? 1 : 0), (below ? rest + per_second : rest) * (kNanosPerSecond / per_second)};
}

// Values of bound columns, each as PackStream. False: a value that Bolt has no form for; wrong() says which.
class RowWriter {
 public:
  RowWriter(RowOutput& output, bool utc) noexcept : output_(output), encoder_(output), utc_(utc) {}

  bool value(const SourceColumn& column, std::int64_t row) {
    if (column.is_null(row)) return encoder_.null();
    if (!column.dictionary.empty()) return value(column.dictionary[0], index(column, row));
    switch (column.layout) {
      case Layout::int64:
        return encoder_.integer(column.at<std::int64_t>(1, row));
      case Layout::float64:
        return encoder_.floating(column.at<double>(1, row));
      case Layout::text:
        return encoder_.text(text_of(sized<std::int32_t>(column, row)));
      case Layout::boolean:
        return encoder_.boolean(bit(column, row));
      case Layout::structure:
        return structure(column, row);
      case Layout::list:
        return list<std::int32_t>(column, row);
      default:
        return other(column, row);
    }
  }

  // A row is a struct of which the names are written already.
  bool structure(const SourceColumn& column, std::int64_t row) {
    if (!encoder_.map(column.children.size())) return false;
    for (const SourceColumn& child : column.children) {
      output_.append(child.key);
      if (!value(child, column.first + row)) return wrong_in(child);
    }
    return true;
  }

  const std::string& column() const noexcept { return column_; }
  const std::string& wrong() const noexcept { return wrong_; }

 private:
  // On the way out, the names from the innermost column on.
  bool wrong_in(const SourceColumn& column) {
    column_ = column_.empty() ? column.name : column.name + "." + column_;
    return false;
  }

  bool other(const SourceColumn& column, std::int64_t row) {
    switch (column.layout) {
      case Layout::null:
        return encoder_.null();
      case Layout::int8:
      case Layout::int16:
      case Layout::int32:
      case Layout::uint8:
      case Layout::uint16:
      case Layout::uint32:
        return encoder_.integer(index(column, row));
      case Layout::uint64:
        return unsigned_integer(column.at<std::uint64_t>(1, row));
      case Layout::float16:
        return encoder_.floating(to_double(column.at<std::uint16_t>(1, row)));
      case Layout::float32:
        return encoder_.floating(static_cast<double>(column.at<float>(1, row)));
      case Layout::large_text:
        return encoder_.text(text_of(sized<std::int64_t>(column, row)));
      case Layout::text_view:
        return encoder_.text(text_of(view(column, row)));
      case Layout::bytes:
        return encoder_.bytes(sized<std::int32_t>(column, row));
      case Layout::large_bytes:
        return encoder_.bytes(sized<std::int64_t>(column, row));
      case Layout::bytes_view:
        return encoder_.bytes(view(column, row));
      case Layout::fixed_bytes:
        return encoder_.bytes(fixed(column, row));
      case Layout::large_list:
        return list<std::int64_t>(column, row);
      case Layout::fixed_list:
        return items(column.children[0], (column.first + row) * column.width, column.width);
      case Layout::map:
        return map(column, row);
      case Layout::dense_union:
      case Layout::sparse_union:
        return alternative(column, row);
      default:
        return temporal(column, row);
    }
  }

  bool temporal(const SourceColumn& column, std::int64_t row) {
    switch (column.layout) {
      case Layout::date32:
        return date(column.at<std::int32_t>(1, row));
      case Layout::date64:
        return date(split(column.at<std::int64_t>(1, row), column.per_second * 86'400).seconds);
      case Layout::time32:
        return time(std::int64_t{column.at<std::int32_t>(1, row)} * (kNanosPerSecond / column.per_second));
      case Layout::time64:
        return time(column.at<std::int64_t>(1, row) * (kNanosPerSecond / column.per_second));
      case Layout::timestamp:
        return timestamp(column, split(column.at<std::int64_t>(1, row), column.per_second));
      case Layout::duration:
        return duration(0, 0, split(column.at<std::int64_t>(1, row), column.per_second));
      case Layout::months:
        return duration(column.at<std::int32_t>(1, row), 0, {});
      case Layout::day_time:
        return day_time(column.at<std::int64_t>(1, row));
      default:
        return month_day_nano(column, row);
    }
  }

  // Integers of up to 63 bits, of any width.
  static std::int64_t index(const SourceColumn& column, std::int64_t row) noexcept {
    switch (column.layout) {
      case Layout::int8:
        return column.at<std::int8_t>(1, row);
      case Layout::int16:
        return column.at<std::int16_t>(1, row);
      case Layout::int32:
        return column.at<std::int32_t>(1, row);
      case Layout::uint8:
        return column.at<std::uint8_t>(1, row);
      case Layout::uint16:
        return column.at<std::uint16_t>(1, row);
      case Layout::uint32:
        return column.at<std::uint32_t>(1, row);
      default:
        return column.at<std::int64_t>(1, row);
    }
  }

  bool unsigned_integer(std::uint64_t value) {
    if (value <= INT64_MAX) return encoder_.integer(static_cast<std::int64_t>(value));
    wrong_ = fmt::format("{} is beyond the integers of Bolt, which end at 2^63 - 1", value);
    return false;
  }

  static bool bit(const SourceColumn& column, std::int64_t row) noexcept {
    const auto* bits = static_cast<const std::uint8_t*>(column.buffers[1]);
    return (bits[(column.first + row) / 8] >> ((column.first + row) % 8) & 1) != 0;
  }

  template <typename Offset>
  static ByteView sized(const SourceColumn& column, std::int64_t row) noexcept {
    const Offset begin = column.at<Offset>(1, row);
    const Offset end = column.at<Offset>(1, row + 1);
    return {static_cast<const std::uint8_t*>(column.buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
  }

  //  | int32 size | up to 12 bytes |   or   | int32 size | 4 bytes | int32 buffer | int32 offset |
  static ByteView view(const SourceColumn& column, std::int64_t row) noexcept {
    const auto* at = static_cast<const std::uint8_t*>(column.buffers[1]) + 16 * (column.first + row);
    const auto size = static_cast<std::size_t>(load_le<std::int32_t>(at));
    if (size <= 12) return {at + 4, size};
    const auto* data = static_cast<const std::uint8_t*>(column.buffers[2 + load_le<std::int32_t>(at + 8)]);
    return {data + load_le<std::int32_t>(at + 12), size};
  }

  static ByteView fixed(const SourceColumn& column, std::int64_t row) noexcept {
    const auto* data = static_cast<const std::uint8_t*>(column.buffers[1]);
    return {data + (column.first + row) * column.width, static_cast<std::size_t>(column.width)};
  }

  bool items(const SourceColumn& column, std::int64_t begin, std::int64_t count) {
    if (!encoder_.list(static_cast<std::uint64_t>(count))) return false;
    for (std::int64_t i = 0; i < count; ++i) {
      if (!value(column, begin + i)) return false;
    }
    return true;
  }

  template <typename Offset>
  bool list(const SourceColumn& column, std::int64_t row) {
    const Offset begin = column.at<Offset>(1, row);
    return items(column.children[0], begin, column.at<Offset>(1, row + 1) - begin);
  }

  bool map(const SourceColumn& column, std::int64_t row) {
    const SourceColumn& entries = column.children[0];
    const std::int64_t begin = column.at<std::int32_t>(1, row);
    const std::int64_t end = column.at<std::int32_t>(1, row + 1);
    if (!encoder_.map(static_cast<std::uint64_t>(end - begin))) return false;
    for (std::int64_t i = begin; i < end; ++i) {
      const std::int64_t entry = entries.first + i;
      if (entries.children[0].is_null(entry)) {
        wrong_ = "a key of a map is null";
        return false;
      }
      if (!value(entries.children[0], entry) || !value(entries.children[1], entry)) return false;
    }
    return true;
  }

  bool alternative(const SourceColumn& column, std::int64_t row) {
    const std::int8_t id = column.at<std::int8_t>(0, row);
    const bool dense = column.layout == Layout::dense_union;
    for (std::size_t i = 0; i < column.type_ids.size(); ++i) {
      if (column.type_ids[i] != id) continue;
      return value(column.children[i], dense ? column.at<std::int32_t>(1, row) : column.first + row);
    }
    wrong_ = fmt::format("{} is none of the union's alternatives", id);
    return false;
  }

  bool date(std::int64_t days) { return encoder_.structure(structure::kDate, 1) && encoder_.integer(days); }
  bool time(std::int64_t ns) { return encoder_.structure(structure::kLocalTime, 1) && encoder_.integer(ns); }

  bool timestamp(const SourceColumn& column, SplitTime time) {
    if (column.zone.empty()) {
      return encoder_.structure(structure::kLocalDateTime, 2) && integers(time.seconds, time.nanos);
    }
    if (!column.has_offset) {
      return encoder_.structure(structure::kDateTimeZoneId, 3) && integers(time.seconds, time.nanos) &&
             encoder_.text(column.zone);
    }
    const std::uint8_t tag = utc_ ? structure::kDateTime : structure::kLegacyDateTime;
    const std::int64_t seconds = utc_ ? time.seconds : time.seconds + column.offset_seconds;
    return encoder_.structure(tag, 3) && integers(seconds, time.nanos) && encoder_.integer(column.offset_seconds);
  }

  bool duration(std::int64_t months, std::int64_t days, SplitTime time) {
    return encoder_.structure(structure::kDuration, 4) && integers(months, days) && integers(time.seconds, time.nanos);
  }

  //  | int32 days | int32 milliseconds |
  bool day_time(std::int64_t bits) {
    const auto days = static_cast<std::int32_t>(bits);
    return duration(0, days, split(static_cast<std::int32_t>(bits >> 32), 1000));
  }

  bool month_day_nano(const SourceColumn& column, std::int64_t row) {
    const auto* at = static_cast<const std::uint8_t*>(column.buffers[1]) + 16 * (column.first + row);
    return duration(load_le<std::int32_t>(at), load_le<std::int32_t>(at + 4),
                    split(load_le<std::int64_t>(at + 8), kNanosPerSecond));
  }

  bool integers(std::int64_t first, std::int64_t second) { return encoder_.integer(first) && encoder_.integer(second); }

  RowOutput& output_;
  packstream::Encoder<RowOutput> encoder_;
  bool utc_;
  std::string wrong_;
  std::string column_;
};

// Before Bolt 5 an instant with the name of a zone needs the zone's rules, which the wire does not know.
const SourceColumn* find_named_zone(const SourceColumn& column) noexcept {
  if (column.layout == Layout::timestamp && !column.zone.empty() && !column.has_offset) return &column;
  for (const SourceColumn& child : column.children) {
    if (const SourceColumn* found = find_named_zone(child)) return found;
  }
  return column.dictionary.empty() ? nullptr : find_named_zone(column.dictionary[0]);
}

Error stream_error(ArrowArrayStream& stream, int code) {
  const char* text = stream.get_last_error(&stream);
  const Errc kind = code == ECANCELED ? Errc::cancelled : code == ETIMEDOUT ? Errc::deadline : Errc::io;
  return {kind, fmt::format("rows: the stream of columns failed: {}", text != nullptr ? text : errno_text(code))};
}

}  // namespace

struct ColumnsToRows::State {
  explicit State(RowOptions with) : options(with), writer(output, options.utc) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    release_array();
    if (stream.release != nullptr) stream.release(&stream);
  }

  void release_array() noexcept {
    if (array.release != nullptr) array.release(&array);
    array = {};
  }
  Result<void> read_schema();
  Result<bool> next_array();  // false at the end
  Error wrong_value() const;
  Result<RowBatch> fill();

  RowOptions options;
  ArrowArrayStream stream{};
  ArrowArray array{};
  SourceColumn root;
  std::int64_t row = 0;    // the next of the array
  std::int64_t total = 0;  // rows given
  bool ended = false;
  RowOutput output;
  RowWriter writer;
  std::optional<Error> error;
};

Result<void> ColumnsToRows::State::read_schema() {
  ArrowSchema schema{};
  if (const int code = stream.get_schema(&stream, &schema); code != 0)
    return std::unexpected(stream_error(stream, code));
  auto described = describe(schema);
  if (schema.release != nullptr) schema.release(&schema);
  if (!described) return std::unexpected(std::move(described).error());
  root = std::move(*described);
  if (root.layout != Layout::structure) {
    return fail(Errc::invalid_argument, "rows: expected a stream of record batches, found one of other arrays");
  }
  const SourceColumn* zoned = options.utc ? nullptr : find_named_zone(root);
  if (zoned == nullptr) return {};
  return fail(Errc::unsupported, "rows: column '{}' has the time zone {}, which needs Bolt 5; convert it to UTC first",
              zoned->name, zoned->zone);
}

Result<bool> ColumnsToRows::State::next_array() {
  release_array();
  row = 0;
  if (ended) return false;
  if (const int code = stream.get_next(&stream, &array); code != 0) {
    array = {};
    return std::unexpected(stream_error(stream, code));
  }
  ended = array.release == nullptr;
  if (ended) return false;
  auto bound = bind(root, array);
  if (!bound) return std::unexpected(std::move(bound).error());
  return true;
}

Error ColumnsToRows::State::wrong_value() const {
  const std::string& wrong = writer.wrong();
  return {Errc::invalid_argument, fmt::format("rows: column '{}', row {}: {}", writer.column(), total,
                                              wrong.empty() ? "a value is larger than PackStream can say" : wrong)};
}

Result<RowBatch> ColumnsToRows::State::fill() {
  RowBatch batch{.bytes = {}, .first_row = total};
  output.begin_list();
  while (batch.rows < static_cast<std::int64_t>(options.batch_rows) && output.size() < options.batch_bytes) {
    if (row == array.length) {
      auto more = next_array();
      if (!more) return std::unexpected(std::move(more).error());
      if (!*more) break;
      continue;
    }
    if (!writer.structure(root, row)) return std::unexpected(wrong_value());
    ++row;
    ++total;
    ++batch.rows;
  }
  batch.bytes = output.end_list(static_cast<std::uint64_t>(batch.rows));
  return batch;
}

ColumnsToRows::ColumnsToRows(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
ColumnsToRows::ColumnsToRows(ColumnsToRows&&) noexcept = default;
ColumnsToRows& ColumnsToRows::operator=(ColumnsToRows&&) noexcept = default;
ColumnsToRows::~ColumnsToRows() = default;

Result<ColumnsToRows> ColumnsToRows::make(ArrowArrayStream* stream, RowOptions options) {
  auto state = std::make_unique<State>(options);
  state->stream = *stream;
  stream->release = nullptr;
  if (state->stream.release == nullptr) return fail(Errc::invalid_argument, "rows: the stream was released already");
  if (options.batch_rows == 0) return fail(Errc::invalid_argument, "rows: batch_rows must be at least 1, found 0");
  auto read = state->read_schema();
  if (!read) return std::unexpected(std::move(read).error());
  return ColumnsToRows(std::move(state));
}

Result<RowBatch> ColumnsToRows::next() {
  if (state_->error) return std::unexpected(*state_->error);
  auto batch = state_->fill();
  if (!batch) state_->error = batch.error();
  return batch;
}

}  // namespace wirespeed::bolt
