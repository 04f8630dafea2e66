// What stands in the private_data of a caller's struct: a number that is used once, not an address. A struct that was
// released, copied or never made then finds nothing, and an object that is released by one thread lives on until
// another one's call has ended.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace wirespeed::adbc_postgres {

template <typename T>
class Handles {
 public:
  static void* put(std::shared_ptr<T> object) {
    Handles& all = instance();
    const std::lock_guard lock(all.mutex_);
    const std::uintptr_t handle = ++all.last_;
    all.objects_.emplace(handle, std::move(object));
    return reinterpret_cast<void*>(handle);  // NOLINT(performance-no-int-to-ptr): a number, never followed
  }

  // Null where there is none.
  static std::shared_ptr<T> get(const void* handle) {
    Handles& all = instance();
    const std::lock_guard lock(all.mutex_);
    const auto found = all.objects_.find(reinterpret_cast<std::uintptr_t>(handle));
    return found == all.objects_.end() ? nullptr : found->second;
  }

  // The same, and it is no more.
  static std::shared_ptr<T> take(const void* handle) {
    Handles& all = instance();
    const std::lock_guard lock(all.mutex_);
    auto node = all.objects_.extract(reinterpret_cast<std::uintptr_t>(handle));
    return node.empty() ? nullptr : std::move(node.mapped());
  }

 private:
  // Never destroyed: programs release what they hold as late as in their own destructors.
  static Handles& instance() {
    static auto* all = new Handles;
    return *all;
  }

  std::mutex mutex_;
  std::uintptr_t last_ = 0;
  std::unordered_map<std::uintptr_t, std::shared_ptr<T>> objects_;
};

}  // namespace wirespeed::adbc_postgres
