// Arrays of a section file that are believed only after they were looked at: each is hashed and checked in one pass.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "wirespeed/base/section_file.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/shared_array.hpp"

namespace wirespeed::graph {

// What it gives keeps the file.
class CheckedSections {
 public:
  CheckedSections(std::shared_ptr<const SectionFile> file, Stop stop) : file_(std::move(file)), stop_(stop) {}

  const std::shared_ptr<const SectionFile>& file() const noexcept { return file_; }

  // `count` items. `check` is shown all of them, in parts, as Result<void>(std::span<const T>); what it was shown is
  // true only once this has returned.
  template <typename T, typename Check>
  Result<SharedArray<T>> array(const std::string& name, std::uint64_t count, Check check) const {
    const auto found = file_->array<T>(name);
    if (!found) return std::unexpected(found.error());
    if (found->size() != count) return wrong(name, "expected {} items, found {}", count, found->size());
    const auto look = [&](ByteView part) -> Result<void> {
      if (auto ok = stop_.check("open"); !ok) return ok;
      return check(std::span(reinterpret_cast<const T*>(part.data()), part.size() / sizeof(T)));
    };
    if (auto verified = file_->verified_section(name, look); !verified) return std::unexpected(verified.error());
    return SharedArray<T>(*found, file_);
  }
  template <typename T>
  Result<SharedArray<T>> array(const std::string& name, std::uint64_t count) const {
    return array<T>(name, count, [](std::span<const T>) -> Result<void> { return {}; });
  }

  // The error of content that nobody who keeps the rules has written.
  template <typename... Args>
  std::unexpected<Error> wrong(std::string_view section, fmt::format_string<Args...> format, Args&&... args) const {
    return fail(Errc::malformed, "open {}: section {}: {}; save the graph again", file_->path().string(), section,
                fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  std::shared_ptr<const SectionFile> file_;
  Stop stop_;
};

}  // namespace wirespeed::graph
