#include "wirespeed/bolt/columns_path.hpp"

#include <vector>

#include "wirespeed/bolt/columns_structures.hpp"

namespace wirespeed::bolt {
namespace {

using column::AnyBuilder;
using packstream::ColumnReader;
using packstream::Cursor;

constexpr char kPathName[] = "path";
constexpr char kStepName[] = "relationship";

// A walk may pass the same node again and again: what it repeats is bounded by this much of what came over the wire.
constexpr std::size_t kMaxGrowth = 16;
constexpr std::size_t kFreeGrowth = 65'536;  // bytes

struct NodeIds {
  std::int64_t id = 0;
  std::string_view element_id;
};

struct Path {
  std::vector<ByteView> nodes;  // each a structure
  std::vector<NodeIds> ids;
  std::vector<ByteView> relationships;
  std::vector<std::int64_t> walk;  // relationship, node, relationship, ...
};

bool read_parts(ColumnReader& reader, std::vector<ByteView>& parts) {
  std::uint64_t count = 0;
  if (!reader.cursor().expect_list(count)) return false;
  parts.resize(count);
  for (ByteView& part : parts) {
    if (!reader.cursor().skip(part, reader.rules().version)) return false;
  }
  return true;
}

// The cursor of a part, behind the head of a structure of this tag.
bool open_part(ColumnReader& reader, ByteView part, std::uint8_t tag, std::size_t& fields) {
  std::uint8_t found = 0;
  reader.cursor() = Cursor(part);
  if (!reader.cursor().expect_structure(found, fields)) return false;
  if (found != tag) return reader.malformed("a path with something else in it than nodes and relationships");
  std::string wrong = wrong_shape(tag, fields);
  return wrong.empty() || reader.malformed(std::move(wrong));
}

bool read_ids(ColumnReader& reader, ByteView node, NodeIds& out) {
  std::size_t fields = 0;
  ByteView skipped;
  if (!open_part(reader, node, structure::kNode, fields)) return false;
  Cursor& cursor = reader.cursor();
  const auto version = reader.rules().version;
  return cursor.expect_integer(out.id) && cursor.skip(skipped, version) && cursor.skip(skipped, version) &&
         (fields < 4 || cursor.expect_text(out.element_id));
}

bool read_all_ids(ColumnReader& reader, Path& path) {
  const Cursor behind = reader.cursor();
  path.ids.resize(path.nodes.size());
  for (std::size_t i = 0; i < path.nodes.size(); ++i) {
    if (!read_ids(reader, path.nodes[i], path.ids[i])) return false;
  }
  reader.cursor() = behind;
  return true;
}

// Every step is one of the path's own relationships and nodes, and not too many of them come again.
bool check_walk(ColumnReader& reader, const Path& path, std::size_t wire_bytes) {
  if (path.nodes.empty() || path.walk.size() % 2 != 0) return reader.malformed("a path that is no walk");
  std::size_t bytes = path.nodes[0].size();
  for (std::size_t i = 0; i < path.walk.size(); ++i) {
    const bool relationship = i % 2 == 0;
    const auto& parts = relationship ? path.relationships : path.nodes;
    const auto step = static_cast<std::uint64_t>(relationship && path.walk[i] < 0 ? ~path.walk[i] : path.walk[i]);
    const std::uint64_t index = relationship && path.walk[i] > 0 ? step - 1 : step;
    if (index >= parts.size() || (relationship && path.walk[i] == 0)) {
      return reader.malformed(fmt::format("a path whose step {} leads to nothing,", i));
    }
    bytes += parts[index].size();
  }
  if (bytes <= kFreeGrowth + kMaxGrowth * wire_bytes) return true;
  return reader.malformed("a path that passes the same nodes too often");
}

bool read_all(ColumnReader& reader, Path& path) {
  const std::size_t begin = reader.cursor().position();
  std::uint64_t steps = 0;
  if (!read_parts(reader, path.nodes) || !read_parts(reader, path.relationships) ||
      !reader.cursor().expect_list(steps)) {
    return false;
  }
  path.walk.resize(steps);
  for (std::int64_t& step : path.walk) {
    if (!reader.cursor().expect_integer(step)) return false;
  }
  return check_walk(reader, path, reader.cursor().position() - begin) && read_all_ids(reader, path);
}

bool put_integer(AnyBuilder& to, std::string_view name, std::int64_t value) {
  AnyBuilder* member = to.member(name);
  return member != nullptr && member->integer(value);
}

bool put_text(AnyBuilder& to, std::string_view name, std::string_view value) {
  AnyBuilder* member = to.member(name);
  return member != nullptr && member->text(value);
}

// A relationship between two nodes, with the ends that the wire leaves out.
bool put_relationship(ColumnReader& reader, ByteView part, const NodeIds& start, const NodeIds& end, AnyBuilder& to) {
  std::size_t fields = 0;
  std::int64_t id = 0;
  std::string_view text;
  if (!open_part(reader, part, structure::kUnboundRelationship, fields)) return false;
  Cursor& cursor = reader.cursor();
  AnyBuilder* out = to.structure(kStepName);
  if (out == nullptr || !cursor.expect_integer(id) || !cursor.expect_text(text)) return false;
  if (!put_integer(*out, "id", id) || !put_integer(*out, "start_id", start.id) ||
      !put_integer(*out, "end_id", end.id) || !put_text(*out, "type", text) ||
      !reader.read_member(*out, "properties")) {
    return false;
  }
  if (fields < 4) return out->close_structure();
  return cursor.expect_text(text) && put_text(*out, "element_id", text) &&
         put_text(*out, "start_element_id", start.element_id) && put_text(*out, "end_element_id", end.element_id) &&
         out->close_structure();
}

bool put_nodes(ColumnReader& reader, const Path& path, AnyBuilder& path_column) {
  AnyBuilder* member = path_column.member("nodes");
  AnyBuilder* list = member == nullptr ? nullptr : member->list();
  if (list == nullptr) return false;
  for (std::size_t i = 0; i <= path.walk.size() / 2; ++i) {
    const auto node = i == 0 ? 0 : static_cast<std::size_t>(path.walk[2 * i - 1]);
    reader.cursor() = Cursor(path.nodes[node]);
    if (!reader.read(list->items())) return list->refused_inside();
  }
  return list->close_list();
}

bool put_relationships(ColumnReader& reader, const Path& path, AnyBuilder& path_column) {
  AnyBuilder* member = path_column.member("relationships");
  AnyBuilder* list = member == nullptr ? nullptr : member->list();
  if (list == nullptr) return false;
  std::size_t here = 0;
  for (std::size_t i = 0; i < path.walk.size(); i += 2) {
    const std::int64_t step = path.walk[i];
    const auto there = static_cast<std::size_t>(path.walk[i + 1]);
    const auto index = static_cast<std::size_t>(step < 0 ? ~step : step - 1);
    const NodeIds& start = path.ids[step < 0 ? there : here];
    const NodeIds& end = path.ids[step < 0 ? here : there];
    if (!put_relationship(reader, path.relationships[index], start, end, list->items())) return list->refused_inside();
    here = there;
  }
  return list->close_list();
}

}  // namespace

bool read_path(ColumnReader& reader, AnyBuilder& to) {
  AnyBuilder* out = to.structure(kPathName);
  if (out == nullptr) return false;
  Path path;
  if (!read_all(reader, path)) return false;
  const Cursor behind = reader.cursor();
  if (!put_nodes(reader, path, *out) || !put_relationships(reader, path, *out)) return false;
  reader.cursor() = behind;
  return out->close_structure();
}

}  // namespace wirespeed::bolt
