#include "wirespeed/record/json_writer.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <new>
#include <optional>
#include <unordered_set>

#include "wirespeed/base/json.hpp"
#include "wirespeed/base/parallel.hpp"

namespace wirespeed::record {
namespace {

constexpr const char* kOperation = "to_json";
constexpr std::size_t kPieceBytes = 128 << 10;  // of text: few enough for a core's own cache
// Lines of the text that are asked for ahead of each row: it goes to memory that is seldom in a core's own cache.
constexpr std::size_t kAheadBytes = 2048;
constexpr std::size_t kAheadLines = 2;
constexpr std::size_t kLineBytes = 64;
constexpr std::size_t kAllColumns = static_cast<std::size_t>(-1);

// A chunk, and which of its items is row 0 of a batch.
struct Part {
  const JsonColumn* column;
  std::int64_t start;
};

// Rows that lie in one chunk of each column.
struct Batch {
  std::int64_t rows;
  std::vector<Part> parts;
};

// A part of the text: `before`, then rows [begin, end) of a batch, or those of one of its columns.
struct Piece {
  std::string before;
  std::size_t batch;
  std::size_t column;
  std::int64_t begin;
  std::int64_t end;
  std::int64_t first_row;  // of the batch, in the table
};

struct Plan {
  Orient orient;
  std::vector<Batch> batches{};
  JsonKeys keys{};
  std::vector<Piece> pieces{};
  std::string_view behind{};
};

std::int64_t rows_for(std::size_t bytes_per_row) noexcept {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(kPieceBytes / std::max<std::size_t>(1, bytes_per_row)));
}

// --- how long it may be -----------------------------------------------------------------------------------------

std::size_t usual_bytes(const JsonColumn& column, int depth = 0) noexcept {
  constexpr int kMaxDepth = 8;
  std::size_t bytes = 24;
  if (column.is_string && column.width > 16) bytes = static_cast<std::size_t>(column.width) + 3;
  for (const JsonColumn& child : column.children) {
    if (depth < kMaxDepth) bytes += usual_bytes(child, depth + 1);
  }
  return bytes + column.keys.bytes();
}

std::size_t usual_bytes(const JsonChunks& chunks) noexcept {
  return chunks.chunks.empty() ? 1 : usual_bytes(chunks.chunks.front());
}

std::size_t key_bytes(const JsonChunks& column, Orient orient) noexcept {
  return orient == Orient::columns ? 0 : column.name.size() + 4;
}

std::size_t usual_row_bytes(const JsonTable& table, Orient orient) noexcept {
  std::size_t bytes = 3;
  for (const JsonChunks& column : table) bytes += usual_bytes(column) + key_bytes(column, orient);
  return bytes;
}

constexpr std::int64_t kSampleItems = 32;
constexpr std::int64_t kManyItems = 16 * kSampleItems;

// What a column's items take, by some at its beginning, middle and end; of few items, as they usually are.
double sampled_bytes(const JsonChunks& column) {
  const auto largest = std::ranges::max_element(column.chunks, {}, &JsonColumn::length);
  if (largest == column.chunks.end() || largest->length < kManyItems) {
    return static_cast<double>(usual_bytes(column));
  }
  JsonScratch memory;
  JsonOut out(memory);
  for (const std::int64_t place : {std::int64_t{0}, largest->length / 2, largest->length - kSampleItems}) {
    if (!largest->items(out, *largest, place, place + kSampleItems)) return static_cast<double>(usual_bytes(column));
  }
  return static_cast<double>(out.size()) / (3 * kSampleItems) + 1;
}

std::int64_t length_of(const JsonChunks& column) noexcept {
  std::int64_t length = 0;
  for (const JsonColumn& chunk : column.chunks) length += chunk.length;
  return length;
}

std::int64_t rows_of(const JsonTable& table) noexcept { return table.empty() ? 0 : length_of(table.front()); }

// --- what it is made of -----------------------------------------------------------------------------------------

Result<void> check(const JsonTable& table) {
  std::unordered_set<std::string_view> seen;
  for (const JsonChunks& column : table) {
    if (!seen.insert(column.name).second) {
      return fail(Errc::invalid_argument, "{}: expected names that differ, found '{}' more than once; rename one",
                  kOperation, column.name);
    }
    if (length_of(column) == rows_of(table)) continue;
    return fail(Errc::invalid_argument, "{}: expected columns of equal length, found {} items in '{}' and {} in '{}'",
                kOperation, rows_of(table), table.front().name, length_of(column), column.name);
  }
  return {};
}

// Where a walk along the chunks of a column stands.
struct Walk {
  const std::vector<JsonColumn>* chunks;
  std::size_t chunk = 0;
  std::int64_t item = 0;

