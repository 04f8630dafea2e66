#include "wirespeed/graph/relationship_cursor.hpp"

namespace wirespeed::graph {

bool RelationshipCursor::open_next() {
  if (is_open_) rows_ = rows_.subspan(1);
  is_open_ = !rows_.empty();
  if (!is_open_) return false;
  const WalkRows& way = rows_[0];
  const RowSpan row = way.rows->span_of(node_);
  place_ = row.begin;
  end_ = row.begin + row.size;
  if (with_ids_ && way.in) {
    const EdgeGraph& graph = plan_->graph();
    places_in_out_ = graph.relationships()[way.type].places_of_in(graph.node_count(), graph.numbering());
  }
  return true;
}

// False where the relationship is none to follow.
bool RelationshipCursor::take(std::uint32_t place, FollowedRelationship& followed) const {
  const WalkRows& way = rows_[0];
  followed.node = way.rows->targets()[place];
  if (way.skips_loops && followed.node == node_) return false;
  followed.type = way.type;
  followed.in = way.in;
  followed.weight = way.rows->weights().empty() ? 1 : way.rows->weights()[place];
  if (!with_ids_) return true;
  const std::uint32_t out = way.in ? places_in_out_[place] : place;
  followed.id = plan_->graph().relationships()[way.type].first + out;
  return plan_->follows(way.type, out);
}

bool RelationshipCursor::next(FollowedRelationship& followed) {
  for (;;) {
    while (is_open_ && place_ != end_) {
      if (take(place_++, followed)) return true;
    }
    if (!open_next()) return false;
  }
}

}  // namespace wirespeed::graph
