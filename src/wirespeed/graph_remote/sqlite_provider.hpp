// A graph in tables of SQLite: nodes with an id, their labels in a column or in a table of their own, relationships
// with the ids of their ends.
//
//   CREATE TABLE nodes (id INTEGER PRIMARY KEY, labels TEXT, name TEXT, ...)          -- a column for each property
//   CREATE TABLE relationships (source INTEGER, type TEXT, target INTEGER, PRIMARY KEY (source, type, target)) ...
//   CREATE INDEX against ON relationships (target, type, source)                      -- where walks go against them
//
// A relationship is known by its rowid, or by a column that has a number for each; its other columns are its
// properties.
//
// The file is only read. A session is a read transaction: it sees one state of the file, and its writers go on.
#pragma once

#include <map>
#include <mutex>

#include "wirespeed/graph_remote/label_numbers.hpp"
#include "wirespeed/graph_remote/sqlite_statement.hpp"

namespace wirespeed::graph_remote {

struct SqliteTables {
  std::string path;
  std::string nodes = "nodes";
  std::string id = "id";
  std::string labels =
      "labels";  // the column of `nodes`; several labels with `separator` between. Empty: none have any
  std::string separator = ",";
  std::string label_table{};  // where labels are rows: the table, and its two columns
  std::string label_node = "node";
  std::string label_name = "label";
  std::string relationships = "relationships";
  std::string source = "source";
  std::string target = "target";
  std::string type = "type";      // empty: all are of the one type ""
  std::string weight = "weight";  // of a relationship, where a walk goes by it: a column. Empty: each weighs 1
  std::string relationship_id{};  // a column of integers. Empty: the rowid, where the table has one
  // The labels and types that walks may name. Where nothing is given, the tables are read for them once, to their ends.
  std::vector<std::string> label_names{};
  std::vector<std::string> type_names{};
  std::size_t batch = 1024;
};

class SqliteProvider final : public Provider, public std::enable_shared_from_this<SqliteProvider> {
 public:
  // Fails for a file, table or column that is not there.
  static Result<std::shared_ptr<SqliteProvider>> make(SqliteTables tables, const Stop& stop = {});

  const Names& names() const noexcept override { return names_; }
  std::size_t batch() const noexcept override { return tables_.batch; }
  Result<void> check_property(std::string_view name) const override;
  Result<void> check_relationships(const RelationshipNeeds& needs) const override;
  std::string_view weight() const noexcept override { return tables_.weight; }
  Result<std::unique_ptr<ProviderSession>> open(const Stop& stop) override;

  const SqliteTables& tables() const noexcept { return tables_; }
  const LabelNumbers& label_numbers() const noexcept { return label_numbers_; }
  // What says who a relationship is, in SQL; empty: nothing does.
  const std::string& relationship_id() const noexcept { return relationship_id_; }

  // A connection and its statements by their text.
  struct Connection {
    std::unique_ptr<SqliteConnection> database;
    std::map<std::string, SqliteStatement, std::less<>> statements{};
  };
  // For sessions: one that rests, or a new one; and back with it.
  Result<std::unique_ptr<Connection>> borrow();
  void give_back(std::unique_ptr<Connection> connection);

 private:
  explicit SqliteProvider(SqliteTables tables) : tables_(std::move(tables)) {}
  Result<void> read_names(SqliteConnection& database);
  Result<void> read_relationship_columns(SqliteConnection& database);

  const SqliteTables tables_;
  Names names_;
  LabelNumbers label_numbers_;
  std::vector<std::string> columns_;  // of the nodes
  std::vector<std::string> relationship_columns_;
  std::string relationship_id_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace wirespeed::graph_remote
