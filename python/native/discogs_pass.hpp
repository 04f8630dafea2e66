// One pass over dumps for Python: a stream that a consumer pulls, with Ctrl-C and progress on the thread that asked.
#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "run_native.hpp"
#include "wirespeed/discogs/tables.hpp"

namespace wirespeed::python {

// Python objects kept by a stream, which may die on a thread that is not attached to the interpreter.
class KeptObjects {
 public:
  KeptObjects() = default;
  KeptObjects(nanobind::object progress, nanobind::object cancel);
  KeptObjects(const KeptObjects&) = delete;
  KeptObjects& operator=(const KeptObjects&) = delete;
  ~KeptObjects();

  bool has_progress() const noexcept { return progress_.is_valid() && !progress_.is_none(); }

  // A user's function may hold what holds this: both let Python's collector, and the end of a pass, break the circle.
  int traverse(visitproc visit, void* arg) const noexcept;
  void clear() noexcept;

  // Calls the user's function with the counts. REQUIRES: attached.
  void call_progress(const discogs::Progress& progress) const;

 private:
  nanobind::object progress_;
  nanobind::object cancel_;  // keeps the token alive that the core borrows
};

// A snapshot of discogs::Progress.
struct DumpProgress {
  std::uint64_t bytes_in, bytes_total, bytes_xml, records, rejects;
};

// One table, read once. Thread-safe. Any number of sources may be made of it; the first that is pulled starts the pass,
// every other then fails: some consumers make one only to look at its schema.
class TablePass {
 public:
  TablePass(std::vector<discogs::DumpFile> files, const discogs::TableInfo& table, discogs::TableOptions options,
            Limits limits, std::unique_ptr<KeptObjects> kept);

  const discogs::TableInfo& table() const noexcept { return table_; }
  KeptObjects& kept() const noexcept { return *kept_; }

  // The error that a second use gets.
  Result<void> check_unused() const;

  // Starts the pass. The stream lives until end().
  Result<discogs::TableStream*> begin();
  void end() noexcept;

  discogs::TableReport report() const;

 private:
  Result<void> unused() const;  // REQUIRES: mutex_ is held

  const std::vector<discogs::DumpFile> files_;
  const discogs::TableInfo& table_;
  discogs::TableOptions options_;
  const Limits limits_;
  const std::unique_ptr<KeptObjects> kept_;
  mutable std::mutex mutex_;
  bool begun_ = false;
  std::unique_ptr<discogs::TableStream> stream_;
  discogs::TableReport last_report_;
};

// REQUIRES: attached; the calling thread is the one that will see signals and progress, if it is the one that pulls.
std::unique_ptr<column::BatchSource> source_of(std::shared_ptr<TablePass> pass);

}  // namespace wirespeed::python
