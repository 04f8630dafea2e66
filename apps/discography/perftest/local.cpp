#include "local.hpp"

#include <utility>

#include "../serve/live.hpp"
#include "../serve/log.hpp"
#include "../serve/metrics.hpp"
#include "../serve/service.hpp"

namespace discography {

using wirespeed::Clock;
using wirespeed::Result;
namespace perftest = wirespeed::perftest;

namespace {

constexpr std::chrono::seconds kDeadline{60};  // slow is what is looked for

}  // namespace

class Local {
 public:
  static Result<std::shared_ptr<Local>> open(const std::filesystem::path& directory) {
    auto local = std::make_shared<Local>(directory);
    auto live = Live::open(directory, local->log_, local->metrics_);
    if (!live) return std::unexpected(std::move(live).error());
    local->live_ = std::move(*live);
    local->service_.emplace(ServiceOptions{{}, kDeadline}, *local->live_, local->metrics_, local->over_);
    return local;
  }

  explicit Local(const std::filesystem::path& directory) : metrics_(directory) {}

  perftest::Answer ask(const std::string& target) const {
    Asked asked = service_->ask({"GET", target, {}}, Clock::now());
    Sending sending = asked.sending ? std::move(*asked.sending) : service_->answer(asked);
    if (sending.body.empty()) sending.body = sending.file;
    return {static_cast<int>(sending.status), std::move(sending.body)};
  }

 private:
  Log log_;
  Metrics metrics_;
  wirespeed::CancelToken over_;
  std::unique_ptr<Live> live_;
  std::optional<Service> service_;
};

namespace {

class LocalAsker final : public perftest::Asker {
 public:
  explicit LocalAsker(std::shared_ptr<Local> local) : local_(std::move(local)) {}
  Result<perftest::Answer> ask(const std::string& target) override { return local_->ask(target); }

 private:
  std::shared_ptr<Local> local_;
};

}  // namespace

Result<std::shared_ptr<Local>> open_local(const std::filesystem::path& directory) { return Local::open(directory); }

std::unique_ptr<perftest::Asker> local_asker(std::shared_ptr<Local> local) {
  return std::make_unique<LocalAsker>(std::move(local));
}

}  // namespace discography
