#include "wirespeed/graph/builder.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <vector>

#include "wirespeed/base/cpu.hpp"
#include "wirespeed/base/parallel.hpp"
#include "wirespeed/graph/column_writer.hpp"
#include "wirespeed/graph/description.hpp"
#include "wirespeed/graph/id_map.hpp"
#include "wirespeed/graph/name_index.hpp"
#include "wirespeed/graph/property.hpp"
#include "wirespeed/graph/relationship_writer.hpp"
#include "wirespeed/graph/section_names.hpp"

namespace wirespeed::graph {
namespace {

struct LabelState {
  NodeRange range;
  BitRank id_bits{0};
  std::vector<ExternalId> id_tail;
  IdMapView ids;
  std::vector<std::vector<std::int16_t>> i16;  // by property, kept for trends; empty for others
};

bool ascends(std::span<const ExternalId> ids) {
  return std::ranges::adjacent_find(ids, std::greater_equal()) == ids.end();
}

std::vector<ExternalId> united(std::span<const ExternalId> a, std::span<const ExternalId> b) {
  std::vector<ExternalId> ids;
  ids.reserve(a.size() + b.size());
  std::ranges::set_union(a, b, std::back_inserter(ids));
  return ids;
}

// A bit for each id that is not among the records.
std::vector<std::uint64_t> stub_bits(std::span<const ExternalId> ids, std::span<const ExternalId> records) {
  std::vector<std::uint64_t> bits((ids.size() + 63) / 64);
  auto record = records.begin();
  for (std::size_t place = 0; place < ids.size(); ++place) {
    if (record != records.end() && *record == ids[place]) {
      ++record;
    } else {
      bits[place / 64] |= std::uint64_t{1} << (place % 64);
    }
  }
  return bits;
}

template <typename T>
bool has_name(const std::vector<T>& list, const std::string& name) {
  return std::ranges::find(list, name, &T::name) != list.end();
}

std::unexpected<Error> in_context(const Error& error, std::string_view operation, std::string_view name) {
  return fail(error.code, "{} {}: {}", operation, name, error.message);
}

}  // namespace

struct Builder::State {
  SectionWriter* writer;
  unsigned threads;
  Description description;
  std::vector<LabelState> labels;
  NodeId node_count = 0;

