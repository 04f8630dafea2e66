// Any bytes as rows: columns of any types, in both formats, under all options; values of any bytes, or whole messages
// and COPY streams of any bytes. Either an error, or columns whose parts fit each other.
#include <cstdlib>

#include "wirespeed/postgres/copy_columns.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::postgres;

void check(bool holds) {
  if (!holds) std::abort();
}

class Input {
 public:
  explicit Input(ByteView bytes) : left_(bytes) {}

  std::uint8_t byte() {
    if (left_.empty()) return 0;
    const std::uint8_t first = left_.front();
    left_ = left_.subspan(1);
    return first;
  }
  ByteView bytes(std::size_t size) {
    const ByteView taken = left_.first(std::min(size, left_.size()));
    left_ = left_.subspan(taken.size());
    return taken;
  }
  bool empty() const { return left_.empty(); }
  ByteView rest() { return bytes(left_.size()); }

 private:
  ByteView left_;
};

// Of each kind one; those without a fixed OID have made-up ones.
constexpr Oid kFirstMade = 20'000;
constexpr Oid kTypes[] = {16,   17,   18,   19,    20,    21,    22,    23,    25,    26,    27,    114,   600,  601,
                          602,  603,  604,  628,   700,   701,   718,   790,   829,   869,   1082,  1083,  1114, 1184,
                          1186, 1266, 1560, 1700,  2249,  2278,  2950,  3614,  3802,  3904,  4451,  5069,  1007, 1009,
                          1231, 2287, 1017, 20000, 20001, 20002, 20003, 20004, 20005, 20006, 20007, 20008, 99999};

const TypeCatalog& catalog() {
  static const auto* made = [] {
    auto* types = new TypeCatalog();
    Oid oid = kFirstMade;
    for (const Kind kind : {Kind::hstore, Kind::vector, Kind::halfvec, Kind::sparsevec}) {
      types->put({.oid = oid++, .name = "made", .kind = kind});
    }
    types->put({.oid = 20004, .name = "mood", .kind = Kind::enumeration, .labels = {"sad", "ok"}});
    types->put({.oid = 20005, .name = "amount", .kind = Kind::domain, .element = {1700, (10 << 16 | 2) + 4}});
    types->put({.oid = 20006,
                .name = "pair",
                .kind = Kind::composite,
                .fields = {{"a", {23}}, {"b", {25}}, {"c", {20005}}, {"d", {1007}}}});
    types->put({.oid = 20007, .name = "pair[]", .kind = Kind::array, .element = {20006}});
    types->put({.oid = 20008, .name = "amounts", .kind = Kind::range, .element = {20005}});
    return types;
  }();
  return *made;
}

template <typename T>
T one_of(std::uint8_t choice, std::uint8_t count) {
  return static_cast<T>(choice % count);
}

ColumnOptions options_of(Input& input) {
  const std::uint8_t a = input.byte();
  const std::uint8_t b = input.byte();
  return {.text = one_of<TextLayout>(a & 3, 4),
          .numeric = one_of<NumericAs>(a >> 2 & 3, 3),
          .out_of_range = one_of<OutOfRange>(a >> 4 & 3, 3),
          .dictionary = one_of<DictionaryText>(a >> 6, 3),
          .arrays = one_of<ArraysAs>(b & 3, 3),
          .records = one_of<RecordsAs>(b >> 2 & 1, 2),
          .server_is_utf8 = (b & 8) == 0};
}

std::vector<ColumnDescription> columns_of(Input& input) {
  std::vector<ColumnDescription> columns(1 + input.byte() % 3);
  for (ColumnDescription& column : columns) {
    column.name = "c";
    column.type.oid = kTypes[input.byte() % std::size(kTypes)];
    const std::uint8_t choice = input.byte();
    column.format = (choice & 7) == 0 ? Format::text : Format::binary;
    if ((choice & 8) != 0) column.type.typmod = (choice & 16) != 0 ? 3 : ((choice >> 3) << 16 | 4) + 4;
  }
  return columns;
}

