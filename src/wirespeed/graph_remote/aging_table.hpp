// A table from nodes to what a cache keeps of them, in two ages: what was asked for lately, and what was before. What
// is asked for again moves to the younger one as far as there is room.
//
// What a value refers to stands in a Heap beside the slots of each age:
//
//   Heap::Value                       stands in a slot
//   Heap::View                        a value with what it refers to, wherever that is
//   View view(const Value&) const;
//   Value take(const View&);          copies what it refers to
//   bytes(), bytes_next(View)         that the heap has, and that it would have after take()
#pragma once

#include <optional>
#include <utility>

#include "wirespeed/graph_remote/id_table.hpp"

namespace wirespeed::graph_remote {

template <typename Heap>
class AgingTable {
 public:
  using Value = typename Heap::Value;
  using View = typename Heap::View;

  // Valid until the next call.
  std::optional<View> find(RemoteId id) {
    if (const Value* value = young_.table.find(id)) return young_.heap.view(*value);
    const Value* value = old_.table.find(id);
    if (value == nullptr) return std::nullopt;
    const View view = old_.heap.view(*value);
    if (young_bytes_next(view) > young_bytes()) return view;  // no room for it yet
    return young_.heap.view(put(id, view));
  }
  // The view is not of the younger age.
  const Value& put(RemoteId id, const View& view) {
    Value* const slot = young_.table.insert(id).first;
    *slot = young_.heap.take(view);
    return *slot;
  }
  bool erase(RemoteId id) noexcept {
    const bool was_young = young_.table.erase(id);
    return old_.table.erase(id) || was_young;
  }
  // The number of entries that are gone for good.
  std::size_t age() {
    const std::size_t gone = old_.table.size();
    old_ = std::exchange(young_, {});
    return gone;
  }

  void prefetch(RemoteId id) const noexcept { young_.table.prefetch(id); }
  std::size_t size() const noexcept { return young_.table.size() + old_.table.size(); }
  std::size_t bytes() const noexcept { return young_.bytes() + old_.bytes(); }
  std::size_t young_bytes() const noexcept { return young_.bytes(); }
  // After one more.
  std::size_t young_bytes_next(const View& view) const noexcept {
    return young_.table.bytes_next() + young_.heap.bytes_next(view);
  }

 private:
  struct Generation {
    IdTable<Value> table{};
    Heap heap{};

    std::size_t bytes() const noexcept { return table.bytes() + heap.bytes(); }
  };

  Generation young_;
  Generation old_;
};

}  // namespace wirespeed::graph_remote
