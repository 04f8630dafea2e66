#include "bolt_result.hpp"

#include "bolt_hydration.hpp"
#include "collector.hpp"
#include "packstream_destination.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using bolt::Outcome;

bool is_stop(const bolt::Error& error) noexcept {
  return error.code == Errc::deadline || error.code == Errc::cancelled;
}

template <typename T>
Outcome<T> as_outcome(Result<T> result) {
  if (!result) return std::unexpected(bolt::Error(std::move(result).error()));
  if constexpr (std::is_void_v<T>) {
    return {};
  } else {
    return *std::move(result);
  }
}

nb::list unpack_all(std::span<const ByteView> records, nb::handle type, nb::handle hooks,
                    const bolt_client::RecordForm& form) {
  const nb::list all = nb::steal<nb::list>(PyList_New(static_cast<Py_ssize_t>(records.size())));
  if (!all.is_valid()) throw nb::python_error();
  auto* record_type = reinterpret_cast<PyTypeObject*>(type.ptr());
  const CollectorPause pause;
  BoltHydrator hydrator(form.structures.utc);
  ObjectDestination destination(hooks.is_none() ? nullptr : hooks.ptr(), form.packstream, hydrator);
  for (std::size_t i = 0; i < records.size(); ++i) {
    PyObject* record = unpack_tuple(records[i], record_type, destination, form.packstream);
    if (record == nullptr) throw nb::python_error();
    PyList_SET_ITEM(all.ptr(), static_cast<Py_ssize_t>(i), record);
  }
  return all;
}

}  // namespace

nb::object unpack_record(const nb::bytes& record, nb::handle type, nb::handle hooks, bool utc) {
  bolt_client::RecordForm form;
  form.structures.utc = utc;
  const ByteView bytes(static_cast<const std::uint8_t*>(record.data()), record.size());
  return unpack_all({&bytes, 1}, type, hooks, form)[0];
}

PythonResult::~PythonResult() {
  const nb::gil_scoped_release release;
  result_.cancel();
}

template <typename Work>
auto PythonResult::waiting(const Limits& limits, Work work) {
  try {
    auto outcome = run_resumable(limits, work);
    if (!outcome && is_stop(outcome.error())) cancel();
    return value_of(std::move(outcome));
  } catch (nb::python_error&) {
    cancel();
    throw;
  }
}

void PythonResult::cancel() {
  const nb::gil_scoped_release release;
  result_.cancel();
}

std::vector<std::string> PythonResult::fields(const Limits& limits) {
  const TurnLock lock(turn_);
  return waiting(limits, [&](const Stop& stop) { return result_.fields(stop); });
}

nb::list PythonResult::next_records(nb::handle type, nb::handle hooks, const Limits& limits) {
  const TurnLock lock(turn_);
  const auto batch = waiting(limits, [&](const Stop& stop) { return result_.next_batch(stop); });
  return unpack_all(batch.records, type, hooks, result_.form());
}

std::int64_t PythonResult::count(const Limits& limits) {
  const TurnLock lock(turn_);
  std::int64_t n = 0;
  return waiting(limits, [&](const Stop& stop) -> Outcome<std::int64_t> {
    for (;;) {
      auto batch = result_.next_batch(stop);
      if (!batch) return std::unexpected(std::move(batch).error());
      if (batch->records.empty()) return n;
      n += static_cast<std::int64_t>(batch->records.size());
      if (auto go_on = stop.check("count records"); !go_on) return std::unexpected(std::move(go_on).error());
    }
  });
}

bool PythonResult::append_next(bolt::RecordColumns& columns, const Limits& limits) {
  const TurnLock lock(turn_);
  return waiting(limits, [&](const Stop& stop) -> Outcome<bool> {
    auto batch = result_.next_batch(stop);
    if (!batch) return std::unexpected(std::move(batch).error());
    if (batch->records.empty()) return false;
    if (auto ok = as_outcome(columns.append(batch->records)); !ok) return std::unexpected(std::move(ok).error());
    return true;
  });
}

