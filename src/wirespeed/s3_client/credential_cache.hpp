// Keeps credentials while they last, and renews them before they end. Thread-safe, and whole on both sides of a fork.
//
//   |<------------------- valid ------------------->|
//   fetched              advisory      mandatory    expires
//                        one renews,   all wait     nobody has any
//                        others go on
#pragma once

#include <memory>
#include <optional>

#include "wirespeed/base/fork.hpp"
#include "wirespeed/s3_client/credential_chain.hpp"

namespace wirespeed::s3_client {

// How long before their end credentials are renewed; of those that live shorter than four times as long, from half and
// from a quarter of their life on.
struct CredentialWindows {
  std::chrono::seconds advisory{600};
  std::chrono::seconds mandatory{300};
  std::chrono::milliseconds pause{5'000};  // behind a renewal that failed, while the old ones are still valid
};

class CredentialCache {
 public:
  using Pointer = std::shared_ptr<const s3::Credentials>;  // never nullptr where it is the value of an Outcome

  explicit CredentialCache(CredentialSource source, CredentialWindows windows = {});
  CredentialCache(const CredentialCache&) = delete;
  CredentialCache& operator=(const CredentialCache&) = delete;

  // Valid ones. One thread asks the source, others wait for it, and hear the same error; or go on with what is valid. A
  // renewal that fails while the old ones are valid is no error; it is tried again behind a pause.
  Outcome<Pointer> get(const Stop& stop);

  // What is there, without any wait; nullptr before the first get().
  Pointer current() const;

  // Whether get() would ask the source: worth a thread of its own, if the caller has one.
  bool is_due() const;

  // The server did not take these: they are not given out again, unless the source insists. Of others nothing is known.
  void forget(const s3::Credentials& refused);

 private:
  enum class Need : std::uint8_t { none, advisory, mandatory, missing };
  using Time = s3::SystemTime;

  // All under mutex_.
  Need need(Time now) const noexcept;
  bool is_fetching() const noexcept;
  bool is_valid() const noexcept;
  void keep(Outcome<s3::Credentials> fetched, Time now);

  Outcome<Pointer> fetch(const Stop& stop);
  Outcome<Pointer> join(unsigned long long round, const Stop& stop);

  const CredentialSource source_;
  const CredentialWindows windows_;
  mutable ForkMutex mutex_;
  Pointer kept_;
  Time advisory_at_{};
  Time mandatory_at_{};
  Time not_before_{};               // of the next try, behind a failure
  std::optional<s3::Error> error_;  // of the last round, if it failed
  bool fetching_ = false;
  unsigned fetching_forks_ = 0;    // of the process whose thread is fetching: a child of it has no such thread
  unsigned long long rounds_ = 0;  // that have ended
};

}  // namespace wirespeed::s3_client
