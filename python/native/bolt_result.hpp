// Results and transactions as Python holds them.
#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <mutex>

#include "bolt_objects.hpp"
#include "run_native.hpp"
#include "wirespeed/bolt/record_columns.hpp"
#include "wirespeed/bolt_client/client.hpp"

namespace wirespeed::python {

// One connection's results are read one at a time: what was received is shown in place, until it is used.
using Turn = std::shared_ptr<std::mutex>;

// Takes a turn. Waits detached, so that whoever has it can attach.
class TurnLock {
 public:
  explicit TurnLock(const Turn& turn) : turn_(turn) {
    const nanobind::gil_scoped_release release;
    turn_->lock();
  }
  TurnLock(const TurnLock&) = delete;
  TurnLock& operator=(const TurnLock&) = delete;
  ~TurnLock() { turn_->unlock(); }

 private:
  Turn turn_;
};

// A call that Ctrl-C, a deadline or a cancel ends puts an end to the query.
class PythonResult {
 public:
  PythonResult(bolt_client::QueryResult result, Turn turn) : result_(std::move(result)), turn_(std::move(turn)) {}
  PythonResult(const PythonResult&) = delete;
  PythonResult& operator=(const PythonResult&) = delete;
  ~PythonResult();

  const bolt_client::QueryResult& result() const noexcept { return result_; }

  std::vector<std::string> fields(const Limits& limits);
  // The next records as tuples of `type`; empty at the end.
  nanobind::list next_records(nanobind::handle type, nanobind::handle hooks, const Limits& limits);
  // Of records that are left, which are not looked into.
  std::int64_t count(const Limits& limits);
  // Takes all that is left.
  std::shared_ptr<const column::Table> gather(bolt::ColumnOptions options, const Limits& limits);
  // Appends what comes next. False at the end.
  bool append_next(bolt::RecordColumns& columns, const Limits& limits);
  bolt::Summary summary(const Limits& limits);
  void cancel();

 private:
  template <typename Work>
  auto waiting(const Limits& limits, Work work);

  bolt_client::QueryResult result_;
  Turn turn_;
};

// Columns in the making, whose batches a consumer pulls through the Arrow C stream interface.
std::unique_ptr<column::BatchSource> stream_columns(std::shared_ptr<PythonResult> result, bolt::ColumnOptions options,
                                                    const Limits& limits, nanobind::object kept);

std::unique_ptr<PythonResult> new_result(bolt_client::QueryResult result);
// A record, a list of values in PackStream, as next_records() makes it.
nanobind::object unpack_record(const nanobind::bytes& record, nanobind::handle type, nanobind::handle hooks, bool utc);
nanobind::object new_transaction(bolt_client::Transaction transaction);

void bind_bolt_results(nanobind::module_& m);

}  // namespace wirespeed::python
