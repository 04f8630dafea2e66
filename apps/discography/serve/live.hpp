// The snapshot that is served now. Whoever asks holds on to its epoch, so a new one takes over between two questions,
// and the old one goes when its last question is answered.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "epoch.hpp"
#include "log.hpp"

namespace discography {

class Metrics;

// Thread-safe.
class Live {
 public:
  // Opens DIR/graph.snapshot, and watches from then on whether another file has that name. Log and metrics are
  // borrowed.
  static wirespeed::Result<std::unique_ptr<Live>> open(const std::filesystem::path& directory, const Log& log,
                                                       Metrics& metrics);
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  std::shared_ptr<const Epoch> current() const;

  // Look at once rather than within 200 ms.
  void look_now();

 private:
  Live(std::filesystem::path directory, std::shared_ptr<Epoch> first, const Log& log, Metrics& metrics);
  void watch() noexcept;
  bool work() noexcept;  // false: something threw, and is to be tried again
  void prepare_first();
  void look();
  wirespeed::Result<std::shared_ptr<Epoch>> open_next();
  void publish(std::shared_ptr<Epoch> next);
  void let_go();
  bool wait(std::chrono::milliseconds pause);  // for the next look; false: it is over

  const std::filesystem::path directory_;
  const Log& log_;
  Metrics& metrics_;
  bool is_first_prepared_ = false;
  std::optional<FileIdentity> refused_;                 // what could not be opened is tried once
  std::vector<std::shared_ptr<const Epoch>> replaced_;  // unmapped here, on no question's time

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::shared_ptr<Epoch> current_;  // under mutex_
  bool look_now_ = false;           // under mutex_
  wirespeed::CancelToken over_;
  std::thread watcher_;
};

}  // namespace discography