std::shared_ptr<const column::Table> PythonResult::gather(bolt::ColumnOptions options, const Limits& limits) {
  auto columns = value_or_throw(bolt::RecordColumns::make(fields(limits), std::move(options)));
  const TurnLock lock(turn_);
  waiting(limits, [&](const Stop& stop) -> Outcome<void> {
    for (;;) {
      auto batch = result_.next_batch(stop);
      if (!batch) return std::unexpected(std::move(batch).error());
      if (batch->records.empty()) return as_outcome(columns.finish());
      if (auto ok = as_outcome(columns.append(batch->records)); !ok) return ok;
      if (auto go_on = stop.check("gather columns"); !go_on) return std::unexpected(std::move(go_on).error());
    }
  });
  return value_or_throw(columns.take_table());
}

bolt::Summary PythonResult::summary(const Limits& limits) {
  const TurnLock lock(turn_);
  return waiting(limits, [&](const Stop& stop) { return result_.summary(stop); });
}

namespace {

// Pulls from the wire when its consumer asks, on whatever thread that is, attached to the interpreter or not.
class ColumnStream final : public column::BatchSource {
 public:
  ColumnStream(std::shared_ptr<PythonResult> result, bolt::RecordColumns columns, const Limits& limits, nb::object kept)
      : result_(std::move(result)), columns_(std::move(columns)), limits_(limits), kept_(std::move(kept)) {
    if (const auto deadline = stop_of(limits).deadline; deadline) deadline_ = *deadline;
  }
  ~ColumnStream() override {
    const nb::gil_scoped_acquire attached;
    kept_.reset();
    result_.reset();
  }

  // REQUIRES: read_first() has returned.
  const column::Schema& schema() const override { return columns_.schema(); }

  // Fixes the types. Throws.
  void read_first() {
    while (first_ == nullptr) {
      first_ = value_or_throw(columns_.take_batch());
      if (first_ == nullptr && !read_more()) return;
    }
  }

  Result<std::shared_ptr<const column::Batch>> next() override {
    const nb::gil_scoped_acquire attached;
    try {
      if (first_ != nullptr) return std::exchange(first_, nullptr);
      for (;;) {
        auto batch = columns_.take_batch();
        if (!batch || *batch != nullptr || !read_more()) return batch;
      }
    } catch (const BoltException& failed) {
      return std::unexpected(static_cast<const Error&>(failed.error()));
    } catch (const Exception& failed) {
      return std::unexpected(failed.error());
    } catch (nb::python_error& raised) {
      return fail(Errc::cancelled, "stream of columns: {}", raised.what());
    }
  }

 private:
  // False when there is nothing more, and the last batch is finished.
  bool read_more() {
    if (is_finished_) return false;
    Limits limits = limits_;
    if (deadline_)
      limits.timeout_s = std::chrono::duration<double>(std::max(*deadline_ - Clock::now(), Clock::duration(0))).count();
    if (result_->append_next(columns_, limits)) return true;
    is_finished_ = true;
    value_or_throw(columns_.finish());
    return true;
  }

  std::shared_ptr<PythonResult> result_;
  bolt::RecordColumns columns_;
  Limits limits_;
  std::optional<Clock::time_point> deadline_;
  nb::object kept_;  // the cancel token's owner
  std::shared_ptr<const column::Batch> first_;
  bool is_finished_ = false;
};

}  // namespace

std::unique_ptr<column::BatchSource> stream_columns(std::shared_ptr<PythonResult> result, bolt::ColumnOptions options,
                                                    const Limits& limits, nb::object kept) {
  options.evolve = bolt::Evolve::stream;
  auto columns = value_or_throw(bolt::RecordColumns::make(result->fields(limits), std::move(options)));
  auto stream = std::make_unique<ColumnStream>(std::move(result), std::move(columns), limits, std::move(kept));
  stream->read_first();
  return stream;
}

}  // namespace wirespeed::python
