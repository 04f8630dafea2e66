// The snapshots of a directory: the one that serves, those before it, and those that a rollback took back.
//
//   DIR/graph.snapshot            the newest, or what a rollback brought back; replaced by rename alone
//   DIR/old/000001.snapshot ...   before it; the highest number is the latest
//   DIR/undone/000001.snapshot    taken back by rollbacks; gone with the next ingest
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "wirespeed/base/error.hpp"

namespace wirespeed::months {

inline constexpr const char* kOldName = "old";
inline constexpr const char* kUndoneName = "undone";

// What tells snapshots apart: the checksum of a header that has the checksums of all sections. Nothing if there is no
// snapshot, or none that can be opened.
std::optional<std::uint64_t> snapshot_hash(const std::filesystem::path& path);

// REQUIRES of all: the directory's lock is held. A kill in between leaves a snapshot that is whole, and the next call
// puts right what was left.

// Before another snapshot takes the name: what has it now is kept aside.
Result<void> keep_current(const std::filesystem::path& directory);
// Afterwards: what was kept aside is numbered, if it is another one; only `keep` old ones stay.
Result<void> settle_kept(const std::filesystem::path& directory, unsigned keep);

// The latest of the old ones serves again; what served is undone. An error where there is none.
Result<void> roll_back(const std::filesystem::path& directory);
// What was undone last serves again.
Result<void> roll_forward(const std::filesystem::path& directory);

}  // namespace wirespeed::months
