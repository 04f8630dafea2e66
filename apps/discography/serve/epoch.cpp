#include "epoch.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>

#include "../facts.hpp"
#include "wirespeed/graph/graph.hpp"

namespace discography {

using wirespeed::Errc;
using wirespeed::fail;
using wirespeed::Result;
using wirespeed::Stop;

Result<FileIdentity> FileIdentity::of(const std::filesystem::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) {
    return fail(Errc::io, "open {}: {}", path.string(), wirespeed::errno_text(errno));
  }
  return FileIdentity{status.st_dev, status.st_ino,
                      std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec,
                      static_cast<std::uint64_t>(status.st_size)};
}

Epoch::Epoch(Music music, const FileIdentity& identity, std::uint64_t number)
    : music_(std::move(music)),
      identity_(identity),
      number_(number),
      snapshot_id_(fmt::format("{:016x}", music_.content_hash())),
      facts_(facts_json(music_)) {}

Result<std::shared_ptr<Epoch>> Epoch::open(const std::filesystem::path& directory, std::uint64_t number) {
  const std::filesystem::path path = directory / wirespeed::graph::kSnapshotName;
  // Looked at first: a file that is replaced meanwhile is seen as another one at the next look.
  const auto identity = FileIdentity::of(path);
  if (!identity) return std::unexpected(identity.error());
  auto music = Music::open(path);
  if (!music) return std::unexpected(std::move(music).error());
  return std::shared_ptr<Epoch>(new Epoch(std::move(*music), *identity, number));
}

double Epoch::age_seconds() const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto modified = std::chrono::nanoseconds(identity_.modified_ns);
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now - modified).count();
  return age < 0 ? 0.0 : static_cast<double>(age) / 1e3;
}

Result<void> Epoch::derive(const Stop& stop) {
  auto derived = std::make_unique<Derived>();
  auto tree = wirespeed::music::genre_tree(music_, stop);
  if (!tree) return std::unexpected(std::move(tree).error());
  derived->genre_tree = std::move(*tree);
  auto profiles = wirespeed::music::Profiles::build(music_, stop);
  if (!profiles) return std::unexpected(std::move(profiles).error());
  derived->profiles = std::move(*profiles);
  const std::lock_guard lock(mutex_);
  derived_ = std::move(derived);
  is_derived_.notify_all();
  return {};
}

std::expected<const Derived*, Problem> Epoch::derived(const Stop& stop) const {
  std::unique_lock lock(mutex_);
  while (derived_ == nullptr) {
    if (stop.requested()) {
      return std::unexpected(problem(ProblemKind::preparing,
                                     "the profiles of all artists are still being made, once for each snapshot; ask "
                                     "again in a few seconds"));
    }
    is_derived_.wait_for(lock, std::chrono::milliseconds(10));
  }
  return derived_.get();
}

}  // namespace discography
