#include "wirespeed/months/snapshot_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>
#include <vector>

#include "wirespeed/base/file.hpp"
#include "wirespeed/base/section_file.hpp"
#include "wirespeed/graph/graph.hpp"

namespace wirespeed::months {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAside = "kept.snapshot";  // in old/, until it has a number
constexpr std::string_view kSuffix = ".snapshot";

fs::path current(const fs::path& directory) { return directory / graph::kSnapshotName; }

Result<void> check(const std::error_code& error, const char* operation, const fs::path& path) {
  if (error) return fail(Errc::io, "{} {}: {}", operation, path.string(), error.message());
  return {};
}

std::uint64_t number_of(const fs::path& path) {
  const std::string name = path.filename().string();
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && std::string_view(end) == kSuffix ? number : 0;
}

// Ascending.
std::vector<std::uint64_t> numbers_in(const fs::path& folder) {
  std::vector<std::uint64_t> numbers;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (const std::uint64_t number = number_of(it->path()); number > 0) numbers.push_back(number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

fs::path numbered(const fs::path& folder, std::uint64_t number) {
  return folder / fmt::format("{:06}{}", number, kSuffix);
}

fs::path next_in(const fs::path& folder) {
  const auto numbers = numbers_in(folder);
  return numbered(folder, numbers.empty() ? 1 : numbers.back() + 1);
}

bool same_snapshot(const fs::path& one, const fs::path& other) {
  const auto hash = snapshot_hash(one);
  return hash && hash == snapshot_hash(other);
}

Result<void> move(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  return check(error, "rename", from);
}

Result<void> drop(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  return check(error, "remove", path);
}

void drop_if_empty(const fs::path& folder) {
  std::error_code ignored;
  fs::remove(folder, ignored);
}

// A second name of the file, where the file system has such; else a copy, which gets its name when it is whole.
Result<void> link_or_copy(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_hard_link(from, to, error);
  if (!error) return {};
  fs::path growing = to;
  growing += ".tmp";
  fs::copy_file(from, growing, fs::copy_options::overwrite_existing, error);
  if (!error) fs::rename(growing, to, error);
  return check(error, "keep", from);
}

Result<void> make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  return check(error, "create directory", folder);
}

// What lies aside from an ingest that was killed, or from this one: it is numbered where another serves by now, and
// then what was undone is gone.
Result<void> settle_aside(const fs::path& directory) {
  const fs::path folder = directory / kOldName, aside = folder / kAside;
  std::error_code ignored;
  if (!fs::exists(aside, ignored)) return {};
  if (!snapshot_hash(aside) || same_snapshot(aside, current(directory))) return drop(aside);
  if (auto ok = move(aside, next_in(folder)); !ok) return ok;
  return drop(directory / kUndoneName);
}

// The latest that can be turned to. One that serves already was left by a turn that was killed: it had been kept, and
// the other did not come. To rename it would do nothing, for two names of one file are left as they are.
Result<fs::path> latest_other(const fs::path& directory, const fs::path& folder, const char* operation) {
  while (true) {
    const auto numbers = numbers_in(folder);
    if (numbers.empty()) break;
    fs::path latest = numbered(folder, numbers.back());
    if (!same_snapshot(latest, current(directory))) return latest;
    if (auto ok = drop(latest); !ok) return std::unexpected(ok.error());
  }
  drop_if_empty(folder);
  return fail(Errc::not_found, "{} {}: expected a snapshot in {}, found none", operation, directory.string(),
              folder.string());
}

// What serves becomes the latest of a folder, unless a turn that was killed made it so.
Result<void> keep_in(const fs::path& folder, const fs::path& now) {
  if (auto ok = make_folder(folder); !ok) return ok;
  const auto numbers = numbers_in(folder);
  const bool kept = !numbers.empty() && same_snapshot(numbered(folder, numbers.back()), now);
  if (kept || !snapshot_hash(now)) return {};
  return link_or_copy(now, next_in(folder));
}

// The latest of `from` serves, and what served becomes the latest of `to`.
Result<void> turn(const fs::path& directory, const char* from_name, const char* to_name, const char* operation) {
  if (auto ok = settle_aside(directory); !ok) return ok;
  const fs::path from = directory / from_name, to = directory / to_name, now = current(directory);
  auto wanted = latest_other(directory, from, operation);
  if (!wanted) return std::unexpected(wanted.error());
  if (auto opened = SectionFile::open(*wanted); !opened) return std::unexpected(opened.error());
  if (auto ok = keep_in(to, now); !ok) return ok;
  if (auto ok = move(*wanted, now); !ok) return ok;
  drop_if_empty(from);
  return {};
}

}  // namespace

std::optional<std::uint64_t> snapshot_hash(const fs::path& path) {
  const auto file = SectionFile::open(path);
  return file ? std::optional(file->hash()) : std::nullopt;
}

Result<void> keep_current(const fs::path& directory) {
  if (auto ok = settle_aside(directory); !ok) return ok;
  if (!snapshot_hash(current(directory))) return {};
  if (auto ok = make_folder(directory / kOldName); !ok) return ok;
  return link_or_copy(current(directory), directory / kOldName / kAside);
}

Result<void> settle_kept(const fs::path& directory, unsigned keep) {
  if (auto ok = settle_aside(directory); !ok) return ok;
  const fs::path old = directory / kOldName;
  const auto numbers = numbers_in(old);
  for (std::size_t i = 0; i + keep < numbers.size(); ++i) {
    if (auto ok = drop(numbered(old, numbers[i])); !ok) return ok;
  }
  drop_if_empty(old);
  return {};
}

Result<void> roll_back(const fs::path& directory) { return turn(directory, kOldName, kUndoneName, "roll back"); }

Result<void> roll_forward(const fs::path& directory) { return turn(directory, kUndoneName, kOldName, "roll forward"); }

}  // namespace wirespeed::months
