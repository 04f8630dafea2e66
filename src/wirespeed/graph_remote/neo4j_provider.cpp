#include "wirespeed/graph_remote/neo4j_provider.hpp"

#include <algorithm>
#include <functional>

#include "wirespeed/graph_remote/relationship_rows.hpp"

namespace wirespeed::graph_remote {
namespace {

using bolt_client::Client;
using packstream::List;
using packstream::Map;
using packstream::Value;

// Every node of a question with its place in it.
constexpr std::string_view kEach = "UNWIND range(0, size($nodes) - 1) AS i MATCH (n) WHERE id(n) = $nodes[i] ";

std::string quoted(std::string_view name) {
  std::string quoted = "`";
  for (const char c : name) quoted.append(c == '`' ? 2 : 1, c);
  return quoted + '`';
}

std::string pattern_of(const RemoteWay& way) {
  const std::string type = way.type.empty() ? "" : ":" + quoted(way.type);
  return way.direction == Direction::in ? fmt::format("<-[r{}]-", type) : fmt::format("-[r{}]->", type);
}

std::unexpected<Error> strange(std::string_view query) {
  return fail(Errc::malformed, "neo4j: {}: expected the place of a node that was asked for, and a value", query);
}

// Calls take(record) for each record.
Result<void> each_record(Client& client, const std::string& database, std::string_view query, const Map& parameters,
                         const Stop& stop, const std::function<bool(const List&)>& take) {
  bolt_client::WorkConfig config;
  config.transaction.mode = bolt::AccessMode::read;
  config.transaction.database = database;
  auto result = client.query(query, parameters, config, stop);
  if (!result) return std::unexpected(std::move(result).error());
  for (;;) {
    const auto batch = result->next_batch(stop);
    if (!batch) return std::unexpected(batch.error());
    if (batch->records.empty()) return {};
    for (const ByteView record : batch->records) {
      const auto value = packstream::decode(record, result->form().packstream);
      if (!value) return std::unexpected(value.error());
      if (const List* list = value->get<List>(); list == nullptr || !take(*list)) return strange(query);
    }
  }
}

Result<std::vector<std::string>> texts_of(Client& client, const std::string& database, std::string_view query,
                                          const Stop& stop) {
  std::vector<std::string> texts;
  auto ok = each_record(client, database, query, {}, stop, [&](const List& record) {
    const std::string* text = record.size() == 1 ? record[0].get<std::string>() : nullptr;
    if (text != nullptr) texts.push_back(*text);
    return text != nullptr;
  });
  if (!ok) return std::unexpected(std::move(ok).error());
  return texts;
}

Cell cell_of(const Value& value, std::string& texts) {
  if (const auto* flag = value.get<bool>()) return boolean_cell(*flag);
  if (const auto* integer = value.get<std::int64_t>()) return number_cell(*integer);
  if (const auto* real = value.get<double>()) return real_cell(*real);
  if (const auto* text = value.get<std::string>()) return text_cell(*text, texts);
  return {};  // lists, times and points fulfil no condition
}

class Neo4jSession final : public ProviderSession {
 public:
  Neo4jSession(std::shared_ptr<Client> client, std::string database, std::shared_ptr<const LabelNumbers> label_numbers)
      : client_(std::move(client)), database_(std::move(database)), label_numbers_(std::move(label_numbers)) {}

  Result<void> read_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                           std::span<LabelMask> masks, const Stop& stop) override {
    std::ranges::fill(masks, LabelMask{0});
    return ask(nodes, "RETURN i, labels(n)", {}, stop, [&](std::size_t i, std::span<const Value> values) {
      const List* labels = values[0].get<List>();
      if (labels == nullptr) return false;
      const auto set = masks.subspan(i * pages.size(), pages.size());
      std::ranges::fill(set, kPresent);
      for (const Value& label : *labels) {
        if (const auto* text = label.get<std::string>(); text != nullptr) label_numbers_->add(*text, pages, set);
      }
      return true;
    });
  }

  Result<void> read_property(std::string_view name, std::span<const RemoteId> nodes, Values& values,
                             const Stop& stop) override {
    const std::size_t begin = values.cells.size();
    values.cells.resize(begin + nodes.size());
    Map more;
    more.append("name", Value(std::string(name)));
    return ask(nodes, "RETURN i, n[$name]", std::move(more), stop, [&](std::size_t i, std::span<const Value> found) {
      values.cells[begin + i] = cell_of(found[0], values.texts);
      return true;
    });
  }

  Result<void> read_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways, Neighbors& neighbors,
                              const Stop& stop) override {
    return read_relationships(nodes, ways, {}, neighbors, stop);
  }

