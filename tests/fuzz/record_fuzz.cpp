// Any bytes as a record of a schema with a field of each sort, by the schema itself, an older and a newer one: refused,
// or read within themselves, whole as columns, and the same when its values are written again.
#include <cstdlib>
#include <vector>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/record/gather.hpp"
#include "wirespeed/record/verify.hpp"
#include "wirespeed/record/writer.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::record;

void check(bool holds) {
  if (!holds) std::abort();
}

SchemaPtr made(std::vector<FieldSpec> fields) { return value_or_throw(Schema::make(std::move(fields))); }

std::vector<FieldSpec> fields() {
  const SchemaPtr inner = made({{"n", {Kind::int16}, true}, {"s", {Kind::text}}});
  return {{"flag", {Kind::boolean}},
          {"number", {Kind::int64}, true},
          {"code", {.kind = Kind::fixed_text, .width = 5}, true},
          {"name", {Kind::text}},
          {"blob", {Kind::bytes}, true},
          {"numbers", {.kind = Kind::int32, .is_list = true}},
          {"words", {.kind = Kind::text, .is_list = true}},
          {"at", {.kind = Kind::record, .record = inner}, true},
          {"path", {.kind = Kind::record, .is_list = true, .record = inner}, true}};
}

// With the first n fields, of which those behind the third may be missing.
SchemaPtr version(std::size_t n) {
  auto specs = fields();
  specs.push_back({"more", {Kind::text}, true});
  specs.resize(n);
  return made(std::move(specs));
}

void read(const View& view);

void read(const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) check(valid_utf8_prefix(*text) == text->size());
  if (const auto* inner = std::get_if<View>(&value)) read(*inner);
  if (const auto* list = std::get_if<ListView>(&value)) {
    for (std::size_t i = 0; i < list->size(); ++i) read(value_of(*list, i));
  }
}

void read(const View& view) {
  for (std::size_t i = 0; i < view.schema().size(); ++i) read(value_of(view, i));
}

void write_again(Writer& writer, const View& view, std::size_t i) {
  const Field& field = view.schema().field(i);
  if (view.is_null(i)) return writer.set_null(i);
  if (is_fixed(field.type)) {
    std::copy_n(view.place(i), width_of(field.type), writer.place(i));
  } else if (!field.type.is_list) {
    writer.set_bytes(i, view.bytes(i));
  } else if (has_width(field.type.kind)) {
    writer.set_values(i, tail_of(view, i));
  } else {
    const ListView list = view.list(i);
    std::vector<ByteView> items(list.size());
    for (std::size_t j = 0; j < items.size(); ++j) items[j] = list.bytes(j);
    writer.set_items(i, items);
  }
}

void look(const Schema& schema, ByteView bytes) {
  const auto verified = verify(schema, bytes);
  check(verified.has_value() == is_valid(schema, bytes));
  if (!verified) return check(!verified.error().message.empty());
  check(is_plausible(schema, bytes));
  const View view(schema, bytes.data());
  read(view);
  const std::vector<const std::uint8_t*> places(2, bytes.data());
  const auto batch = gather_batch(Records(schema, places));
  check(batch && batch->rows == 2);
  if (header_of(bytes.data()).fields != schema.size()) return;
  Writer writer(schema);
  for (std::size_t i = 0; i < schema.size(); ++i) write_again(writer, view, i);
  const ByteView again = value_or_throw(writer.finish());
  check(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const SchemaPtr schemas[] = {version(9), version(10), version(4)};
  for (const SchemaPtr& schema : schemas) look(*schema, {data, size});
  return 0;
}
