#include "wirespeed/s3_client/credential_cache.hpp"

#include <algorithm>
#include <mutex>
#include <thread>

#include "wirespeed/net/socket.hpp"
#include "wirespeed/s3/credential_answers.hpp"
#include "wirespeed/s3_client/credential_error.hpp"

namespace wirespeed::s3_client {
namespace {

using std::chrono::system_clock;

// Between two looks at another thread's renewal. No condition variable: one that threads wait on when the process forks
// could never be destroyed in the child.
constexpr std::chrono::milliseconds kLook{2};

bool is_stop(const s3::Error& error, const Stop& stop) noexcept {
  return error.code == Errc::cancelled || (error.code == Errc::deadline && stop.requested());
}

// A caller's own source may give anything.
Outcome<s3::Credentials> sound(s3::Credentials credentials) {
  auto checked = s3::checked(std::move(credentials), "s3 credentials");
  if (!checked) return std::unexpected(credential_error(std::move(checked).error()));
  return std::move(*checked);
}

}  // namespace

CredentialCache::CredentialCache(CredentialSource source, CredentialWindows windows)
    : source_(std::move(source)), windows_(windows) {}

Outcome<CredentialCache::Pointer> CredentialCache::get(const Stop& stop) {
  std::optional<unsigned long long> others;  // the round that another thread is at
  {
    const std::lock_guard lock(mutex_);
    const Need now = need(system_clock::now());
    if (now == Need::none || (now == Need::advisory && is_fetching())) return kept_;
    if (is_fetching()) {
      others = rounds_;
    } else {
      fetching_ = true;
      fetching_forks_ = net::fork_count();
    }
  }
  return others ? join(*others, stop) : fetch(stop);
}

CredentialCache::Pointer CredentialCache::current() const {
  const std::lock_guard lock(mutex_);
  return kept_;
}

bool CredentialCache::is_due() const {
  const std::lock_guard lock(mutex_);
  return need(system_clock::now()) != Need::none && !is_fetching();
}

void CredentialCache::forget(const s3::Credentials& refused) {
  const std::lock_guard lock(mutex_);
  if (kept_ == nullptr || kept_->access_key_id != refused.access_key_id) return;
  if (kept_->session_token == refused.session_token) kept_ = nullptr;
}

CredentialCache::Need CredentialCache::need(Time now) const noexcept {
  if (kept_ == nullptr || (kept_->expires && *kept_->expires <= now)) return Need::missing;
  if (!kept_->expires || now < advisory_at_ || now < not_before_) return Need::none;
  return now < mandatory_at_ ? Need::advisory : Need::mandatory;
}

bool CredentialCache::is_fetching() const noexcept { return fetching_ && fetching_forks_ == net::fork_count(); }

// The caller has set fetching_.
Outcome<CredentialCache::Pointer> CredentialCache::fetch(const Stop& stop) {
  auto fetched = source_(stop);
  // Not the others' failure: they have patience of their own.
  const bool gave_up = !fetched && is_stop(fetched.error(), stop);
  const std::lock_guard lock(mutex_);
  fetching_ = false;
  if (gave_up) return std::unexpected(std::move(fetched).error());
  ++rounds_;
  keep(std::move(fetched), system_clock::now());
  if (is_valid()) return kept_;
  return std::unexpected(*error_);
}

// Waits for the round under way; takes its place when it gave up.
Outcome<CredentialCache::Pointer> CredentialCache::join(unsigned long long round, const Stop& stop) {
  for (;;) {
    if (auto going = stop.check("s3 credentials"); !going) return std::unexpected(s3::Error(std::move(going).error()));
    std::this_thread::sleep_for(kLook);
    const std::lock_guard lock(mutex_);
    if (rounds_ != round && is_valid()) return kept_;
    if (rounds_ != round && error_) return std::unexpected(*error_);
    if (!is_fetching()) break;
  }
  return get(stop);
}

bool CredentialCache::is_valid() const noexcept { return need(system_clock::now()) != Need::missing; }

void CredentialCache::keep(Outcome<s3::Credentials> fetched, Time now) {
  if (fetched && !fetched->is_anonymous()) fetched = sound(std::move(*fetched));
  if (fetched && fetched->expires && *fetched->expires <= now) {
    fetched = no_credentials(Errc::not_found, "s3 credentials: those that their source gives have expired; renew them");
  }
  if (!fetched) {
    error_ = std::move(fetched).error();
    not_before_ = now + windows_.pause;
    return;
  }
  error_.reset();
  not_before_ = {};
  kept_ = std::make_shared<const s3::Credentials>(std::move(*fetched));
  if (!kept_->expires) return;
  const auto life = *kept_->expires - now;
  advisory_at_ = *kept_->expires - std::min<Time::duration>(windows_.advisory, life / 2);
  mandatory_at_ = *kept_->expires - std::min<Time::duration>(windows_.mandatory, life / 4);
}

}  // namespace wirespeed::s3_client