  void skip_empty() noexcept {
    while ((*chunks)[chunk].length == item) {
      ++chunk;
      item = 0;
    }
  }
  const JsonColumn& now() const noexcept { return (*chunks)[chunk]; }
  std::int64_t left() const noexcept { return now().length - item; }
};

// REQUIRES: columns of equal length
std::vector<Batch> batches_of(const JsonTable& table) {
  std::vector<Walk> walks;
  walks.reserve(table.size());
  for (const JsonChunks& column : table) walks.push_back({&column.chunks});
  std::vector<Batch> batches;
  for (std::int64_t left = rows_of(table); left > 0; left -= batches.back().rows) {
    Batch& batch = batches.emplace_back(left);
    batch.parts.reserve(walks.size());
    for (Walk& walk : walks) {
      walk.skip_empty();
      batch.rows = std::min(batch.rows, walk.left());
      batch.parts.push_back({&walk.now(), walk.item});
    }
    for (Walk& walk : walks) walk.item += batch.rows;
  }
  return batches;
}

// Pieces of all batches, the first of which begins with `first` and the others with `next`.
void add_pieces(Plan& plan, std::size_t column, std::int64_t rows, std::string first, std::string_view next) {
  const std::size_t before = plan.pieces.size();
  std::int64_t first_row = 0;
  for (std::size_t i = 0; i < plan.batches.size(); ++i) {
    const std::int64_t all = plan.batches[i].rows;
    for (std::int64_t row = 0; row < all; row += rows) {
      plan.pieces.push_back({std::string(next), i, column, row, std::min(row + rows, all), first_row});
    }
    first_row += all;
  }
  if (plan.pieces.size() == before) plan.pieces.push_back({{}, 0, column, 0, 0, 0});
  plan.pieces[before].before = std::move(first);
}

void plan_columns(Plan& plan, const JsonTable& table) {
  plan.behind = table.empty() ? "{}" : "]}";
  for (std::size_t i = 0; i < table.size(); ++i) {
    std::string first = i == 0 ? "{" : "],";
    append_json_string(first, table[i].name);
    add_pieces(plan, i, rows_for(usual_bytes(table[i])), first + ":[", ",");
  }
}

void plan_rows(Plan& plan, const JsonTable& table) {
  const bool are_lines = plan.orient == Orient::lines;
  std::vector<std::string_view> names;
  names.reserve(table.size());
  for (const JsonChunks& column : table) names.push_back(column.name);
  plan.keys = JsonKeys(names);
  plan.behind = are_lines ? "" : "]";
  add_pieces(plan, kAllColumns, rows_for(usual_row_bytes(table, plan.orient)), are_lines ? "" : "[",
             are_lines ? "" : ",");
}

Plan plan_of(const JsonTable& table, Orient orient) {
  Plan plan{.orient = orient, .batches = batches_of(table)};
  if (orient == Orient::columns) {
    plan_columns(plan, table);
  } else {
    plan_rows(plan, table);
  }
  return plan;
}

// --- writing ----------------------------------------------------------------------------------------------------

// A cell of each row: its key, and where its item comes from.
struct Cell {
  std::string_view key;
  const JsonColumn* column;
  std::int64_t start;
};

std::vector<Cell> cells_of(const JsonKeys& keys, const Batch& batch) {
  std::vector<Cell> cells;
  cells.reserve(batch.parts.size());
  for (const Part& part : batch.parts) cells.push_back({keys.text(cells.size()), part.column, part.start});
  return cells;
}

// Most keys are one step long.
char* write_key(char* at, std::string_view key) noexcept {
  std::memcpy(at, key.data(), JsonOut::kStep);
  if (key.size() > JsonOut::kStep) [[unlikely]]
    std::memcpy(at, key.data(), key.size());
  return at + key.size();
}

// The end of the row, or nullptr. REQUIRES: out.spare() is row_room()
char* write_row(char* at, JsonOut& out, const std::vector<Cell>& cells, std::int64_t row) {
  for (const Cell& cell : cells) {
    at = write_key(at, cell.key);
    at = cell.column->item(at, out, *cell.column, cell.start + row);
    if (at != nullptr) [[likely]]
      continue;
    out.set_fault_column(static_cast<std::size_t>(&cell - cells.data()));
    out.set_fault_item(cell.start + row);
    return nullptr;
  }
  *at = '}';
  return at + 1;
}

// What a row takes but for items without a bound.
std::size_t row_room(const JsonKeys& keys, const Batch& batch) noexcept {
  std::size_t bytes = keys.bytes() + 2 * JsonOut::kStep;
  for (const Part& part : batch.parts) bytes += part.column->room;
  return bytes;
}

bool write_rows(JsonOut& out, const Plan& plan, const Piece& piece) {
  const char behind = plan.orient == Orient::lines ? '\n' : ',';
  const Batch& batch = plan.batches[piece.batch];
  const std::vector<Cell> cells = cells_of(plan.keys, batch);
  out.set_spare(row_room(plan.keys, batch));
  char* at = out.room_to_go_on();
  for (std::int64_t row = piece.begin; row < piece.end; ++row) {
    at = write_row(at, out, cells, row);
    if (at == nullptr) return false;
    *at = behind;
    at = out.room_to_go_on(at + 1);
    for (std::size_t ahead = 0; ahead < kAheadLines; ++ahead)
      __builtin_prefetch(at + kAheadBytes + ahead * kLineBytes, 1);
  }
  if (plan.orient == Orient::records) out.drop();
  return true;
}

bool write_piece(JsonOut& out, const Plan& plan, const Piece& piece) {
  out.put(piece.before);
  if (piece.begin == piece.end) return true;
  if (piece.column == kAllColumns) return write_rows(out, plan, piece);
  const Part& part = plan.batches[piece.batch].parts[piece.column];
  out.set_fault_column(piece.column);
  return part.column->items(out, *part.column, part.start + piece.begin, part.start + piece.end);
}

Error error_of(const JsonTable& table, const Plan& plan, const Piece& piece, const JsonOut::Fault& fault) {
  const std::int64_t start = plan.batches[piece.batch].parts[fault.column].start;
  return {Errc::invalid_argument, fmt::format("{}: column '{}', row {}: {}", kOperation, table[fault.column].name,
                                              piece.first_row + fault.item - start, fault.found)};
}

Result<void> write_in_order(JsonOut& out, const JsonTable& table, const Plan& plan, const Stop& stop) {
  for (const Piece& piece : plan.pieces) {
    if (auto go = stop.check(kOperation); !go) return go;
    if (!write_piece(out, plan, piece)) return std::unexpected(error_of(table, plan, piece, out.fault()));
  }
  return {};
}

// Threads write pieces into memory of their own, and then, each in its turn, behind those before. What fails first in
// this order is the error.
class InTurns {
 public:
  InTurns(JsonOut& out, const JsonTable& table, const Plan& plan, const Stop& stop) noexcept
      : out_(out), table_(table), plan_(plan), stop_(stop) {}

