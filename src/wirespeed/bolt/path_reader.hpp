// The graph's own structures.
#pragma once

#include "wirespeed/bolt/structures.hpp"

namespace wirespeed::bolt {

Result<Node> read_node(const packstream::Structure& structure, const StructureForm& form);
Result<Relationship> read_relationship(const packstream::Structure& structure, const StructureForm& form);
Result<UnboundRelationship> read_unbound_relationship(const packstream::Structure& structure,
                                                      const StructureForm& form);
Result<Path> read_path(const packstream::Structure& structure, const StructureForm& form);

}  // namespace wirespeed::bolt