  Result<LabelId> add_block(std::string name, std::uint64_t count);
  Result<void> write_ids(std::size_t label, std::span<const ExternalId> ids);
  Result<RowTargets> targets(LabelId label, const std::string& name, std::span<const NodeId> nodes, std::size_t rows);
  template <typename T>
  Result<void> add_numbers(LabelId label, PropertyDescription property, std::span<const NodeId> nodes,
                           std::span<const T> values);
  Result<void> write_name_index(std::size_t label, const TextColumn& names);
  Result<TrendSource> trend_source(const TrendSpec& spec) const;
  bool holds(NodeRange range) const { return range.begin <= range.end && range.end <= node_count; }
  std::string next_section(LabelId label) const {
    return property_section(index_of(label), description.labels[index_of(label)].properties.size());
  }
  void keep(LabelId label, PropertyDescription property, std::vector<std::int16_t> years = {}) {
    description.labels[index_of(label)].properties.push_back(std::move(property));
    labels[index_of(label)].i16.push_back(std::move(years));
  }
};

Builder::Builder(SectionWriter& writer, BuildOptions options)
    : state_(new State{&writer, options.threads == 0 ? available_cores() : options.threads, {}, {}, 0}) {}
Builder::~Builder() = default;
Builder::Builder(Builder&&) noexcept = default;

// --- labels ----------------------------------------------------------------------------------------------------------

Result<LabelId> Builder::State::add_block(std::string name, std::uint64_t count) {
  if (!description.types.empty()) return fail(Errc::invalid_argument, "add label {}: labels come before types", name);
  if (has_name(description.labels, name)) {
    return fail(Errc::invalid_argument, "add label {}: there is a label of that name", name);
  }
  if (count >= kNoNode - node_count || labels.size() >= kNoProperty) {
    return fail(Errc::limit, "add label {}: expected at most 2^32 - 2 nodes in all, found {} + {}", name, node_count,
                count);
  }
  LabelState& label = labels.emplace_back();
  label.range = {node_count, node_count + static_cast<NodeId>(count)};
  node_count = label.range.end;
  LabelDescription& described = description.labels.emplace_back();
  described.name = std::move(name);
  described.count = static_cast<std::uint32_t>(count);
  return static_cast<LabelId>(labels.size() - 1);
}

Result<void> Builder::State::write_ids(std::size_t index, std::span<const ExternalId> ids) {
  LabelState& label = labels[index];
  const IdSplit split = split_ids(ids);
  label.id_bits = BitRank(split.universe);
  for (const ExternalId id : ids.first(split.head_count)) label.id_bits.set(id);
  label.id_bits.seal();
  label.id_tail.assign(ids.begin() + split.head_count, ids.end());
  label.ids = IdMapView(label.id_bits.view(), split.head_count, label.id_tail);
  LabelDescription& described = description.labels[index];
  described.has_ids = 1;
  described.id_universe = split.universe;
  described.id_head_count = split.head_count;
  if (auto ok = write_bit_rank(*writer, label_section(index, "ids"), label.id_bits.view()); !ok) return ok;
  return writer->add_array<ExternalId>(label_section(index, "ids/tail"), label.id_tail);
}

Result<LabelId> Builder::add_label(std::string name, std::uint32_t count) {
  return state_->add_block(std::move(name), count);
}

Result<LabelId> Builder::add_label(std::string name, std::span<const ExternalId> records,
                                   std::span<const ExternalId> referenced) {
  if (!ascends(records) || !ascends(referenced)) {
    return fail(Errc::invalid_argument, "add label {}: expected ascending ids without duplicates", name);
  }
  const auto ids = united(records, referenced);
  const auto label = state_->add_block(std::move(name), ids.size());
  if (!label) return label;
  const std::size_t index = index_of(*label);
  if (auto ok = state_->write_ids(index, ids); !ok) return std::unexpected(ok.error());
  const auto stubs = static_cast<std::uint32_t>(ids.size() - records.size());
  state_->description.labels[index].stubs = stubs;
  if (stubs == 0) return label;
  const auto bits = stub_bits(ids, records);
  const auto ok = state_->writer->add_array<std::uint64_t>(label_section(index, "stubs"), bits);
  if (!ok) return std::unexpected(ok.error());
  return label;
}

NodeRange Builder::range(LabelId label) const { return state_->labels[index_of(label)].range; }

std::uint32_t Builder::stubs(LabelId label) const { return state_->description.labels[index_of(label)].stubs; }

Result<void> Builder::to_nodes(LabelId label, std::span<std::uint32_t> ids) const {
  const LabelState& state = state_->labels[index_of(label)];
  const LabelDescription& described = state_->description.labels[index_of(label)];
  for (std::uint32_t& id : ids) {
    const auto place = described.has_ids != 0 ? state.ids.find(id)
                       : id < described.count ? std::optional(id)
                                              : std::nullopt;
    if (!place) {
      return fail(Errc::invalid_argument, "expected an id of a {} node, found {}, which was not given to add_label",
                  described.name, id);
    }
    id = state.range.begin + *place;
  }
  return {};
}

Result<void> Builder::translate(EdgeList& edges, LabelId sources, LabelId targets) const {
  auto& chunks = edges.chunks();
  std::vector<Result<void>> results(chunks.size());
  parallel_for(state_->threads, chunks.size(), [&](std::size_t i) {
    results[i] = to_nodes(sources, chunks[i].sources);
    if (results[i]) results[i] = to_nodes(targets, chunks[i].targets);
  });
  const auto failed = std::ranges::find_if(results, [](const Result<void>& result) { return !result; });
  return failed == results.end() ? Result<void>() : *failed;
}

// --- properties ------------------------------------------------------------------------------------------------------

Result<RowTargets> Builder::State::targets(LabelId label, const std::string& name, std::span<const NodeId> nodes,
                                           std::size_t rows) {
  const LabelDescription& described = description.labels[index_of(label)];
  const RowTargets targets{labels[index_of(label)].range, nodes, rows};
  if (auto ok = targets.check(); !ok) return in_context(ok.error(), "add property", name);
  if (has_name(described.properties, name)) {
    return fail(Errc::invalid_argument, "add property {}: {} has a property of that name", name, described.name);
  }
  return targets;
}

Result<void> Builder::add_text(LabelId label, std::string name, std::span<const NodeId> nodes, const TextRows& texts,
                               TextUse use) {
  const auto targets = state_->targets(label, name, nodes, texts.size());
  if (!targets) return std::unexpected(targets.error());
  if (texts.bytes() > 0xFFFFFFFF) {
    return fail(Errc::limit, "add property {}: expected at most 4 GiB of text, found {} bytes", name, texts.bytes());
  }
  OrderedTexts ordered(*targets, texts);
  if (auto ok = ordered.write(*state_->writer, state_->next_section(label)); !ok) return ok;
  LabelDescription& described = state_->description.labels[index_of(label)];
  if (use != TextUse::plain) described.name_property = static_cast<std::uint16_t>(described.properties.size());
  if (use == TextUse::indexed_name) {
    if (auto ok = state_->write_name_index(index_of(label), ordered.column()); !ok) return ok;
  }
  state_->keep(label, {.name = std::move(name), .kind = PropertyKind::text, .lists = {}});
  return {};
}

Result<void> Builder::State::write_name_index(std::size_t label, const TextColumn& names) {
  const NameIndex index = build_name_index(names);
  description.labels[label].name_index_bits = static_cast<std::uint8_t>(index.bits);
  if (auto ok = writer->add_array<std::uint32_t>(label_section(label, "names/buckets"), index.buckets); !ok) return ok;
  return writer->add_array<std::uint32_t>(label_section(label, "names/nodes"), index.nodes);
}

template <typename T>
Result<void> Builder::State::add_numbers(LabelId label, PropertyDescription property, std::span<const NodeId> nodes,
                                         std::span<const T> values) {
  const auto rows = targets(label, property.name, nodes, values.size());
  if (!rows) return std::unexpected(rows.error());
  auto ordered = order_numbers(*rows, values);
  if (auto ok = writer->add_array<T>(next_section(label) + "/values", ordered); !ok) return ok;
  if constexpr (std::is_same_v<T, std::int16_t>) {
    keep(label, std::move(property), std::move(ordered));
  } else {
    keep(label, std::move(property));
  }
  return {};
}

Result<void> Builder::add_i16(LabelId label, std::string name, std::span<const NodeId> nodes,
                              std::span<const std::int16_t> values) {
  return state_->add_numbers(label, {.name = std::move(name), .kind = PropertyKind::i16, .lists = {}}, nodes, values);
}

Result<void> Builder::add_i32(LabelId label, std::string name, std::span<const NodeId> nodes,
                              std::span<const std::int32_t> values) {
  return state_->add_numbers(label, {.name = std::move(name), .kind = PropertyKind::i32, .lists = {}}, nodes, values);
}

Result<void> Builder::add_u32(LabelId label, std::string name, std::span<const NodeId> nodes,
                              std::span<const std::uint32_t> values) {
  return state_->add_numbers(label, {.name = std::move(name), .kind = PropertyKind::u32, .lists = {}}, nodes, values);
}

Result<void> Builder::add_dictionary_text(LabelId label, std::string name, std::span<const NodeId> nodes,
                                          std::span<const std::uint32_t> codes, const Dictionary& dictionary) {
  const auto targets = state_->targets(label, name, nodes, codes.size());
  if (!targets) return std::unexpected(targets.error());
  const auto size = static_cast<std::uint32_t>(dictionary.size());
  if (std::ranges::any_of(codes, [&](std::uint32_t code) { return code != kNoCode && code >= size; })) {
    return fail(Errc::invalid_argument, "add property {}: a code is not below {}, the dictionary's size", name, size);
  }
  const auto ok = write_codes(*state_->writer, state_->next_section(label), *targets, codes, dictionary);
  if (ok) state_->keep(label, {std::move(name), PropertyKind::dictionary, size, {}});
  return ok;
}

Result<void> Builder::add_text_list(LabelId label, std::string name, std::span<const NodeId> nodes,
                                    std::span<const std::uint32_t> ends, std::span<const std::uint32_t> codes,
                                    const Dictionary& dictionary) {
  const auto targets = state_->targets(label, name, nodes, ends.size());
  if (!targets) return std::unexpected(targets.error());
  const auto size = static_cast<std::uint32_t>(dictionary.size());
  if (!std::ranges::is_sorted(ends) || (ends.empty() ? 0 : ends.back()) != codes.size() || codes.size() >= kNoNode) {
    return fail(Errc::invalid_argument, "add property {}: expected ends that rise to {}, the number of codes", name,
                codes.size());
  }
  if (std::ranges::any_of(codes, [&](std::uint32_t code) { return code >= size; })) {
    return fail(Errc::invalid_argument, "add property {}: a code is not below {}, the dictionary's size", name, size);
  }
  const auto shape = write_code_lists(*state_->writer, state_->next_section(label), *targets, ends, codes, dictionary);
  if (!shape) return std::unexpected(shape.error());
  state_->keep(label, {std::move(name), PropertyKind::text_list, size, *shape});
  return {};
}

// --- relationships ---------------------------------------------------------------------------------------------------

Result<TrendSource> Builder::State::trend_source(const TrendSpec& spec) const {
  const LabelDescription& counted = description.labels[index_of(spec.counted)];
  const auto property = std::ranges::find(counted.properties, spec.property, &PropertyDescription::name);
  if (property == counted.properties.end() || property->kind != PropertyKind::i16) {
    return fail(Errc::invalid_argument, "trend: expected an i16 property {} of {}; add it before the type",
                spec.property, counted.name);
  }
  if (spec.direction == Direction::both) return fail(Errc::invalid_argument, "trend: expected a direction in or out");
  const auto index = static_cast<std::size_t>(property - counted.properties.begin());
  TrendSource source;
  source.description.type = static_cast<std::uint16_t>(description.types.size());
  source.description.counted = static_cast<std::uint16_t>(spec.counted);
  source.description.property = static_cast<std::uint16_t>(index);
  source.description.direction = spec.direction;
  source.description.precompute_degree = spec.precompute_degree;
  source.counted = labels[index_of(spec.counted)].range;
  source.years = labels[index_of(spec.counted)].i16[index];
  return source;
}

Result<RelationshipCounts> Builder::add_relationships(RelationshipSpec spec, EdgeList edges) {
  Description& description = state_->description;
  if (spec.value_name.empty() != (spec.dictionary == nullptr)) {
    return fail(Errc::invalid_argument, "add relationships {}: value_name and dictionary go together", spec.name);
  }
  if (!state_->holds(spec.sources) || !state_->holds(spec.targets)) {
    return fail(Errc::invalid_argument, "add relationships {}: expected ranges of the {} nodes", spec.name,
                state_->node_count);
  }
  if (has_name(description.types, spec.name)) {
    return fail(Errc::invalid_argument, "add relationships {}: there is a type of that name", spec.name);
  }
  RelationshipInput input{description.types.size(),  spec.sources,   spec.targets, spec.dictionary, nullptr,
                          description.trends.size(), state_->threads};
  if (auto ok = check_edges(input, edges); !ok) return in_context(ok.error(), "add relationships", spec.name);
  auto trend = spec.trend ? state_->trend_source(*spec.trend) : Result<TrendSource>();
  if (!trend) return in_context(trend.error(), "add relationships", spec.name);
  if (spec.trend) input.trend = &*trend;
  const std::uint64_t rows = edges.size();
  const auto shapes = write_relationships(*state_->writer, input, std::move(edges));
  if (!shapes) return std::unexpected(shapes.error());
  const std::size_t dictionary_size = spec.dictionary == nullptr ? 0 : spec.dictionary->size();
  description.types.push_back({std::move(spec.name), spec.sources, spec.targets, rows, std::move(spec.value_name),
                               static_cast<std::uint32_t>(dictionary_size), shapes->out, shapes->in});
  if (spec.trend) description.trends.push_back(trend->description);
  return RelationshipCounts{rows, shapes->out.entries};
}

Result<RelationshipCounts> Builder::take_relationships(ByteView described) {
  auto taken = decode_description(described);
  if (!taken) return std::unexpected(taken.error());
  Description& description = state_->description;
  const bool one = taken->types.size() == 1 && taken->trends.size() <= 1;
  if (!one || has_name(description.types, taken->types.front().name)) {
    return fail(Errc::invalid_argument, "take relationships: expected one type that is not there yet, found {}",
                taken->types.size());
  }
  TypeDescription& type = description.types.emplace_back(std::move(taken->types.front()));
  for (const TrendDescription& trend : taken->trends) description.trends.push_back(trend);
  return RelationshipCounts{type.rows, type.out.entries};
}

std::vector<std::uint8_t> Builder::described() const {
  const Description& all = state_->description;
  Description last;
  last.types.push_back(all.types.back());
  const std::size_t type = all.types.size() - 1;
  if (!all.trends.empty() && all.trends.back().type == type) last.trends.push_back(all.trends.back());
  return encode_description(last);
}

void Builder::write_to(SectionWriter& writer) { state_->writer = &writer; }

Result<void> Builder::finish() {
  return state_->writer->add(kDescriptionSection, encode_description(state_->description));
}

}  // namespace wirespeed::graph
