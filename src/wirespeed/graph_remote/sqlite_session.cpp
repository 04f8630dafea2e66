#include "wirespeed/graph_remote/sqlite_session.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wirespeed::graph_remote {
namespace {

// Reading the nodes between two costs less than looking for the second.
constexpr RemoteId kNodeGap = 4;

bool are_near(RemoteId before, RemoteId next, RemoteId gap) noexcept {
  return static_cast<std::uint64_t>(next) - static_cast<std::uint64_t>(before) <= static_cast<std::uint64_t>(gap);
}

// " AND r.type IN ('A','B')" of the ways of that direction; nothing where one of them is of any type. Nor where several
// are all that the table had: rows say their type, and to look for a node once costs less than once for each type.
std::string type_condition(const SqliteProvider& provider, std::span<const RemoteWay> ways, Direction direction) {
  const SqliteTables& tables = provider.tables();
  std::string list;
  std::size_t count = 0;
  for (const RemoteWay& way : ways) {
    if (way.direction != direction) continue;
    if (way.type.empty() || tables.type.empty()) return "";
    list += (list.empty() ? "" : ",") + quoted_text(way.type);
    ++count;
  }
  if (count > 1 && tables.type_names.empty() && count == provider.names().types.size()) return "";
  return fmt::format(" AND r.{} IN ({})", quoted_name(tables.type), list);
}

std::uint32_t rank_of(std::span<const RemoteWay> ways, Direction direction, std::string_view type) noexcept {
  const auto found = std::ranges::find_if(
      ways, [&](const RemoteWay& way) { return way.direction == direction && (way.type.empty() || way.type == type); });
  return static_cast<std::uint32_t>(found - ways.begin());
}

Cell cell_of(const SqliteStatement& row, int column, std::string& texts) {
  switch (row.kind(column)) {
    case SQLITE_INTEGER:
      return number_cell(row.integer(column));
    case SQLITE_FLOAT:
      return real_cell(row.real(column));
    case SQLITE_NULL:
      return {};
    default:
      return text_cell(row.text(column), texts);
  }
}

}  // namespace

void SortedNodes::take(std::span<const RemoteId> nodes) {
  is_same_ = std::ranges::adjacent_find(nodes, std::greater_equal<>()) == nodes.end();
  ids_ = nodes;
  if (is_same_) return;
  sorted_.assign(nodes.begin(), nodes.end());
  std::ranges::sort(sorted_);
  const auto doubles = std::ranges::unique(sorted_);
  sorted_.erase(doubles.begin(), doubles.end());
  ids_ = sorted_;
  of_place_.clear();
  for (const RemoteId node : nodes) {
    of_place_.push_back(static_cast<std::uint32_t>(std::ranges::lower_bound(sorted_, node) - sorted_.begin()));
  }
}

// Rows come in the order of ids, unless the store reads them without an index.
bool SortedNodes::find(RemoteId node, std::size_t& at) const noexcept {
  while (at < ids_.size() && ids_[at] < node) ++at;
  if (at < ids_.size() && ids_[at] == node) return true;
  if (at == 0 || ids_[at - 1] < node) return false;
  at = static_cast<std::size_t>(std::ranges::lower_bound(ids_, node) - ids_.begin());
  return ids_[at] == node;
}

SqliteSession::~SqliteSession() {
  std::ignore = connection_->database->run("ROLLBACK");  // nothing was written
  provider_->give_back(std::move(connection_));
}

Result<SqliteStatement*> SqliteSession::statement_of(const std::string& sql) {
  const auto known = connection_->statements.find(sql);
  if (known != connection_->statements.end()) return &known->second;
  auto statement = connection_->database->prepare(sql);
  if (!statement) return std::unexpected(std::move(statement).error());
  return &connection_->statements.emplace(sql, *std::move(statement)).first->second;
}

Result<SqliteSession::Question> SqliteSession::prepare(const std::string& columns, const std::string& from,
                                                       const std::string& column, const std::string& more,
                                                       RemoteId gap) {
  const auto sql = [&](const char* condition) {
    return fmt::format("SELECT {} FROM {} AS run CROSS JOIN {} WHERE {} {}{}", columns, kRunsTable, from, column,
                       condition, more);
  };
  const auto nodes = statement_of(sql("= +run.first"));
  if (!nodes) return std::unexpected(nodes.error());
  const auto ranges = statement_of(sql("BETWEEN +run.first AND +run.last"));
  if (!ranges) return std::unexpected(ranges.error());
  return Question{*nodes, *ranges, gap};
}

