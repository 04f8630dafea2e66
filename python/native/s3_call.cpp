#include "s3_call.hpp"

#include <optional>

#include "errors.hpp"

namespace nb = nanobind;

namespace wirespeed::python {

nb::object S3Call::result() {
  raise_own();
  if (const auto& error = operation().error()) throw S3Exception(*error);
  return make_result();
}

HeldBuffer::HeldBuffer(nb::handle object, bool writable) {
  const int flags = writable ? PyBUF_WRITABLE : PyBUF_SIMPLE;
  if (PyObject_GetBuffer(object.ptr(), &view_, flags) != 0) throw nb::python_error();
}

HeldBuffer::~HeldBuffer() {
  if (view_.obj == nullptr) return;
  const Attached attached;
  PyBuffer_Release(&view_);
}

namespace {

// What is given up may have something to tidy up, for which it waits.
class RunDetached {
 public:
  RunDetached(s3_client::Client& client, s3_client::Operation& operation) : operation_(operation) {
    run_.emplace(client, operation);
  }
  RunDetached(const RunDetached&) = delete;
  RunDetached& operator=(const RunDetached&) = delete;
  ~RunDetached() {
    if (operation_.satisfied()) return;
    const Detached detached;
    run_.reset();
  }
  s3_client::Run* operator->() noexcept { return &*run_; }

 private:
  s3_client::Operation& operation_;
  std::optional<s3_client::Run> run_;
};

}  // namespace

void run_call(s3_client::Client& client, S3Call& call, const Limits& limits, nb::handle progress) {
  RunDetached run(client, call.operation());
  const auto tell = [&] {
    const auto& so_far = call.operation().progress();
    unless_python_ends([&] { return progress(so_far.bytes.load(), so_far.expected_bytes.load()); });
  };
  const auto ran = run_resumable(
      limits, [&](const Stop& stop) { return run->go_on(stop); }, progress.is_none() ? std::function<void()>() : tell);
  if (!ran) throw S3Exception(ran.error());
  if (!progress.is_none()) tell();
}

}  // namespace wirespeed::python
