// One snapshot as it is served: from the moment it is opened until the last question about it is answered.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "../music.hpp"
#include "problem.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/music/genre_tree.hpp"
#include "wirespeed/music/similar.hpp"

namespace discography {

// The file as the system knows it: another one under the same name differs in it.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t modified_ns = 0;
  std::uint64_t bytes = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;

  static wirespeed::Result<FileIdentity> of(const std::filesystem::path& path);
};

// What is computed once from a snapshot rather than for each question.
struct Derived {
  std::shared_ptr<const wirespeed::music::Profiles> profiles;
  std::vector<wirespeed::music::GenreBranch> genre_tree;
};

// Thread-safe.
class Epoch {
 public:
  static wirespeed::Result<std::shared_ptr<Epoch>> open(const std::filesystem::path& directory, std::uint64_t number);

  const Music& music() const noexcept { return music_; }
  const FileIdentity& identity() const noexcept { return identity_; }
  std::uint64_t number() const noexcept { return number_; }
  const std::string& snapshot_id() const noexcept { return snapshot_id_; }
  double age_seconds() const;  // since the file was written

  // What /api/stats answers, made once.
  const wirespeed::Result<std::string>& facts() const noexcept { return facts_; }

  // Computes what derived() gives out. To be called once, by one thread.
  wirespeed::Result<void> derive(const wirespeed::Stop& stop);

  // Waits for derive() as long as `stop` allows.
  std::expected<const Derived*, Problem> derived(const wirespeed::Stop& stop) const;

 private:
  Epoch(Music music, const FileIdentity& identity, std::uint64_t number);

  Music music_;
  FileIdentity identity_;
  std::uint64_t number_;
  std::string snapshot_id_;
  wirespeed::Result<std::string> facts_;
  mutable std::mutex mutex_;
  mutable std::condition_variable is_derived_;
  std::unique_ptr<const Derived> derived_;  // written once, under mutex_
};

}  // namespace discography
