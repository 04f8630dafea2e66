#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "wirespeed/postgres/builtin_types.hpp"
#include "wirespeed/postgres/type.hpp"

namespace wirespeed::postgres {

using Types = std::unordered_map<Oid, Type>;

struct TypeCatalog::Tables {
  Types resolved;
};

namespace {

constexpr Oid kAnyArray = 2277;  // of items that only the value tells

// The same for all connections: made once, and never changed.
const Types& builtin() {
  static const Types types = [] {
    Types made;
    for (const BuiltinType& type : builtin_types()) {
      made.emplace(type.oid, Type{.oid = type.oid,
                                  .name = type.name,
                                  .kind = type.kind,
                                  .element = {.oid = type.element},
                                  .array = type.array,
                                  .sends_binary = type.sends_binary,
                                  .receives_binary = type.receives_binary});
    }
    return made;
  }();
  return types;
}

// Itself and all that is in it, each once: `visit(oid)` returns its Type or null.
template <typename Visit>
void walk(Oid oid, Visit&& visit) {
  std::unordered_set<Oid> seen{oid};
  std::vector<Oid> open{oid};
  const auto add = [&](Oid next) {
    if (next != 0 && seen.insert(next).second) open.push_back(next);
  };
  while (!open.empty()) {
    const Oid next = open.back();
    open.pop_back();
    const Type* type = visit(next);
    if (type == nullptr) continue;
    add(type->element.oid);
    for (const Attribute& field : type->fields) add(field.type.oid);
  }
}

}  // namespace

TypeCatalog::TypeCatalog() : tables_(std::make_unique<Tables>()) {}
TypeCatalog::~TypeCatalog() = default;

const Type* TypeCatalog::find(Oid oid) const noexcept {
  if (const auto found = tables_->resolved.find(oid); found != tables_->resolved.end()) return &found->second;
  const auto found = builtin().find(oid);
  return found == builtin().end() ? nullptr : &found->second;
}

void TypeCatalog::put(Type type) {
  const Oid oid = type.oid;
  tables_->resolved.insert_or_assign(oid, std::move(type));
}

std::vector<Oid> TypeCatalog::missing(Oid oid) const {
  std::vector<Oid> unknown;
  walk(oid, [&](Oid next) {
    const Type* type = find(next);
    if (type == nullptr) unknown.push_back(next);
    return type;
  });
  return unknown;
}

bool TypeCatalog::sends_binary(Oid oid) const {
  bool all = true;
  walk(oid, [&](Oid next) {
    const Type* type = find(next);
    all &= type == nullptr || type->sends_binary;
    return type;
  });
  return all;
}

bool TypeCatalog::is_unforeseen(Oid oid) const {
  bool is_any = false;
  walk(oid, [&](Oid next) {
    const Type* type = find(next);
    is_any |= type == nullptr || type->kind == Kind::record || next == kAnyArray;
    return type;
  });
  return is_any;
}

bool TypeCatalog::can_change(Oid oid) const {
  bool is_any = false;
  walk(oid, [&](Oid next) {
    is_any |= !builtin().contains(next);
    return find(next);
  });
  return is_any;
}

std::shared_ptr<const TypeCatalog> TypeCatalog::copy() const {
  auto copied = std::make_shared<TypeCatalog>();
  copied->tables_->resolved = tables_->resolved;
  return copied;
}

void TypeCatalog::forget_resolved() {
  tables_->resolved.clear();
  is_doubted_ = false;
}

}  // namespace wirespeed::postgres
