#include "wirespeed/bolt/path_reader.hpp"

#include "wirespeed/bolt/field_reader.hpp"

namespace wirespeed::bolt {
namespace {

using packstream::List;
using packstream::Structure;

// Walks over a path's nodes and relationships, which are stored once each, in the order of its indices:
// relationship (from 1, negative when it is walked against its direction), node (from 0), relationship, node, ...
class PathWalk {
 public:
  PathWalk(const std::vector<Node>& nodes, const std::vector<UnboundRelationship>& relationships)
      : nodes_(nodes), relationships_(relationships) {
    path_.nodes.push_back(nodes.front());
  }

  bool step(std::int64_t relationship, std::int64_t node) {
    const std::int64_t place = relationship < 0 ? -(relationship + 1) : relationship - 1;
    if (relationship == 0 || !is_place(place, relationships_.size()) || !is_place(node, nodes_.size())) return false;
    const Node& next = nodes_[static_cast<std::size_t>(node)];
    const UnboundRelationship& walked = relationships_[static_cast<std::size_t>(place)];
    const Node& here = path_.nodes.back();
    path_.relationships.push_back(relationship > 0 ? bound(walked, here, next) : bound(walked, next, here));
    path_.nodes.push_back(next);
    return true;
  }

  Path take() { return std::move(path_); }

 private:
  static bool is_place(std::int64_t place, std::size_t size) noexcept {
    return place >= 0 && static_cast<std::uint64_t>(place) < size;
  }
  static Relationship bound(const UnboundRelationship& unbound, const Node& start, const Node& end) {
    return {unbound.id,         start.id,           end.id,           unbound.type,
            unbound.properties, unbound.element_id, start.element_id, end.element_id};
  }

  const std::vector<Node>& nodes_;
  const std::vector<UnboundRelationship>& relationships_;
  Path path_;
};

// Each item read as a structure of the tag.
template <typename T>
Result<std::vector<T>> read_all(const List& list, std::uint8_t tag, const StructureForm& form,
                                Result<T> (*read)(const Structure&, const StructureForm&)) {
  std::vector<T> all;
  all.reserve(list.size());
  for (const packstream::Value& value : list) {
    const auto* structure = value.get<Structure>();
    if (structure == nullptr || structure->tag != tag) {
      return fail(Errc::malformed, "Bolt structure Path: expected a list of structures '{}', found another value",
                  static_cast<char>(tag));
    }
    auto one = read(*structure, form);
    if (!one) return std::unexpected(std::move(one).error());
    all.push_back(*std::move(one));
  }
  return all;
}

Result<Path> walk(const std::vector<Node>& nodes, const std::vector<UnboundRelationship>& relationships,
                  const List& indices) {
  if (nodes.empty()) return fail(Errc::malformed, "Bolt structure Path: expected at least one node, found none");
  PathWalk path(nodes, relationships);
  for (std::size_t i = 0; i < indices.size(); i += 2) {
    const auto* relationship = indices[i].get<std::int64_t>();
    const auto* node = i + 1 < indices.size() ? indices[i + 1].get<std::int64_t>() : nullptr;
    if (relationship == nullptr || node == nullptr || !path.step(*relationship, *node)) {
      return fail(Errc::malformed,
                  "Bolt structure Path: expected pairs of indices of a relationship and a node, "
                  "found something else at {} of {}",
                  i, indices.size());
    }
  }
  return path.take();
}

}  // namespace

Result<Node> read_node(const Structure& structure, const StructureForm& form) {
  FieldReader fields(structure, "Node", form.has_element_ids() ? 4 : 3);
  Node node;
  node.id = fields.integer();
  node.labels = fields.texts();
  node.properties = fields.map();
  node.element_id = form.has_element_ids() ? fields.text() : std::to_string(node.id);
  return fields.done(std::move(node));
}

Result<Relationship> read_relationship(const Structure& structure, const StructureForm& form) {
  FieldReader fields(structure, "Relationship", form.has_element_ids() ? 8 : 5);
  Relationship made;
  made.id = fields.integer();
  made.start_id = fields.integer();
  made.end_id = fields.integer();
  made.type = fields.text();
  made.properties = fields.map();
  made.element_id = form.has_element_ids() ? fields.text() : std::to_string(made.id);
  made.start_element_id = form.has_element_ids() ? fields.text() : std::to_string(made.start_id);
  made.end_element_id = form.has_element_ids() ? fields.text() : std::to_string(made.end_id);
  return fields.done(std::move(made));
}

Result<UnboundRelationship> read_unbound_relationship(const Structure& structure, const StructureForm& form) {
  FieldReader fields(structure, "UnboundRelationship", form.has_element_ids() ? 4 : 3);
  UnboundRelationship made;
  made.id = fields.integer();
  made.type = fields.text();
  made.properties = fields.map();
  made.element_id = form.has_element_ids() ? fields.text() : std::to_string(made.id);
  return fields.done(std::move(made));
}

Result<Path> read_path(const Structure& structure, const StructureForm& form) {
  FieldReader fields(structure, "Path", 3);
  const List node_list = fields.list();
  const List relationship_list = fields.list();
  auto indices = fields.done(fields.list());
  if (!indices) return std::unexpected(std::move(indices).error());
  auto nodes = read_all<Node>(node_list, 'N', form, read_node);
  if (!nodes) return std::unexpected(std::move(nodes).error());
  auto relationships = read_all<UnboundRelationship>(relationship_list, 'r', form, read_unbound_relationship);
  if (!relationships) return std::unexpected(std::move(relationships).error());
  return walk(*nodes, *relationships, *indices);
}

}  // namespace wirespeed::bolt