  Result<void> read_relationships(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                  const RelationshipNeeds& needs, Neighbors& neighbors, const Stop& stop) override {
    rows_.begin(needs);
    for (std::size_t way = 0; way < ways.size(); ++way) {
      const std::string question =
          fmt::format("MATCH (n){}(m) RETURN i, id(m){}", pattern_of(ways[way]), asked_of(needs));
      const auto take = [&](std::size_t i, std::span<const Value> values) {
        const auto* target = values[0].get<std::int64_t>();
        if (target == nullptr) return false;
        if (ways[way].skips_loops && *target == nodes[i]) return true;
        rows_.add(i, way, *target);
        return take_relationship(values.subspan(1), needs);
      };
      const std::size_t values = 1 + (needs.ids ? 1 : 0) + needs.properties.size();
      if (auto ok = ask(nodes, question, properties_of(needs), stop, take, values); !ok) return ok;
    }
    rows_.put(nodes.size(), nodes.size(), [](std::size_t place) { return place; }, neighbors);
    return {};
  }

 private:
  // ", id(r), r[$properties[0]], r[$properties[1]]"
  static std::string asked_of(const RelationshipNeeds& needs) {
    std::string asked = needs.ids ? ", id(r)" : "";
    for (std::size_t i = 0; i < needs.properties.size(); ++i) asked += fmt::format(", r[$properties[{}]]", i);
    return asked;
  }

  static Map properties_of(const RelationshipNeeds& needs) {
    Map parameters;
    if (needs.properties.empty()) return parameters;
    List names;
    for (const std::string& name : needs.properties) names.emplace_back(name);
    parameters.append("properties", Value(std::move(names)));
    return parameters;
  }

  bool take_relationship(std::span<const Value> values, const RelationshipNeeds& needs) {
    if (needs.ids) {
      const auto* id = values[0].get<std::int64_t>();
      if (id == nullptr) return false;
      rows_.add_id(*id);
      values = values.subspan(1);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      Values& into = rows_.values(i);
      into.cells.push_back(cell_of(values[i], into.texts));
    }
    return true;
  }

  // Calls take(place, values) for each answer about a node; of so many values.
  template <typename Take>
  Result<void> ask(std::span<const RemoteId> nodes, std::string_view question, Map parameters, const Stop& stop,
                   const Take& take, std::size_t values = 1) {
    if (nodes.empty()) return {};
    List ids;
    ids.reserve(nodes.size());
    for (const RemoteId node : nodes) ids.emplace_back(node);
    parameters.append("nodes", Value(std::move(ids)));
    const std::string query = fmt::format("{}{}", kEach, question);
    return each_record(*client_, database_, query, parameters, stop, [&](const List& record) {
      const auto* place = record.size() == 1 + values ? record[0].get<std::int64_t>() : nullptr;
      if (place == nullptr || *place < 0 || static_cast<std::size_t>(*place) >= nodes.size()) return false;
      return take(static_cast<std::size_t>(*place), std::span<const Value>(record).subspan(1));
    });
  }

  std::shared_ptr<Client> client_;
  std::string database_;
  std::shared_ptr<const LabelNumbers> label_numbers_;
  RelationshipRows rows_;
};

}  // namespace

Result<std::shared_ptr<Neo4jProvider>> Neo4jProvider::make(std::shared_ptr<Client> client, Neo4jOptions options,
                                                           const Stop& stop) {
  std::shared_ptr<Neo4jProvider> provider(new Neo4jProvider(std::move(client), std::move(options)));
  if (auto ok = provider->read_names(stop); !ok) return std::unexpected(std::move(ok).error());
  return provider;
}

Result<void> Neo4jProvider::read_names(const Stop& stop) {
  auto labels =
      options_.label_names.empty()
          ? texts_of(*client_, options_.database, "CALL db.labels() YIELD label RETURN label ORDER BY label", stop)
          : Result<std::vector<std::string>>(options_.label_names);
  if (!labels) return std::unexpected(std::move(labels).error());
  auto types = texts_of(*client_, options_.database,
                        "CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type ORDER BY type", stop);
  if (!types) return std::unexpected(std::move(types).error());
  label_numbers_ = std::make_shared<const LabelNumbers>(*labels);
  names_ = std::make_shared<const Names>(Names{*std::move(labels), *std::move(types)});
  return {};
}

Result<std::unique_ptr<ProviderSession>> Neo4jProvider::open(const Stop& stop) {
  if (auto ok = stop.check("traversal"); !ok) return std::unexpected(std::move(ok).error());
  return std::make_unique<Neo4jSession>(client_, options_.database, label_numbers_);
}

}  // namespace wirespeed::graph_remote
