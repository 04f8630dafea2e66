#include "wirespeed/discogs/shape_parts.hpp"

#include <system_error>

#include "wirespeed/base/section_copy.hpp"

namespace wirespeed::discogs {
namespace {

constexpr std::string_view kOf = "part/of";

}  // namespace

Result<SectionFile> ShapeParts::find(const std::filesystem::path& path) const {
  auto file = SectionFile::open(path);
  if (!file) return file;
  const auto of = file->array<std::uint64_t>(kOf);
  if (!of) return std::unexpected(of.error());
  if (of->size() != 1 || of->front() != of_) {
    return fail(Errc::not_found, "open {}: expected a part of this input, found one of another", path.string());
  }
  if (auto ok = file->verify(); !ok) return std::unexpected(ok.error());
  return file;
}

Result<ShapeParts::Part> ShapeParts::part(std::string_view name, const Make& make) {
  const std::filesystem::path path = directory_ / name;
  if (auto found = find(path)) {
    ++taken_;
    return Part{std::move(*found), false};
  }
  std::error_code error;
  std::filesystem::create_directories(directory_, error);
  if (error) return fail(Errc::io, "create directory {}: {}", directory_.string(), error.message());
  auto writer = SectionWriter::create(path);
  if (!writer) return std::unexpected(writer.error());
  if (auto ok = make(*writer); !ok) return std::unexpected(ok.error());
  if (auto ok = writer->add_array<std::uint64_t>(kOf, {{of_}}); !ok) return std::unexpected(ok.error());
  if (auto ok = writer->commit(); !ok) return std::unexpected(ok.error());
  auto file = SectionFile::open(path);
  if (!file) return std::unexpected(file.error());
  return Part{std::move(*file), true};
}

Result<void> copy_part(const SectionFile& part, SectionWriter& snapshot) {
  return copy_sections(part, snapshot, [](std::string_view name) { return !name.starts_with("part/"); });
}

}  // namespace wirespeed::discogs
