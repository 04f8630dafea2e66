#include "facts.hpp"

#include <fmt/format.h>

#include "output.hpp"
#include "wirespeed/discogs/memory_projection.hpp"

namespace discography {
namespace {

namespace discogs = wirespeed::discogs;
using wirespeed::JsonWriter;
using wirespeed::graph::Graph;
using wirespeed::graph::LabelId;
using wirespeed::graph::TypeId;

std::string records_text(const discogs::IngestFacts& facts) {
  Table table({{"records"}, {"read", Align::right}, {"superseded", Align::right}});
  for (std::size_t kind = 0; kind < discogs::kKindCount; ++kind) {
    table.add({discogs::root_name(static_cast<discogs::Kind>(kind)), with_commas(facts.records[kind]),
               with_commas(facts.superseded[kind])});
  }
  return table.text() +
         fmt::format(
             "  {} rejects, {} repairs; ignored: {} references without id, {} with an id too large, {} without "
             "name\n",
             with_commas(facts.rejects), with_commas(facts.repairs), with_commas(facts.ignored.no_id),
             with_commas(facts.ignored.id_too_large), with_commas(facts.ignored.no_name));
}

std::string nodes_text(const Graph& graph) {
  Table table({{"nodes"}, {"count", Align::right}, {"stubs", Align::right}});
  for (std::size_t i = 0; i < graph.label_count(); ++i) {
    const auto label = static_cast<LabelId>(i);
    table.add(
        {std::string(graph.label_name(label)), with_commas(graph.count(label)), with_commas(graph.stub_count(label))});
  }
  return table.text();
}

std::string relationships_text(const Graph& graph) {
  Table table({{"relationships"}, {"distinct", Align::right}, {"as written", Align::right}});
  for (std::size_t i = 0; i < graph.type_count(); ++i) {
    const auto type = static_cast<TypeId>(i);
    table.add({std::string(graph.type_name(type)), with_commas(graph.relationship_count(type)),
               with_commas(graph.relationship_rows(type))});
  }
  return table.text();
}

std::string memory_text(const Music& music) {
  const auto memory = music.graph().memory();
  const auto projected = discogs::project_published(music.graph());
  const auto size = [](std::uint64_t bytes) { return human_bytes(static_cast<double>(bytes)); };
  return fmt::format(
      "  snapshot {}: graph {} (topology {}), search {}\n"
      "  projected to the published graph ({:.1f}M nodes, {:.1f}M relationships): {}, topology {}\n",
      size(music.file().size()), size(memory.total()), size(memory.topology),
      size(music.file().size() - memory.total()), static_cast<double>(projected.nodes) / 1e6,
      static_cast<double>(projected.relationships) / 1e6, size(projected.total()), size(projected.topology_bytes));
}

template <typename Count>
void add_by_label(JsonWriter& json, const char* name, const Graph& graph, Count count) {
  json.key(name).begin_object();
  for (std::size_t i = 0; i < graph.label_count(); ++i) {
    const auto label = static_cast<LabelId>(i);
    json.member(graph.label_name(label), count(label));
  }
  json.end_object();
}

template <typename Count>
void add_by_type(JsonWriter& json, const char* name, const Graph& graph, Count count) {
  json.key(name).begin_object();
  for (std::size_t i = 0; i < graph.type_count(); ++i) {
    const auto type = static_cast<TypeId>(i);
    json.member(graph.type_name(type), count(type));
  }
  json.end_object();
}

void add_by_kind(JsonWriter& json, const char* name, const std::array<std::uint64_t, discogs::kKindCount>& numbers) {
  json.key(name).begin_object();
  for (std::size_t kind = 0; kind < discogs::kKindCount; ++kind) {
    json.member(discogs::root_name(static_cast<discogs::Kind>(kind)), numbers[kind]);
  }
  json.end_object();
}

void add_memory(JsonWriter& json, const Music& music) {
  const auto memory = music.graph().memory();
  const auto projected = discogs::project_published(music.graph());
  json.key("memory").begin_object().member("graph", memory.total()).member("topology", memory.topology);
  json.member("projected", projected.total()).member("projected_topology", projected.topology_bytes);
  json.end_object();
}

}  // namespace

std::string facts_text(const Music& music, const discogs::IngestFacts& facts) {
  return records_text(facts) + nodes_text(music.graph()) + relationships_text(music.graph()) + memory_text(music);
}

void add_facts(JsonWriter& json, const Music& music, const discogs::IngestFacts& facts) {
  const Graph& graph = music.graph();
  add_by_label(json, "nodes", graph, [&](LabelId label) { return graph.count(label); });
  add_by_label(json, "stubs", graph, [&](LabelId label) { return graph.stub_count(label); });
  add_by_type(json, "relationships", graph, [&](TypeId type) { return graph.relationship_count(type); });
  add_by_type(json, "rows", graph, [&](TypeId type) { return graph.relationship_rows(type); });
  add_by_kind(json, "records", facts.records);
  add_by_kind(json, "superseded", facts.superseded);
  json.member("rejects", facts.rejects).member("repairs", facts.repairs).key("ignored").begin_object();
  json.member("no_id", facts.ignored.no_id).member("id_too_large", facts.ignored.id_too_large);
  json.member("no_name", facts.ignored.no_name).end_object();
  json.member("bytes", music.file().size()).member("bytes_in", facts.bytes_in).member("bytes_xml", facts.bytes_xml);
  json.member("last_year", facts.last_year).member("names", music.index().name_count());
  add_memory(json, music);
}

wirespeed::Result<std::string> facts_json(const Music& music) {
  const auto facts = discogs::read_facts(music.file());
  if (!facts) return std::unexpected(facts.error());
  JsonWriter json;
  json.begin_object();
  add_facts(json, music, *facts);
  json.end_object();
  return json.text() + "\n";
}

}  // namespace discography
