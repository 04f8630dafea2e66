// The exchanges of one operation, used again one after the other: a request like the last one allocates nothing.
#pragma once

#include <memory>
#include <vector>

namespace wirespeed::s3_client {

template <typename T>
class ExchangePool {
 public:
  // One that rests, or a new one of `owner`. It stays the pool's.
  template <typename Owner>
  T& take(Owner& owner) {
    if (idle_.empty()) {
      made_.push_back(std::make_unique<T>(owner));
      return *made_.back();
    }
    T& taken = *idle_.back();
    idle_.pop_back();
    return taken;
  }
  void give_back(T& exchange) { idle_.push_back(&exchange); }

 private:
  std::vector<std::unique_ptr<T>> made_;
  std::vector<T*> idle_;
};

}  // namespace wirespeed::s3_client
