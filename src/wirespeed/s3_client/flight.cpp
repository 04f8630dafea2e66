#include "wirespeed/s3_client/flight.hpp"

namespace wirespeed::s3_client {

Flight& Flights::start(Exchange& exchange, Work* work) {
  if (free_.empty()) {
    all_.push_back(std::make_unique<Flight>());
    free_.reserve(all_.size());
    free_.push_back(all_.back().get());
  }
  last_ = free_.back();
  free_.pop_back();
  last_->exchange = &exchange;
  last_->work = work;
  return *last_;
}

void Flights::land(Flight& flight) noexcept {
  flight.exchange = nullptr;
  flight.work = nullptr;
  flight.on = nullptr;
  flight.attempt = 0;
  flight.lost_connections = 0;
  flight.own.reset();
  flight.twin = flight.original = nullptr;
  flight.had_twin = false;
  flight.failed.reset();
  free_.push_back(&flight);
}

}  // namespace wirespeed::s3_client
