#include "wirespeed/graph/model.hpp"

#include <algorithm>

#include "wirespeed/graph/section_names.hpp"

namespace wirespeed::graph {
namespace {

// Builds the views. The first thing that does not fit ends it: every step returns at once when `error` is set.
class Opener {
 public:
  explicit Opener(Model& model) : model_(model), file_(*model.file) {}

  Result<void> open(const Description& description) {
    for (std::size_t i = 0; i < description.labels.size(); ++i) open_label(i, description.labels[i]);
    for (std::size_t i = 0; i < description.types.size(); ++i) open_type(i, description.types[i]);
    for (std::size_t i = 0; i < description.trends.size(); ++i) open_trend(i, description.trends[i]);
    if (error_) return std::unexpected(*error_);
    return {};
  }

 private:
  void reject(const std::string& what) {
    if (!error_) error_ = Error{Errc::malformed, fmt::format("open {}: {}", file_.path().string(), what)};
  }

  template <typename T>
  std::span<const T> array(const std::string& name, std::uint64_t count) {
    const auto found = file_.array<T>(name);
    if (!found) {
      if (!error_) error_ = found.error();
      return {};
    }
    if (found->size() == count) return *found;
    reject(fmt::format("section {}: expected {} values of {} bytes, found {}", name, count, sizeof(T), found->size()));
    return {};
  }

  PackedView packed(const std::string& name, std::uint64_t count, unsigned width) {
    return {array<std::uint8_t>(name, count * width), width};
  }

  BitRankView bit_rank(const std::string& name, std::uint64_t bits) {
    if (bits == 0) return {};
    const std::size_t blocks = BitRankView::blocks_of(bits);
    const auto words = array<std::uint64_t>(name + "/bits", blocks * BitRankView::kBlockWords);
    const auto ranks = array<std::uint32_t>(name + "/ranks", blocks);
    return error_ ? BitRankView() : BitRankView(words, ranks, bits);
  }

  RowIndexView row_index(const std::string& name, const RowShape& shape, std::uint32_t rows) {
    if (shape.form > RowForm::unit || shape.rows != rows || shape.filled > rows || (rows == 0 && shape.entries != 0) ||
        (shape.form == RowForm::unit && shape.filled != shape.entries)) {
      reject(fmt::format("section {}: {}: rows of an impossible shape", kDescriptionSection, name));
    }
    if (error_) return {};
    const auto bits = bit_rank(name, shape.bit_count());
    const auto offsets = shape.form == RowForm::unit ? std::span<const std::uint32_t>()
                                                     : array<std::uint32_t>(name + "/offsets", shape.offset_count());
    return error_ ? RowIndexView() : RowIndexView(shape, offsets, bits);
  }

  TextColumn texts(const std::string& name, std::uint64_t count) {
    const auto offsets = array<std::uint32_t>(name + "/offsets", count + 1);
    const auto heap = file_.section(name + "/heap");
    if (!heap && !error_) error_ = heap.error();
    return error_ ? TextColumn() : TextColumn(text_of(*heap), offsets);
  }

  void open_label(std::size_t index, const LabelDescription& from);
  void open_ids(std::size_t index, const LabelDescription& from, LabelModel& label);
  void open_names(std::size_t index, const LabelDescription& from, LabelModel& label);
  Property open_property(std::size_t label, std::size_t index, const PropertyDescription& from, std::uint32_t count);
  void open_type(std::size_t index, const TypeDescription& from);
  Adjacency open_adjacency(std::size_t index, const TypeDescription& from, Direction direction);
  void open_trend(std::size_t index, const TrendDescription& from);

