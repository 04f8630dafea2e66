// A call of one request whose result is made of what its steps have put into a state.
#pragma once

#include "s3_call.hpp"
#include "wirespeed/s3_client/call.hpp"

namespace wirespeed::python {

template <typename State>
class StatefulCall final : public S3Call {
 public:
  StatefulCall(State state, s3_client::CallSteps (*steps)(State&), nanobind::object (*make)(State&))
      : state_(std::move(state)), call_(steps(state_)), make_(make) {}
  s3_client::Operation& operation() override { return call_; }
  nanobind::object make_result() override { return make_(state_); }

 private:
  State state_;
  s3_client::Call call_;
  nanobind::object (*make_)(State&);
};

template <typename State>
std::shared_ptr<S3Call> call_of(State state, s3_client::CallSteps (*steps)(State&), nanobind::object (*make)(State&)) {
  return std::make_shared<StatefulCall<State>>(std::move(state), steps, make);
}

template <typename State>
nanobind::object no_result(State& /*state*/) {
  return nanobind::none();
}

using s3_client::keep;

}  // namespace wirespeed::python
