// Numbers added up one after the other, as Python's sum() adds floats up: plainly, or since 3.12 by Neumaier's method,
// which keeps what rounding loses.
#pragma once

#include <cmath>

namespace wirespeed::graph_algorithms {

class NeumaierSum {
 public:
  explicit NeumaierSum(bool compensated) noexcept : compensated_(compensated) {}

  void add(double value) noexcept {
    const double total = total_ + value;
    if (compensated_) {
      lost_ += std::abs(total_) >= std::abs(value) ? (total_ - total) + value : (value - total) + total_;
    }
    total_ = total;
  }
  double value() const noexcept { return lost_ != 0 && std::isfinite(lost_) ? total_ + lost_ : total_; }

 private:
  bool compensated_;
  double total_ = 0;
  double lost_ = 0;
};

}  // namespace wirespeed::graph_algorithms