// Nodes that are near each other are one range.
void SqliteSession::find_runs(RemoteId gap) {
  singles_.clear();
  ranges_.clear();
  const auto ids = sorted_.ids();
  for (std::size_t begin = 0; begin < ids.size();) {
    std::size_t end = begin + 1;
    while (end < ids.size() && are_near(ids[end - 1], ids[end], gap)) ++end;
    (end == begin + 1 ? singles_ : ranges_).push_back({ids[begin], ids[end - 1]});
    begin = end;
  }
}

// Calls visit(which of the sorted nodes, row) for each row of theirs.
template <typename Visit>
Result<void> SqliteSession::each_row(const Question& question, const Visit& visit) {
  find_runs(question.gap);
  if (auto ok = each_row_of_runs(*question.nodes, singles_, visit); !ok) return ok;
  return each_row_of_runs(*question.ranges, ranges_, visit);
}

template <typename Visit>
Result<void> SqliteSession::each_row_of_runs(SqliteStatement& statement, std::span<const IdRun> runs,
                                             const Visit& visit) {
  if (runs.empty()) return {};
  connection_->database->set_runs(runs);
  for (std::size_t at = 0;;) {
    const auto row = statement.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return {};
    if (sorted_.find(statement.integer(0), at)) visit(at, statement);
  }
}

// --- labels ----------------------------------------------------------------------------------------------------------

std::span<const LabelMask> SqliteSession::set_of(std::string_view labels, std::span<const LabelPage> pages) {
  if (labels == last_labels_) return last_set_;
  last_labels_ = labels;
  std::ranges::fill(last_set_, LabelMask{0});
  const SqliteTables& tables = provider_->tables();
  const std::string_view separator = tables.label_table.empty() ? std::string_view(tables.separator) : "";
  while (!labels.empty()) {
    const std::size_t end = separator.empty() ? std::string_view::npos : labels.find(separator);
    provider_->label_numbers().add(labels.substr(0, end), pages, last_set_);
    labels.remove_prefix(end == std::string_view::npos ? labels.size() : end + separator.size());
  }
  return last_set_;
}

Result<SqliteSession::Question> SqliteSession::label_question() {
  if (of_labels_) return *of_labels_;
  const SqliteTables& tables = provider_->tables();
  const std::string id = "n." + quoted_name(tables.id);
  std::string label = tables.labels.empty() ? "NULL" : "n." + quoted_name(tables.labels);
  std::string from = quoted_name(tables.nodes) + " AS n";
  if (!tables.label_table.empty()) {
    label = "l." + quoted_name(tables.label_name);
    from += fmt::format(" LEFT JOIN {} AS l ON l.{} = {}", quoted_name(tables.label_table),
                        quoted_name(tables.label_node), id);
  }
  auto question = prepare(fmt::format("{}, {}", id, label), from, id, "", kNodeGap);
  if (question) of_labels_ = *question;
  return question;
}

Result<void> SqliteSession::read_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                                        std::span<LabelMask> masks, const Stop& stop) {
  return until(stop, [&] { return ask_labels(nodes, pages, masks); });
}

Result<void> SqliteSession::ask_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                                       std::span<LabelMask> masks) {
  const auto question = label_question();
  if (!question) return std::unexpected(question.error());
  if (!std::ranges::equal(pages, last_pages_)) {
    last_pages_.assign(pages.begin(), pages.end());
    last_labels_.clear();
    last_set_.assign(pages.size(), 0);
  }
  sorted_.take(nodes);
  const std::size_t width = pages.size();
  masks_.assign(sorted_.ids().size() * width, 0);
  const auto ok = each_row(*question, [&](std::size_t i, const SqliteStatement& row) {
    const auto set = row.is_null(1) ? std::span<const LabelMask>() : set_of(row.text(1), pages);
    for (std::size_t page = 0; page < width; ++page) {
      masks_[i * width + page] |= kPresent | (set.empty() ? 0 : set[page]);
    }
  });
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    std::ranges::copy_n(masks_.begin() + static_cast<std::ptrdiff_t>(sorted_.at(i) * width),
                        static_cast<std::ptrdiff_t>(width), masks.subspan(i * width).begin());
  }
  return ok;
}

// --- properties ------------------------------------------------------------------------------------------------------

Result<SqliteSession::Question> SqliteSession::property_question(std::string_view name) {
  if (const auto known = of_properties_.find(name); known != of_properties_.end()) return known->second;
  const SqliteTables& tables = provider_->tables();
  const std::string id = "n." + quoted_name(tables.id);
  auto question =
      prepare(fmt::format("{}, n.{}", id, quoted_name(name)), quoted_name(tables.nodes) + " AS n", id, "", kNodeGap);
  if (question) of_properties_.emplace(name, *question);
  return question;
}

Result<void> SqliteSession::read_property(std::string_view name, std::span<const RemoteId> nodes, Values& values,
                                          const Stop& stop) {
  return until(stop, [&] { return ask_property(name, nodes, values); });
}

