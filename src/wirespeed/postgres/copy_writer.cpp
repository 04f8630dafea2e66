#include "wirespeed/postgres/copy_writer.hpp"

#include <algorithm>
#include <optional>

#include "wirespeed/postgres/copy_format.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kMessageBytes = std::size_t{128} << 10U;  // where a message ends
constexpr std::size_t kTileBytes = std::size_t{256} << 10U;     // what one tile may add to it
constexpr std::size_t kFirstTileRows = 16;                      // nothing is known of the rows' sizes yet
constexpr std::size_t kCountBytes = 2;                          // int16: the columns, before each row
constexpr std::size_t kMaxColumns = 1600;                       // the server's limit
constexpr std::size_t kHeaderBytes = 5;                         // | 'd' | int32 size, with itself |

}  // namespace

struct CopyWriter::State {
  explicit State(column::ImportedStream from) : stream(std::move(from)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Result<void> make_encoders(const std::vector<CopyColumn>& columns, const TypeCatalog& catalog,
                             const EncoderOptions& options);
  Result<ByteView> fill();
  Result<bool> next_batch();
  Result<void> put_tile();
  Result<std::size_t> measure(RowRange rows);
  Error refused(std::size_t column) const;
  void begin_message();
  ByteView end_message() noexcept;

  column::ImportedStream stream;
  Refusal refusal;
  std::vector<std::string> names;
  std::vector<std::unique_ptr<ColumnEncoder>> encoders;
  EncodedBytes out;
  std::int64_t row = 0;          // of the batch: the next one
  std::int64_t batch_begin = 0;  // of the stream: the batch's first row
  std::size_t tile_rows = kFirstTileRows;
  bool begun = false;
  bool ended = false;
  std::optional<Error> error;
  std::uint64_t sizes[kTileRows];
  std::uint8_t* places[kTileRows];
};

Result<void> CopyWriter::State::make_encoders(const std::vector<CopyColumn>& columns, const TypeCatalog& catalog,
                                              const EncoderOptions& options) {
  const auto& sources = stream.root().children;
  if (sources.size() != columns.size() || columns.size() > kMaxColumns) {
    return fail(Errc::invalid_argument, "ingest: expected {} columns, at most {}, found {}", columns.size(),
                kMaxColumns, sources.size());
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    auto made = make_column_encoder(sources[i], columns[i].type, catalog, options, refusal);
    if (!made) return fail(made.error().code, "ingest: column '{}': {}", columns[i].name, made.error().message);
    encoders.push_back(std::move(*made));
    names.push_back(columns[i].name);
  }
  return {};
}

Error CopyWriter::State::refused(std::size_t column) const {
  return {Errc::invalid_argument, fmt::format("ingest: column '{}{}', row {}: {}", names[column], refusal.path,
                                              batch_begin + refusal.row - stream.root().first, refusal.what)};
}

void CopyWriter::State::begin_message() {
  out.resize(0);
  std::uint8_t* at = out.reserve(kHeaderBytes);
  *at = 'd';
  out.commit(at + kHeaderBytes);
  if (!begun) out.put(ByteView(kCopyHeader));
  begun = true;
}

ByteView CopyWriter::State::end_message() noexcept {
  store_be(out.data() + 1, static_cast<std::int32_t>(out.size() - 1));
  return out.view();
}

Result<bool> CopyWriter::State::next_batch() {
  batch_begin += row;
  row = 0;
  auto more = stream.next();
  if (!more || !*more) return more;
  for (auto& encoder : encoders) encoder->begin_batch();
  return true;
}

// How many of the rows make up one tile: as many as fit, at least one.
Result<std::size_t> CopyWriter::State::measure(RowRange rows) {
  std::fill_n(sizes, rows.count, kCountBytes);
  for (std::size_t i = 0; i < encoders.size(); ++i) {
    if (!encoders[i]->measure(rows, sizes)) return std::unexpected(refused(i));
  }
  std::size_t sum = 0;
  std::size_t count = 0;
  for (; count < rows.count && (count == 0 || sum + sizes[count] <= kTileBytes); ++count) sum += sizes[count];
  if (sizes[0] > kMaxCellBytes) {
    return fail(Errc::limit, "ingest: row {} takes {} bytes; no server takes 1 GiB", batch_begin + row, sizes[0]);
  }
  tile_rows = sum < kTileBytes / 4 ? std::min(count * 4, kTileRows) : count;
  return count;
}

Result<void> CopyWriter::State::put_tile() {
  RowRange rows = {stream.root().first + row, std::min(tile_rows, static_cast<std::size_t>(stream.rows() - row))};
  auto count = measure(rows);
  if (!count) return std::unexpected(std::move(count).error());
  rows.count = *count;
  std::size_t sum = 0;
  for (std::size_t i = 0; i < rows.count; ++i) sum += sizes[i];
  std::uint8_t* at = out.reserve(sum + kWritableBehind);
  out.commit(at + sum);
  for (std::size_t i = 0; i < rows.count; at += sizes[i++]) {
    places[i] = store_be(at, static_cast<std::int16_t>(encoders.size()));
  }
  for (std::size_t i = 0; i < encoders.size(); ++i) {
    if (!encoders[i]->write(rows, places)) return std::unexpected(refused(i));
  }
  row += static_cast<std::int64_t>(rows.count);
  return {};
}

Result<ByteView> CopyWriter::State::fill() {
  if (ended) return ByteView();
  begin_message();
  while (out.size() < kMessageBytes) {
    if (row < stream.rows()) {
      auto put = put_tile();
      if (!put) return std::unexpected(std::move(put).error());
      continue;
    }
    auto more = next_batch();
    if (!more) return std::unexpected(std::move(more).error());
    if (*more) continue;
    out.put(ByteView(kCopyTrailer));
    ended = true;
    break;
  }
  return end_message();
}

CopyWriter::CopyWriter(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
CopyWriter::CopyWriter(CopyWriter&&) noexcept = default;
CopyWriter& CopyWriter::operator=(CopyWriter&&) noexcept = default;
CopyWriter::~CopyWriter() = default;

Result<CopyWriter> CopyWriter::make(column::ImportedStream stream, const std::vector<CopyColumn>& columns,
                                    const TypeCatalog& catalog, const EncoderOptions& options) {
  auto state = std::make_unique<State>(std::move(stream));
  auto made = state->make_encoders(columns, catalog, options);
  if (!made) return std::unexpected(std::move(made).error());
  return CopyWriter(std::move(state));
}

Result<ByteView> CopyWriter::next() {
  if (state_->error) return std::unexpected(*state_->error);
  auto message = state_->fill();
  if (!message) state_->error = message.error();
  return message;
}

std::int64_t CopyWriter::rows() const noexcept { return state_->batch_begin + state_->row; }

std::vector<std::size_t> text_places(const column::ImportedColumn& root, const std::vector<CopyColumn>& columns,
                                     const TypeCatalog& catalog) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < columns.size() && i < root.children.size(); ++i) {
    Refusal refusal;
    const auto encoder = make_column_encoder(root.children[i], columns[i].type, catalog, {}, refusal);
    if (!encoder && encoder.error().code == Errc::unsupported) places.push_back(i);
  }
  return places;
}

}  // namespace wirespeed::postgres
