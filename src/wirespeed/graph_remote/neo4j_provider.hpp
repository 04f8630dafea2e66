// A graph in Neo4j, over our own Bolt client. Nodes and relationships are named by the store's own
// numbers, id(n) and id(r).
//
// Each question is one query for all its nodes, in a transaction of its own: what Neo4j commits between two of them is
// seen, as by any of its readers.
#pragma once

#include "wirespeed/bolt_client/client.hpp"
#include "wirespeed/graph_remote/label_numbers.hpp"

namespace wirespeed::graph_remote {

struct Neo4jOptions {
  std::string database{};                  // the user's home database where it is empty
  std::vector<std::string> label_names{};  // those that walks may name; none: all that the database has
  std::size_t batch = 4096;
  std::string weight = "weight";  // of a relationship, where a walk goes by it: a property. Empty: each weighs 1
};

class Neo4jProvider final : public Provider {
 public:
  // Fails where the database cannot be asked.
  static Result<std::shared_ptr<Neo4jProvider>> make(std::shared_ptr<bolt_client::Client> client, Neo4jOptions options,
                                                     const Stop& stop);

  const Names& names() const noexcept override { return *names_; }
  std::size_t batch() const noexcept override { return options_.batch; }
  // No property is known beforehand.
  Result<void> check_property(std::string_view) const override { return {}; }
  Result<void> check_relationships(const RelationshipNeeds&) const override { return {}; }
  std::string_view weight() const noexcept override { return options_.weight; }
  Result<std::unique_ptr<ProviderSession>> open(const Stop& stop) override;

 private:
  Neo4jProvider(std::shared_ptr<bolt_client::Client> client, Neo4jOptions options)
      : client_(std::move(client)), options_(std::move(options)) {}
  Result<void> read_names(const Stop& stop);

  std::shared_ptr<bolt_client::Client> client_;
  Neo4jOptions options_;
  std::shared_ptr<const Names> names_;
  std::shared_ptr<const LabelNumbers> label_numbers_;
};

}  // namespace wirespeed::graph_remote