Result<void> SqliteSession::ask_property(std::string_view name, std::span<const RemoteId> nodes, Values& values) {
  const auto question = property_question(name);
  if (!question) return std::unexpected(question.error());
  sorted_.take(nodes);
  cells_.assign(sorted_.ids().size(), {});
  const auto ok = each_row(
      *question, [&](std::size_t i, const SqliteStatement& row) { cells_[i] = cell_of(row, 1, values.texts); });
  for (std::size_t i = 0; i < nodes.size(); ++i) values.cells.push_back(cells_[sorted_.at(i)]);
  return ok;
}

// --- relationships ---------------------------------------------------------------------------------------------------

Result<const SqliteSession::WayQuestion*> SqliteSession::way_question(std::span<const RemoteWay> ways,
                                                                      Direction direction,
                                                                      const RelationshipNeeds& needs) {
  for (const WayQuestion& known : of_ways_) {
    if (known.direction == direction && std::ranges::equal(known.ways, ways) && known.needs == needs) return &known;
  }
  const SqliteTables& tables = provider_->tables();
  const auto count = std::ranges::count(ways, direction, &RemoteWay::direction);
  const bool is_in = direction == Direction::in;
  const std::string from = "r." + quoted_name(is_in ? tables.target : tables.source);
  const std::string to = "r." + quoted_name(is_in ? tables.source : tables.target);
  const bool by_type = count > 1 && !tables.type.empty();
  std::string columns = fmt::format("{}, {}", from, to);
  if (by_type) columns += ", r." + quoted_name(tables.type);
  if (needs.ids) columns += ", r." + provider_->relationship_id();
  for (const std::string& property : needs.properties) columns += ", r." + quoted_name(property);
  const auto question = prepare(columns, quoted_name(tables.relationships) + " AS r", from,
                                type_condition(*provider_, ways, direction), 1);
  if (!question) return std::unexpected(question.error());
  return &of_ways_.emplace_back(WayQuestion{{ways.begin(), ways.end()}, direction, needs, by_type, *question});
}

Result<void> SqliteSession::read_rows(std::span<const RemoteWay> ways, Direction direction,
                                      const RelationshipNeeds& needs) {
  const auto first = std::ranges::find(ways, direction, &RemoteWay::direction);
  if (first == ways.end()) return {};
  const auto asked = way_question(ways, direction, needs);
  if (!asked) return std::unexpected(asked.error());
  const auto only = static_cast<std::uint32_t>(first - ways.begin());
  const bool by_type = (*asked)->by_type;
  Result<void> taken;
  const auto ok = each_row((*asked)->question, [&](std::size_t i, const SqliteStatement& row) {
    const std::uint32_t rank = by_type ? rank_of(ways, direction, row.text(2)) : only;
    const RemoteId target = row.integer(1);
    if (rank == ways.size() || (ways[rank].skips_loops && target == sorted_.ids()[i])) return;
    rows_.add(i, rank, target);
    if (needs.any() && taken) taken = take_row(row, by_type ? 3 : 2, needs);
  });
  return ok ? taken : ok;
}

// What is needed of the relationship, from the column on.
Result<void> SqliteSession::take_row(const SqliteStatement& row, int column, const RelationshipNeeds& needs) {
  if (needs.ids) {
    if (row.kind(column) != SQLITE_INTEGER) {
      return fail(Errc::malformed,
                  "sqlite: {}: expected integers in {}, which says who a relationship is, found \"{}\"",
                  provider_->tables().path, provider_->relationship_id(), row.text(column));
    }
    rows_.add_id(row.integer(column++));
  }
  for (std::size_t i = 0; i < needs.properties.size(); ++i) {
    Values& values = rows_.values(i);
    values.cells.push_back(cell_of(row, column++, values.texts));
  }
  return {};
}

Result<void> SqliteSession::read_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                           Neighbors& neighbors, const Stop& stop) {
  return until(stop, [&] { return ask_neighbors(nodes, ways, {}, neighbors); });
}

Result<void> SqliteSession::read_relationships(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                               const RelationshipNeeds& needs, Neighbors& neighbors, const Stop& stop) {
  return until(stop, [&] { return ask_neighbors(nodes, ways, needs, neighbors); });
}

Result<void> SqliteSession::ask_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                          const RelationshipNeeds& needs, Neighbors& neighbors) {
  sorted_.take(nodes);
  rows_.begin(needs);
  for (const Direction direction : {Direction::out, Direction::in}) {
    if (auto ok = read_rows(ways, direction, needs); !ok) return ok;
  }
  rows_.put(sorted_.ids().size(), nodes.size(), [&](std::size_t place) { return sorted_.at(place); }, neighbors);
  return {};
}

}  // namespace wirespeed::graph_remote
