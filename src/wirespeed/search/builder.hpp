// The name index, for writing: names in, sections "search/..." of a snapshot out.
//
//   search::IndexBuilder builder;
//   for (...) builder.add(node, label, name, popularity);
//   builder.write(writer);          // index.hpp opens what was written
//
// Memory: about 60 bytes a name at the peak of write(), besides the caller's names (they are not kept); 40 before.
// Labels that are written side by side, on several threads, add up.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/section_file.hpp"

namespace wirespeed::search {

// Not thread-safe, but for this: add() calls for different labels may run at the same time.
class IndexBuilder {
 public:
  IndexBuilder();
  ~IndexBuilder();
  IndexBuilder(IndexBuilder&&) noexcept;
  IndexBuilder& operator=(IndexBuilder&&) noexcept;

  // Label 0..15. Node ids are free, each label's close together (a contiguous block packs best). A node may have
  // several names: each is a name of its own. Names that are no UTF-8 are taken as far as they are.
  Result<void> add(std::uint32_t node, std::uint8_t label, std::string_view name, std::uint32_t popularity);

  // Ranks, packs and writes everything that was added, and leaves the builder empty. The bytes do not depend on the
  // number of threads.
  Result<void> write(SectionWriter& writer, unsigned threads = 1);

  std::uint64_t name_count() const noexcept;

 private:
  struct Labels;
  std::unique_ptr<Labels> labels_;
};

// One index of several that have no label in common, in the order of their labels: the bytes are those of one builder
// that was given all names.
Result<void> join_indexes(std::span<const SectionFile> indexes, SectionWriter& writer);

}  // namespace wirespeed::search
