// What a client has seen of a database: work that begins with these bookmarks sees at least as much.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace wirespeed::bolt_client {

// Thread-safe. Shared by the pieces of work that shall see each other's writes.
class BookmarkManager {
 public:
  explicit BookmarkManager(std::vector<std::string> initial = {}) : known_(initial.begin(), initial.end()) {}

  std::vector<std::string> all() const {
    const std::lock_guard lock(mutex_);
    return {known_.begin(), known_.end()};
  }

  // Work that began with `used` ended with `made`, which stands for all of them.
  void update(const std::vector<std::string>& used, const std::string& made) {
    if (made.empty()) return;
    const std::lock_guard lock(mutex_);
    for (const std::string& bookmark : used) known_.erase(bookmark);
    known_.insert(made);
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::string> known_;
};

}  // namespace wirespeed::bolt_client