void put(std::vector<std::uint8_t>& out, std::uint64_t number, int bytes) {
  for (int i = bytes; i-- > 0;) out.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

// Messages whose sizes are right: for each value a byte says its size, 255 that it is NULL.
std::vector<std::uint8_t> rows_of(Input& input, std::size_t columns) {
  std::vector<std::uint8_t> slab;
  while (!input.empty()) {
    std::vector<std::uint8_t> body;
    put(body, columns, 2);
    for (std::size_t i = 0; i < columns; ++i) {
      const std::uint8_t size = input.byte();
      const ByteView value = size == 255 ? ByteView() : input.bytes(size);
      put(body, size == 255 ? 0xFFFFFFFFU : value.size(), 4);
      body.insert(body.end(), value.begin(), value.end());
    }
    slab.push_back('D');
    put(slab, body.size() + 4, 4);
    slab.insert(slab.end(), body.begin(), body.end());
  }
  return slab;
}

void check_column(const column::Field& field, const column::Column& column);

template <typename Offset>
std::int64_t last_offset(const column::Column& column) {
  const auto offsets = column.offsets.values<Offset>();
  check(static_cast<std::int64_t>(offsets.size()) == column.length + 1 && offsets[0] == 0);
  for (std::size_t i = 1; i < offsets.size(); ++i) check(offsets[i - 1] <= offsets[i]);
  return offsets.back();
}

void check_values(const column::Field& field, const column::Column& column) {
  const auto bytes = static_cast<std::int64_t>(column.values.size());
  switch (field.type) {
    case column::Type::utf8:
    case column::Type::binary:
      return check(last_offset<std::int32_t>(column) == bytes);
    case column::Type::large_utf8:
      return check(last_offset<std::int64_t>(column) == bytes);
    case column::Type::utf8_view:
      return check(bytes == 16 * column.length);
    case column::Type::boolean:
      return check(bytes == (column.length + 7) / 8);
    case column::Type::list:
    case column::Type::map:
      return check(last_offset<std::int32_t>(column) == column.children[0].length);
    case column::Type::fixed_size_list:
      return check(column.children[0].length == column.length * field.size);
    case column::Type::structure:
      for (const column::Column& child : column.children) check(child.length == column.length);
      return;
    case column::Type::null:
      return;
    default:
      return check(bytes == column.length * static_cast<std::int64_t>(column::width_of(field.type)));
  }
}

void check_column(const column::Field& field, const column::Column& column) {
  check(field.type == column.type && field.children.size() == column.children.size());
  check(field.dictionary.size() == column.dictionary.size());
  if (column.nulls != 0 && column.type != column::Type::null) {
    check(static_cast<std::int64_t>(column.validity.size()) == (column.length + 7) / 8);
  }
  check_values(field, column);
  for (std::size_t i = 0; i < field.children.size(); ++i) check_column(field.children[i], column.children[i]);
  for (std::size_t i = 0; i < field.dictionary.size(); ++i) check_column(field.dictionary[i], column.dictionary[i]);
}

void check_batch(const column::Schema& schema, const column::Batch& batch) {
  check(schema.size() == batch.columns.size());
  for (std::size_t i = 0; i < schema.size(); ++i) {
    check(batch.columns[i].length == batch.rows);
    check_column(schema[i], batch.columns[i]);
  }
}

void read_messages(RowColumns& columns, ByteView slab) {
  for (;;) {
    const auto taken = columns.take_rows(slab);
    if (!taken) return;
    slab = slab.subspan(*taken);
    if (!columns.full()) break;
    const auto batch = columns.take_batch();
    if (!batch) return;
    check_batch(columns.schema(), *batch);
  }
  const auto batch = columns.take_batch();
  if (batch) check_batch(columns.schema(), *batch);
}

void read_copy(RowColumns columns, ByteView bytes, std::size_t piece) {
  CopyColumns copy(std::move(columns));
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const ByteView next = bytes.subspan(at, std::min(piece, bytes.size() - at));
    const std::vector<std::uint8_t> own(next.begin(), next.end());
    const auto batches = copy.feed(own);
    if (!batches) return;
    for (const column::Batch& batch : *batches) check_batch(copy.schema(), batch);
  }
  const auto last = copy.finish();
  if (!last) return;
  for (const column::Batch& batch : *last) check_batch(copy.schema(), batch);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input({data, size});
  const ColumnOptions options = options_of(input);
  const auto described = columns_of(input);
  const std::uint8_t mode = input.byte();
  const BatchLimits limits{.rows = (mode & 4) != 0 ? BatchLimits::kNone : std::size_t{1} + (mode >> 3)};
  auto columns = RowColumns::make(described, catalog(), options, limits);
  check(columns.has_value());
  switch (mode & 3) {
    case 0: {
      const ByteView rest = input.rest();
      read_messages(*columns, std::vector<std::uint8_t>(rest.begin(), rest.end()));
      break;
    }
    case 1:
      read_copy(std::move(*columns), input.rest(), 1 + (mode >> 3) % 5);
      break;
    default:
      read_messages(*columns, rows_of(input, described.size()));
  }
  return 0;
}
