// Parts of a snapshot that are kept as soon as they are whole, so that a run that was killed need not make them again.
//
// Each is a section file of its own in one directory, under its name. Beside the sections of the snapshot it has some
// below "part/", which are for whoever goes on with it; "part/of" says what it was made from.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "wirespeed/base/section_file.hpp"

namespace wirespeed::discogs {

// Parts of different names may be asked for on several threads.
class ShapeParts {
 public:
  // `of` stands for all that the snapshot is made from: a part of anything else is made anew. The directory is made
  // when it is needed; removing it, with what is in it, is the caller's.
  ShapeParts(std::filesystem::path directory, std::uint64_t of) : directory_(std::move(directory)), of_(of) {}

  struct Part {
    SectionFile file;
    bool made;  // just now
  };
  using Make = std::function<Result<void>(SectionWriter& writer)>;
  // Makes it where there is none that is whole.
  Result<Part> part(std::string_view name, const Make& make);

  // How many an earlier run had made.
  std::uint64_t taken() const noexcept { return taken_; }

 private:
  Result<SectionFile> find(const std::filesystem::path& path) const;

  std::filesystem::path directory_;
  std::uint64_t of_;
  std::atomic<std::uint64_t> taken_{0};
};

// The sections that are the snapshot's.
Result<void> copy_part(const SectionFile& part, SectionWriter& snapshot);

}  // namespace wirespeed::discogs