  // Called by several threads at once.
  void work() {
    try {
      JsonScratch memory;
      JsonOut text(memory);
      while (do_next(text)) {
      }
    } catch (const std::bad_alloc&) {
      const std::scoped_lock lock(mutex_);
      end_with({Errc::limit, std::string(kOperation) + ": no memory for the text"});
    }
  }

  Result<void> result() const { return error_ ? Result<void>(std::unexpected(*error_)) : Result<void>(); }

 private:
  bool do_next(JsonOut& text) {
    const std::size_t i = next_.fetch_add(1, std::memory_order_relaxed);
    if (i >= plan_.pieces.size()) return false;
    text.clear();
    auto go = stop_.check(kOperation);
    const bool written = go && write_piece(text, plan_, plan_.pieces[i]);
    std::unique_lock lock(mutex_);
    turn_changed_.wait(lock, [&] { return turn_ == i || error_.has_value(); });
    if (error_) return false;
    if (!written) {
      end_with(go ? error_of(table_, plan_, plan_.pieces[i], text.fault()) : go.error());
      return false;
    }
    out_.put(text.text());
    ++turn_;
    turn_changed_.notify_all();
    return true;
  }

  // REQUIRES: mutex_ is held
  void end_with(Error error) {
    if (!error_) error_ = std::move(error);
    turn_changed_.notify_all();
  }

  JsonOut& out_;
  const JsonTable& table_;
  const Plan& plan_;
  const Stop& stop_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::condition_variable turn_changed_;
  std::size_t turn_ = 0;
  std::optional<Error> error_;
};

Result<void> write_all_pieces(JsonOut& out, const JsonTable& table, const Plan& plan, unsigned threads,
                              const Stop& stop) {
  if (threads <= 1 || plan.pieces.size() == 1) return write_in_order(out, table, plan, stop);
  InTurns turns(out, table, plan, stop);
  parallel_for(threads, threads, [&](std::size_t) { turns.work(); });
  return turns.result();
}

}  // namespace

std::size_t expected_bytes(const JsonTable& table, Orient orient) {
  double row = 3;
  for (const JsonChunks& column : table) row += sampled_bytes(column) + static_cast<double>(key_bytes(column, orient));
  constexpr double kMargin = 1.02;
  std::size_t room = 1024;  // behind the last row, where one more is asked for
  for (const JsonChunks& column : table) room += 128 + (column.chunks.empty() ? 0 : column.chunks.front().room);
  return room + static_cast<std::size_t>(row * kMargin * static_cast<double>(rows_of(table)));
}

Result<std::size_t> write_json(const JsonTable& table, Orient orient, JsonMemory& memory, unsigned threads,
                               const Stop& stop) {
  if (auto ok = check(table); !ok) return std::unexpected(std::move(ok).error());
  try {
    const Plan plan = plan_of(table, orient);
    const std::size_t usual = usual_row_bytes(table, orient) * static_cast<std::size_t>(rows_of(table));
    JsonOut out(memory);
    auto done = write_all_pieces(out, table, plan, usual >= kParallelBytes ? threads : 1, stop);
    if (!done) return std::unexpected(std::move(done).error());
    out.put(plan.behind);
    return out.size();
  } catch (const std::bad_alloc&) {
    return fail(Errc::limit, "{}: no memory for the text", kOperation);
  }
}

}  // namespace wirespeed::record