  Model& model_;
  const SectionFile& file_;
  std::optional<Error> error_;
};

void Opener::open_label(std::size_t index, const LabelDescription& from) {
  if (from.count >= kNoNode - model_.node_count) reject(fmt::format("label {}: more than 2^32 - 1 nodes", from.name));
  if (from.stubs > from.count) reject(fmt::format("label {}: more stubs than nodes", from.name));
  if (error_) return;
  LabelModel& label = model_.labels.emplace_back();
  label.name = from.name;
  label.range = {model_.node_count, model_.node_count + from.count};
  label.stub_count = from.stubs;
  model_.node_count = label.range.end;
  if (from.stubs > 0) {
    label.stubs = array<std::uint64_t>(label_section(index, "stubs"), (std::uint64_t{from.count} + 63) / 64);
  }
  open_ids(index, from, label);
  for (std::size_t i = 0; i < from.properties.size() && !error_; ++i) {
    label.properties.push_back(open_property(index, i, from.properties[i], from.count));
  }
  open_names(index, from, label);
}

void Opener::open_ids(std::size_t index, const LabelDescription& from, LabelModel& label) {
  label.has_ids = from.has_ids != 0;
  if (!label.has_ids) return;
  if (from.id_head_count > from.count || from.id_universe > std::uint64_t{1} << 32 ||
      (from.id_universe == 0 && from.id_head_count != 0)) {
    reject(fmt::format("label {}: impossible split of ids", from.name));
  }
  if (error_) return;
  const auto head = bit_rank(label_section(index, "ids"), from.id_universe);
  const auto tail = array<ExternalId>(label_section(index, "ids/tail"), from.count - from.id_head_count);
  if (!error_) label.ids = IdMapView(head, from.id_head_count, tail);
}

void Opener::open_names(std::size_t index, const LabelDescription& from, LabelModel& label) {
  if (error_ || from.name_property == kNoProperty) return;
  if (from.name_property >= label.properties.size() ||
      label.properties[from.name_property].kind != PropertyKind::text) {
    return reject(fmt::format("label {}: its name is property {}, which is no text", from.name, from.name_property));
  }
  label.names = &label.properties[from.name_property];
  if (from.name_index_bits == kNoNameIndex) return;
  if (from.name_index_bits > NameIndexView::kMaxBits) return reject(fmt::format("label {}: name index", from.name));
  const auto buckets =
      array<std::uint32_t>(label_section(index, "names/buckets"), (std::uint64_t{1} << from.name_index_bits) + 1);
  const auto nodes = file_.array<std::uint32_t>(label_section(index, "names/nodes"));
  if (!nodes) return reject(nodes.error().message);
  if (!error_) label.name_index = NameIndexView(from.name_index_bits, buckets, *nodes);
}

Property Opener::open_property(std::size_t label, std::size_t index, const PropertyDescription& from,
                               std::uint32_t count) {
  Property property;
  property.name = from.name;
  property.kind = from.kind;
  const std::string name = property_section(label, index);
  const unsigned width = code_width(from.dictionary_size);
  switch (from.kind) {
    case PropertyKind::text:
      property.texts = texts(name, count);
      return property;
    case PropertyKind::i16:
      property.i16 = array<std::int16_t>(name + "/values", count);
      return property;
    case PropertyKind::i32:
      property.i32 = array<std::int32_t>(name + "/values", count);
      return property;
    case PropertyKind::u32:
      property.u32 = array<std::uint32_t>(name + "/values", count);
      return property;
    case PropertyKind::dictionary:
      property.texts = texts(name + "/dictionary", from.dictionary_size);
      property.codes = packed(name + "/codes", count, width);
      return property;
    case PropertyKind::text_list:
      property.texts = texts(name + "/dictionary", from.dictionary_size);
      property.lists = row_index(name + "/lists", from.lists, count);
      property.codes = packed(name + "/codes", from.lists.entries, width);
      return property;
  }
  reject(fmt::format("property {}: unknown kind {}", from.name, static_cast<int>(from.kind)));
  return property;
}

void Opener::open_type(std::size_t index, const TypeDescription& from) {
  const auto fits = [&](NodeRange range) { return range.begin <= range.end && range.end <= model_.node_count; };
  if (!fits(from.sources) || !fits(from.targets)) reject(fmt::format("type {}: range outside the graph", from.name));
  if (from.out.entries != from.in.entries) reject(fmt::format("type {}: directions differ in size", from.name));
  if (error_) return;
  TypeModel& type = model_.types.emplace_back();
  type.name = from.name;
  type.value_name = from.value_name;
  type.rows = from.rows;
  type.out = open_adjacency(index, from, Direction::out);
  type.in = open_adjacency(index, from, Direction::in);
  if (!from.value_name.empty()) type.dictionary = texts(type_section(index, "dictionary"), from.dictionary_size);
}

Adjacency Opener::open_adjacency(std::size_t index, const TypeDescription& from, Direction direction) {
  const bool out = direction == Direction::out;
  const NodeRange own = out ? from.sources : from.targets;
  const NodeRange other = out ? from.targets : from.sources;
  const RowShape& shape = out ? from.out : from.in;
  if (shape.entries != 0 && other.size() == 0) reject(fmt::format("type {}: relationships to nothing", from.name));
  const auto rows = row_index(type_section(index, direction, "rows"), shape, own.size());
  const auto neighbors = packed(type_section(index, direction, "neighbors"), shape.entries,
                                packed_width(other.size() == 0 ? 0 : other.size() - 1));
  PackedView values;
  if (!from.value_name.empty()) {
    values = packed(type_section(index, direction, "values"), shape.entries, code_width(from.dictionary_size));
  }
  return error_ ? Adjacency() : Adjacency(own, other, rows, neighbors, values);
}

void Opener::open_trend(std::size_t index, const TrendDescription& from) {
  if (error_) return;
  const bool known = from.type < model_.types.size() && from.counted < model_.labels.size() &&
                     from.property < model_.labels[from.counted].properties.size() && from.direction != Direction::both;
  if (!known || from.direction > Direction::both ||
      model_.labels[from.counted].properties[from.property].kind != PropertyKind::i16) {
    return reject(fmt::format("trend {}: type, label or property that the graph does not have", index));
  }
  TrendView& trend = model_.trends.emplace_back();
  const LabelModel& counted = model_.labels[from.counted];
  trend.adjacency = &model_.types[from.type].of(from.direction);
  trend.counted = counted.range;
  trend.property = counted.properties[from.property].i16;
  trend.nodes = array<NodeId>(trend_section(index, "nodes"), from.nodes);
  trend.ends = array<std::uint32_t>(trend_section(index, "ends"), from.nodes);
  trend.years = array<std::int16_t>(trend_section(index, "years"), from.cells);
  trend.counts = array<std::uint32_t>(trend_section(index, "counts"), from.cells);
}

Result<Description> read_description(const SectionFile& file) {
  const auto bytes = file.section(kDescriptionSection);
  if (!bytes) return std::unexpected(bytes.error());
  auto description = decode_description(*bytes);
  if (!description) {
    return fail(description.error().code, "open {}: {}", file.path().string(), description.error().message);
  }
  return description;
}

}  // namespace

const Property* LabelModel::find_property(std::string_view property) const noexcept {
  const auto at = std::ranges::find(properties, property, &Property::name);
  return at == properties.end() ? nullptr : &*at;
}

Result<std::shared_ptr<const Model>> Model::open(std::shared_ptr<const SectionFile> file) {
  auto description = read_description(*file);
  if (!description) return std::unexpected(description.error());
  auto model = std::make_shared<Model>();
  model->file = std::move(file);
  model->labels.reserve(description->labels.size());  // pointers into these stay valid
  model->types.reserve(description->types.size());
  if (auto ok = Opener(*model).open(*description); !ok) return std::unexpected(ok.error());
  return model;
}

const LabelModel* Model::label_of(NodeId node) const noexcept {
  if (node >= node_count) return nullptr;
  const auto at = std::ranges::upper_bound(labels, node, {}, [](const LabelModel& label) { return label.range.end; });
  return &*at;
}

}  // namespace wirespeed::graph
