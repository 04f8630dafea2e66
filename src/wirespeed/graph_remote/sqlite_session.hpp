// One call's reads from tables of SQLite.
#pragma once

#include <deque>

#include "wirespeed/graph_remote/relationship_rows.hpp"
#include "wirespeed/graph_remote/sqlite_provider.hpp"

namespace wirespeed::graph_remote {

// The nodes of a question in ascending order, each once.
class SortedNodes {
 public:
  void take(std::span<const RemoteId> nodes);

  std::span<const RemoteId> ids() const noexcept { return ids_; }
  // Which of ids() was asked for at a place of the question.
  std::size_t at(std::size_t place) const noexcept { return is_same_ ? place : of_place_[place]; }
  // Moves `at` to the node, best a little before it; false: it is not among them.
  bool find(RemoteId node, std::size_t& at) const noexcept;

 private:
  std::span<const RemoteId> ids_;
  bool is_same_ = true;  // the question was in that order
  std::vector<RemoteId> sorted_;
  std::vector<std::uint32_t> of_place_;
};

class SqliteSession final : public ProviderSession {
 public:
  SqliteSession(std::shared_ptr<SqliteProvider> provider, std::unique_ptr<SqliteProvider::Connection> connection)
      : provider_(std::move(provider)), connection_(std::move(connection)) {}
  ~SqliteSession() override;

  Result<void> begin() { return connection_->database->run("BEGIN"); }

  Result<void> read_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                           std::span<LabelMask> masks, const Stop& stop) override;
  Result<void> read_property(std::string_view name, std::span<const RemoteId> nodes, Values& values,
                             const Stop& stop) override;
  Result<void> read_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways, Neighbors& neighbors,
                              const Stop& stop) override;
  Result<void> read_relationships(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                  const RelationshipNeeds& needs, Neighbors& neighbors, const Stop& stop) override;

 private:
  // Statements about nodes, each by itself, and about ranges of them.
  struct Question {
    SqliteStatement* nodes;
    SqliteStatement* ranges;
    RemoteId gap;  // ids that are so far apart are in one range, with those between
  };
  struct WayQuestion {
    std::vector<RemoteWay> ways;
    Direction direction;
    RelationshipNeeds needs;
    bool by_type;  // rows say their type
    Question question;
  };

  Result<Question> prepare(const std::string& columns, const std::string& from, const std::string& column,
                           const std::string& more, RemoteId gap);
  Result<Question> label_question();
  Result<Question> property_question(std::string_view name);
  Result<const WayQuestion*> way_question(std::span<const RemoteWay> ways, Direction direction,
                                          const RelationshipNeeds& needs);

  // Also while statements are prepared, which reads what tables there are.
  template <typename Ask>
  Result<void> until(const Stop& stop, const Ask& ask) {
    return connection_->database->read_until(stop, "traversal", ask);
  }
  Result<void> ask_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                          std::span<LabelMask> masks);
  Result<void> ask_property(std::string_view name, std::span<const RemoteId> nodes, Values& values);
  Result<void> ask_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                             const RelationshipNeeds& needs, Neighbors& neighbors);

  template <typename Visit>
  Result<void> each_row(const Question& question, const Visit& visit);
  template <typename Visit>
  Result<void> each_row_of_runs(SqliteStatement& statement, std::span<const IdRun> runs, const Visit& visit);
  void find_runs(RemoteId gap);
  Result<SqliteStatement*> statement_of(const std::string& sql);

  Result<void> read_rows(std::span<const RemoteWay> ways, Direction direction, const RelationshipNeeds& needs);
  Result<void> take_row(const SqliteStatement& row, int column, const RelationshipNeeds& needs);
  std::span<const LabelMask> set_of(std::string_view labels, std::span<const LabelPage> pages);

  std::shared_ptr<SqliteProvider> provider_;
  std::unique_ptr<SqliteProvider::Connection> connection_;
  std::optional<Question> of_labels_;
  std::map<std::string, Question, std::less<>> of_properties_;
  std::deque<WayQuestion> of_ways_;
  SortedNodes sorted_;
  std::vector<IdRun> singles_;
  std::vector<IdRun> ranges_;
  std::vector<LabelMask> masks_;
  std::vector<Cell> cells_;
  RelationshipRows rows_;
  std::string last_labels_;  // texts repeat
  std::vector<LabelPage> last_pages_;
  std::vector<LabelMask> last_set_;
};

}  // namespace wirespeed::graph_remote
