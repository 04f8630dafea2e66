// A call to S3 as Python holds it: run in place, or on a reactor; then its result is made.
#pragma once

#include <nanobind/nanobind.h>

#include <memory>

#include "run_native.hpp"
#include "s3_errors.hpp"
#include "wirespeed/s3_client/reactor.hpp"

namespace wirespeed::python {

class S3Call {
 public:
  S3Call() = default;
  S3Call(const S3Call&) = delete;
  S3Call& operator=(const S3Call&) = delete;
  virtual ~S3Call() = default;

  virtual s3_client::Operation& operation() = 0;
  const s3_client::Operation& operation() const { return const_cast<S3Call*>(this)->operation(); }

  // Throws what ended the operation. REQUIRES: it is satisfied
  nanobind::object result();

 protected:
  virtual nanobind::object make_result() = 0;
  // Throws what Python code that it called has raised.
  virtual void raise_own() {}
};

// Memory of a Python object, held for as long as this lives, on whatever thread that ends.
class HeldBuffer {
 public:
  // Throws what the object raises: it has no buffer, or none that may be written.
  HeldBuffer(nanobind::handle object, bool writable);
  HeldBuffer(HeldBuffer&& other) noexcept : view_(std::exchange(other.view_, Py_buffer{})) {}
  HeldBuffer& operator=(HeldBuffer&&) = delete;
  ~HeldBuffer();

  std::span<std::uint8_t> bytes() const noexcept {
    return {static_cast<std::uint8_t*>(view_.buf), static_cast<std::size_t>(view_.len)};
  }

 private:
  Py_buffer view_{};
};

// Runs it on a lane of `client`, looking for signals every 50 ms and telling `progress` then, if it is not None.
void run_call(s3_client::Client& client, S3Call& call, const Limits& limits, nanobind::handle progress);

}  // namespace wirespeed::python
