// PostgreSQL's own types, whose OIDs are the same on all servers.
#pragma once

#include <span>

#include "wirespeed/postgres/type.hpp"

namespace wirespeed::postgres {

struct BuiltinType {
  Oid oid;
  const char* name;
  Kind kind;
  Oid element;
  Oid array;
  bool sends_binary;
  bool receives_binary;
};

// By OID.
std::span<const BuiltinType> builtin_types() noexcept;

}  // namespace wirespeed::postgres
