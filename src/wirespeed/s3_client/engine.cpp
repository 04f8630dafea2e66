#include "wirespeed/s3_client/engine.hpp"

#include "wirespeed/s3_client/loop.hpp"

namespace wirespeed::s3_client {

struct Engine::State {
  explicit State(EngineOptions options) : loop(std::move(options)) {}

  Loop loop;
};

Engine::Engine(EngineOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Engine::~Engine() = default;

Outcome<void> Engine::run(Work& work, const Stop& stop) { return state_->loop.run(work, stop); }
void Engine::wake() noexcept { state_->loop.wake(); }
void Engine::abandon() noexcept { state_->loop.abandon(); }
bool Engine::of_this_process() const noexcept { return state_->loop.of_this_process(); }
EngineCounts Engine::counts() const noexcept { return state_->loop.counts(); }

}  // namespace wirespeed::s3_client
