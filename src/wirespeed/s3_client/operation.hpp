// A call: a work that ends with a result or an error, on whichever engine it is run.
//
//   GetObjects get(...);                      // nothing is sent yet
//   client.run(get, stop);                    // until it has ended; can be called again after a stop
//   if (get.error()) ...
#pragma once

#include <atomic>
#include <optional>

#include "wirespeed/s3_client/addressing.hpp"
#include "wirespeed/s3_client/exchange.hpp"

namespace wirespeed::s3_client {

// How far a call is; read by any thread. `expected` is 0 as long as it is not known.
struct Progress {
  std::atomic<std::uint64_t> bytes{0};
  std::atomic<std::uint64_t> expected_bytes{0};
  std::atomic<std::uint64_t> objects{0};  // done with, well or not
};

class Operation : public Work {
 public:
  Operation() = default;
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  // By what its requests are addressed from here on. Called by whoever runs it, before the first next() on an engine.
  void use(Addressing& addressing) noexcept { addressing_ = &addressing; }

  // What was under way has been given up, and tells nothing more. true: something is left to tidy up, for which it is
  // to be run once more.
  virtual bool tidy() { return false; }

  // It never will be satisfied.
  void give_up(s3::Error error) { set_error(std::move(error)); }

  // What ended it, if that was an error. To be read when it is satisfied, or given up.
  const std::optional<s3::Error>& error() const noexcept { return error_; }
  const Progress& progress() const noexcept { return progress_; }

  Addressing& addressing() noexcept { return *addressing_; }

 protected:
  // The first error stays.
  void set_error(s3::Error error) {
    if (!error_) error_ = std::move(error);
  }
  Progress& counted() noexcept { return progress_; }

 private:
  Addressing* addressing_ = nullptr;
  std::optional<s3::Error> error_;
  Progress progress_;
};

}  // namespace wirespeed::s3_client
