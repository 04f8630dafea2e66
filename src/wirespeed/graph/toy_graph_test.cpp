// The toy graphs themselves; what they are used for is tested beside.
#include "wirespeed/graph/toy_graph.hpp"

#include <unistd.h>

#include <array>
#include <initializer_list>

namespace wirespeed::graph {
namespace {

using Pairs = std::initializer_list<std::array<std::uint32_t, 2>>;

EdgeList edges_of(Pairs pairs) {
  EdgeList edges;
  for (const auto& [source, target] : pairs) edges.add(source, target);
  return edges;
}

TextRows texts_of(std::initializer_list<std::string_view> texts) {
  TextRows rows;
  for (const std::string_view text : texts) rows.add(text);
  return rows;
}

void add_type(Builder& builder, std::string name, LabelId sources, LabelId targets, Pairs pairs) {
  EdgeList edges = edges_of(pairs);
  value_or_throw(builder.translate(edges, sources, targets));
  RelationshipSpec spec{.name = std::move(name), .sources = builder.range(sources), .targets = builder.range(targets)};
  value_or_throw(builder.add_relationships(std::move(spec), std::move(edges)));
}

LabelId add_artists(Builder& builder) {
  const std::uint32_t records[] = {1, 7};
  const std::uint32_t referenced[] = {1, 194};
  const LabelId artist = value_or_throw(builder.add_label("Artist", records, referenced));
  std::uint32_t rows[] = {7, 1};
  value_or_throw(builder.to_nodes(artist, rows));
  value_or_throw(
      builder.add_text(artist, "name", rows, texts_of({"Jeff Mills", "The Persuader"}), TextUse::indexed_name));
  return artist;
}

LabelId add_releases(Builder& builder) {
  const std::uint32_t ids[] = {10, 20, 30, 40, 4000000000};
  const LabelId release = value_or_throw(builder.add_label("Release", ids));
  value_or_throw(
      builder.add_text(release, "title", {}, texts_of({"Stockholm", "Axis", "", "Knock", "Knock"}), TextUse::name));
  value_or_throw(
      builder.add_i16(release, "year", {}, std::array<std::int16_t, 5>{1999, 1992, kNull<std::int16_t>, 1992, 2001}));
  Dictionary words;
  const std::uint32_t vinyl = words.intern("Vinyl"), lp = words.intern("LP"), cd = words.intern("CD");
  value_or_throw(builder.add_text_list(release, "formats", {}, std::array<std::uint32_t, 5>{2, 3, 3, 4, 5},
                                       std::array{vinyl, lp, vinyl, cd, cd}, words));
  Dictionary places;
  const std::uint32_t us = places.intern("US"), se = places.intern("Sweden");
  value_or_throw(builder.add_dictionary_text(release, "country", {}, std::array{se, us, kNoCode, us, se}, places));
  return release;
}

void add_credits(Builder& builder, LabelId person, LabelId release) {
  value_or_throw(builder.add_text(person, "name", {}, texts_of({"Ann", "Bo"}), TextUse::indexed_name));
  Dictionary roles;
  const std::uint32_t producer = roles.intern("Producer"), design = roles.intern("Design");
  const NodeId first_person = builder.range(person).begin, first_release = builder.range(release).begin;
  EdgeList edges;
  edges.add(first_person, first_release, producer);
  edges.add(first_person, first_release, design);
  edges.add(first_person, first_release, producer);
  edges.add(first_person + 1, first_release + 1, design);
  RelationshipSpec spec{.name = "CREDITED_ON",
                        .sources = builder.range(person),
                        .targets = builder.range(release),
                        .value_name = "role",
                        .dictionary = &roles,
                        .trend = TrendSpec{release, "year", Direction::out}};
  value_or_throw(builder.add_relationships(std::move(spec), std::move(edges)));
}

}  // namespace

ToyDirectory::ToyDirectory(std::string_view name)
    : path_(std::filesystem::temp_directory_path() / fmt::format("wirespeed_{}_{}", name, ::getpid())) {
  std::filesystem::create_directories(path_);
}

ToyDirectory::~ToyDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Graph ToyDirectory::build(const std::function<void(Builder&)>& fill, unsigned threads) const {
  auto writer = value_or_throw(SectionWriter::create(snapshot()));
  Builder builder(writer, {.threads = threads});
  fill(builder);
  value_or_throw(builder.finish());
  value_or_throw(writer.commit());
  return value_or_throw(Graph::open(path_));
}

void fill_toy_graph(Builder& builder) {
  const LabelId artist = add_artists(builder);
  const LabelId release = add_releases(builder);
  const LabelId genre = value_or_throw(builder.add_label("Genre", 2));
  const LabelId person = value_or_throw(builder.add_label("Person", 2));
  value_or_throw(builder.add_text(genre, "name", {}, texts_of({"Electronic", "Jazz"}), TextUse::indexed_name));
  EdgeList by = edges_of({{10, 1}, {20, 7}, {30, 194}, {40, 7}, {40, 194}, {20, 7}, {4000000000, 194}});
  value_or_throw(builder.translate(by, release, artist));
  RelationshipSpec spec{.name = "BY", .sources = builder.range(release), .targets = builder.range(artist)};
  spec.trend = TrendSpec{release, "year", Direction::in, 2};
  value_or_throw(builder.add_relationships(std::move(spec), std::move(by)));
  add_type(builder, "IS", release, genre, {{10, 0}, {20, 0}, {30, 1}, {40, 0}, {40, 1}});
  add_type(builder, "ALIAS_OF", artist, artist, {{1, 194}});
  add_credits(builder, person, release);
}

NodeId named(const Graph& graph, std::string_view label, std::string_view name) {
  const auto found = value_or_throw(graph.find(value_or_throw(graph.label(label)), name));
  return found.empty() ? kNoNode : found.front();
}

std::string names(const Graph& graph, const Neighbors& neighbors) {
  std::string text;
  for (std::size_t i = 0; i < neighbors.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::string(graph.node(neighbors[i]).name());
  }
  return text;
}

}  // namespace wirespeed::graph
