#include <algorithm>
#include <set>

#include "wirespeed/discogs/dump_reader.hpp"
#include "wirespeed/discogs/record_finder.hpp"
#include "wirespeed/discogs/slab_reader.hpp"

namespace wirespeed::discogs {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHeadBytes = std::size_t{1} << 16;  // in which the first element must begin

Result<std::string> read_head(const fs::path& path) {
  auto content = ContentReader::open(path, kHeadBytes);
  if (!content) return std::unexpected(content.error());
  std::string head(kHeadBytes, '\0');
  std::size_t size = 0;
  while (size < head.size()) {
    auto n = content->read({reinterpret_cast<std::uint8_t*>(head.data()) + size, head.size() - size});
    if (!n) return std::unexpected(n.error());
    if (*n == 0) break;
    size += *n;
  }
  head.resize(size);
  return head;
}

// What is looked into is read from its beginning later on: a pipe gives its bytes but once, and may never end.
Result<void> check_regular(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (!fs::exists(status) || fs::is_regular_file(status)) return {};
  return fail(Errc::unsupported, "read {}: expected a file, found a pipe or a device; write it to a file first",
              path.string());
}

Result<DumpFile> look_into(const fs::path& path) {
  if (auto ok = check_regular(path); !ok) return std::unexpected(ok.error());
  auto head = read_head(path);
  if (!head) return std::unexpected(head.error());
  auto kind = recognise(*head);
  if (!kind) return fail(kind.error().code, "read {}: {}", path.string(), kind.error().message);
  std::error_code ignored;
  const auto bytes = fs::file_size(path, ignored);
  return DumpFile{path, *kind, ignored ? 0 : bytes};
}

bool named_like_a_dump(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.ends_with(".xml") || name.ends_with(".xml.gz");
}

bool is_candidate(const fs::directory_entry& entry) {
  const std::string name = entry.path().filename().string();
  std::error_code ignored;
  return entry.is_regular_file(ignored) && !name.starts_with('.') && !name.ends_with(".tmp");
}

Result<void> search_directory(const fs::path& directory, std::vector<DumpFile>& found) {
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    if (!is_candidate(*it)) continue;
    auto file = look_into(it->path());
    if (file) {
      found.push_back(std::move(*file));
    } else if (named_like_a_dump(it->path())) {
      return std::unexpected(file.error());
    }
  }
  if (error) return fail(Errc::io, "read {}: {}", directory.string(), error.message());
  return {};
}

Result<void> add_path(const fs::path& path, std::vector<DumpFile>& found) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return search_directory(path, found);
  auto file = look_into(path);
  if (!file) return std::unexpected(file.error());
  found.push_back(std::move(*file));
  return {};
}

void drop_repeated(std::vector<DumpFile>& files) {
  std::set<fs::path> seen;
  std::erase_if(files, [&](const DumpFile& file) {
    std::error_code error;
    fs::path whole = fs::canonical(file.path, error);
    return !seen.insert(error ? file.path : whole).second;
  });
}

}  // namespace

Result<std::vector<DumpFile>> find_dumps(const std::vector<fs::path>& paths) {
  std::vector<DumpFile> found;
  for (const fs::path& path : paths) {
    if (auto ok = add_path(path, found); !ok) return std::unexpected(ok.error());
  }
  if (found.empty()) {
    return fail(Errc::not_found, "read {}: expected Discogs dumps (.xml or .xml.gz), found none",
                paths.empty() ? "nothing" : paths.front().string());
  }
  drop_repeated(found);
  std::ranges::sort(found, {}, [](const DumpFile& file) { return std::pair(file.kind, file.path); });
  return found;
}

}  // namespace wirespeed::discogs
