#include "discogs_pass.hpp"

#include <nanobind/stl/string.h>

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using BatchPointer = std::shared_ptr<const column::Batch>;

constexpr std::chrono::milliseconds kTick{50};
constexpr std::chrono::milliseconds kProgressInterval{200};

// Runs `work` detached, whether or not the thread that calls is attached: consumers do both.
template <typename Work>
auto detached(Work&& work) {
  if (PyGILState_Check() == 0) return work();
  const nb::gil_scoped_release release;
  return work();
}

int raise_kept(void* kept) {
  auto* value = static_cast<PyObject*>(kept);
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(value)), value);
  Py_DECREF(value);
  return -1;
}

// Through the C interface of a stream goes only a text. KeyboardInterrupt and its like must arrive as themselves, so
// they are raised once more as soon as the main thread is back in Python.
Error error_of(const nb::python_error& raised) {
  const nb::handle value = raised.value();
  const std::string type = nb::cast<std::string>(nb::str(raised.type().attr("__name__")));
  const std::string text = nb::cast<std::string>(nb::str(value));
  if (PyObject_IsInstance(value.ptr(), PyExc_Exception) == 0) {
    Py_INCREF(value.ptr());
    if (Py_AddPendingCall(raise_kept, value.ptr()) != 0) Py_DECREF(value.ptr());
  }
  return {Errc::cancelled, fmt::format("ended by {}{}{}", type, text.empty() ? "" : ": ", text)};
}

// What happens between two batches on the thread that asked for the stream.
class Watch {
 public:
  // Looks for signals and reports progress, when it is time to; `last`: in any case.
  Result<void> look(const KeptObjects& kept, const discogs::Progress& progress, bool last) {
    const auto now = Clock::now();
    if (std::this_thread::get_id() != owner_ || (now < next_look_ && !last)) return {};
    next_look_ = now + kTick;
    const nb::gil_scoped_acquire attached;
    try {
      if (PyErr_CheckSignals() != 0) throw nb::python_error();
      if (kept.has_progress() && (now >= next_progress_ || last)) {
        next_progress_ = now + kProgressInterval;
        kept.call_progress(progress);
      }
    } catch (const nb::python_error& raised) {
      return std::unexpected(error_of(raised));
    }
    return {};
  }

 private:
  const std::thread::id owner_ = std::this_thread::get_id();
  Clock::time_point next_look_ = Clock::now() + kTick;
  Clock::time_point next_progress_ = Clock::now() + kProgressInterval;
};

class PassSource final : public column::BatchSource {
 public:
  explicit PassSource(std::shared_ptr<TablePass> pass) : pass_(std::move(pass)) {}
  ~PassSource() override {
    if (stream_ == nullptr) return;
    detached([&] { pass_->end(); });
    pass_->kept().clear();
  }

  const column::Schema& schema() const override { return pass_->table().schema; }

  Result<BatchPointer> next() override {
    if (stream_ == nullptr) {
      auto stream = pass_->begin();
      if (!stream) return std::unexpected(std::move(stream).error());
      stream_ = *stream;
    }
    return pull();
  }

 private:
  Result<BatchPointer> pull() {
    for (;;) {
      BatchPointer batch;
      auto popped = detached([&] { return stream_->next_for(kTick, batch); });
      if (!popped) return std::unexpected(std::move(popped).error());
      auto go_on = watch_.look(pass_->kept(), stream_->progress(), *popped == Popped::end);
      if (!go_on) return stop(std::move(go_on).error());
      if (*popped != Popped::nothing_yet) return batch;
    }
  }

  Result<BatchPointer> stop(Error error) {
    stream_->cancel();
    error.message = fmt::format("read table {}: {}", pass_->table().name, error.message);
    return std::unexpected(std::move(error));
  }

  std::shared_ptr<TablePass> pass_;
  discogs::TableStream* stream_ = nullptr;
  Watch watch_;
};

}  // namespace

KeptObjects::KeptObjects(nb::object progress, nb::object cancel)
    : progress_(std::move(progress)), cancel_(std::move(cancel)) {}

KeptObjects::~KeptObjects() { clear(); }

int KeptObjects::traverse(visitproc visit, void* arg) const noexcept {
  Py_VISIT(progress_.ptr());
  Py_VISIT(cancel_.ptr());
  return 0;
}

void KeptObjects::clear() noexcept {
  if (Py_IsInitialized() == 0) {
    progress_.release();
    cancel_.release();
    return;
  }
  const nb::gil_scoped_acquire attached;
  progress_.reset();
  cancel_.reset();
}

void KeptObjects::call_progress(const discogs::Progress& progress) const {
  progress_(
      DumpProgress{progress.bytes_in, progress.bytes_total, progress.bytes_xml, progress.records, progress.rejects});
}

TablePass::TablePass(std::vector<discogs::DumpFile> files, const discogs::TableInfo& table,
                     discogs::TableOptions options, Limits limits, std::unique_ptr<KeptObjects> kept)
    : files_(std::move(files)), table_(table), options_(std::move(options)), limits_(limits), kept_(std::move(kept)) {}

Result<void> TablePass::check_unused() const {
  const std::lock_guard lock(mutex_);
  return unused();
}

Result<void> TablePass::unused() const {
  if (!begun_) return {};
  return fail(Errc::invalid_argument,
              "read table {}: expected a stream that was not read yet, found one that was; ask the dump for the table "
              "again, or keep it in memory with collect()",
              table_.name);
}

Result<discogs::TableStream*> TablePass::begin() {
  const std::lock_guard lock(mutex_);
  if (auto first = unused(); !first) return std::unexpected(std::move(first).error());
  begun_ = true;
  options_.read.stop = stop_of(limits_);
  auto stream = discogs::TableStream::open(files_, table_.name, options_);
  if (!stream) return std::unexpected(std::move(stream).error());
  stream_ = std::move(*stream);
  return stream_.get();
}

void TablePass::end() noexcept {
  const std::lock_guard lock(mutex_);
  last_report_ = stream_->report();
  stream_.reset();
}

discogs::TableReport TablePass::report() const {
  const std::lock_guard lock(mutex_);
  return stream_ == nullptr ? last_report_ : stream_->report();
}

std::unique_ptr<column::BatchSource> source_of(std::shared_ptr<TablePass> pass) {
  return std::make_unique<PassSource>(std::move(pass));
}

}  // namespace wirespeed::python
