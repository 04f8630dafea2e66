#include "postgres_pipeline.hpp"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>

#include "postgres_query_waits.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using postgres::Outcome;

constexpr std::size_t kSendAt = std::size_t{256} << 10;  // bytes of requests

// For calls that give nothing.
Outcome<bool> done(Outcome<void> outcome) {
  if (!outcome) return std::unexpected(std::move(outcome).error());
  return true;
}

// What was thrown, as one of our errors.
Error told(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (nb::python_error& raised) {
    return {Errc::invalid_argument, nb::cast<std::string>(nb::str(raised.value()))};
  } catch (const PostgresException& failed) {
    return failed.error();
  } catch (const Exception& failed) {
    return failed.error();
  }
}

}  // namespace

template <typename Work>
auto PythonPipeline::wait(const Waiting& waiting, Work work) {
  return wait_with(*owner_, waiting, std::move(work), [&] { owner_->interrupt(); });
}

std::shared_ptr<PythonQuery> PythonPipeline::add(const std::string& sql, nb::object parameters) {
  auto query = std::make_shared<PythonQuery>(owner_, owner_->connection->query(sql));
  entries_.push_back({query, std::move(parameters)});
  return query;
}

bool PythonPipeline::run(const Waiting& waiting) {
  const std::lock_guard turn(owner_->turn);
  bool has_ended = false;
  try {
    has_ended = run_some(waiting);
  } catch (...) {
    refusal_ = std::current_exception();
    has_ended = true;
  }
  if (!has_ended) return false;
  drop();
  if (auto refusal = std::exchange(refusal_, nullptr)) std::rethrow_exception(refusal);
  return true;
}

void PythonPipeline::close(bool at_once) {
  const auto entries = std::exchange(entries_, {});
  {
    const std::lock_guard turn(owner_->turn);
    if (at_once && pipeline_ != nullptr) owner_->interrupt();
    drop();
  }
  for (const Entry& entry : entries) {
    if (!entry.query->has_ended()) entry.query->close(false);
  }
}

void PythonPipeline::drop() {
  pipeline_.reset();
  entries_.clear();
  encoded_.clear();
  next_ = 0;
  is_encoded_ = is_synced_ = false;
}

bool PythonPipeline::run_some(const Waiting& waiting) {
  if (entries_.empty()) return true;
  if (pipeline_ == nullptr) {
    pipeline_ = std::make_unique<postgres_client::Pipeline>(owner_->connection);
    for (const Entry& entry : entries_) pipeline_->add(entry.query->shared_query());
  }
  if (!is_encoded_) {
    if (!wait(waiting, [&](const Stop& stop) { return done(pipeline_->describe(stop)); })) return false;
    encode_known();
  }
  if (!is_synced_) {
    if (!refusal_ && !send(waiting)) return false;
    if (!pipeline_->is_running()) return true;
    pipeline_->sync();
    is_synced_ = true;
  }
  return wait(waiting, [&](const Stop& stop) { return done(pipeline_->receive(stop)); }).has_value();
}

void PythonPipeline::encode(std::size_t i) {
  encoded_[i] = encode_parameters(entries_[i].parameters, pipeline_->plan(i)->parameters, owner_->connection->types());
}

void PythonPipeline::refuse(std::size_t i) {
  refusal_ = std::current_exception();
  pipeline_->refuse(i, told(refusal_));
}

// Before anything is sent.
void PythonPipeline::encode_known() {
  encoded_.resize(entries_.size());
  is_encoded_ = true;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (pipeline_->plan(i) == nullptr) continue;
    try {
      encode(i);
    } catch (const std::exception&) {
      owner_->connection->forget_types();
      refuse(i);
      return;
    }
  }
}

// True: all that can be was sent.
bool PythonPipeline::send(const Waiting& waiting) {
  auto& channel = owner_->connection->channel();
  for (; next_ < entries_.size(); ++next_) {
    if (channel.unsent() >= kSendAt && !wait(waiting, [&](const Stop& stop) { return done(channel.flush(stop)); })) {
      return false;
    }
    if (pipeline_->plan(next_) == nullptr) {
      if (!describe_next(waiting)) return false;
      if (pipeline_->plan(next_) == nullptr || refusal_) return true;
    }
    value_of(pipeline_->run(next_, encoded_[next_]));
  }
  return true;
}

// False: it would have to wait. The server's refusal is the statement's own.
bool PythonPipeline::describe_next(const Waiting& waiting) {
  try {
    if (!wait(waiting, [&](const Stop& stop) { return pipeline_->describe_next(next_, stop); })) return false;
    encode(next_);
  } catch (const PostgresException& failed) {
    if (failed.error().kind == postgres::Error::Kind::other && failed.error().code == Errc::invalid_argument) {
      refuse(next_);
    } else if (failed.error().kind != postgres::Error::Kind::server) {
      throw;
    }
  } catch (const std::exception&) {
    refuse(next_);
  }
  return true;
}

void bind_postgres_pipeline(nb::module_& m) {
  nb::class_<PythonPipeline>(m, "Pipeline")
      .def(nb::init<std::shared_ptr<PythonConnection>>(), "connection"_a)
      .def("add", &PythonPipeline::add, "sql"_a, "parameters"_a)
      .def("__len__", &PythonPipeline::size)
      .def(
          "run",
          [](PythonPipeline& self, std::optional<double> timeout_s, nb::handle cancel, bool waits) {
            return self.run(waiting_of(timeout_s, cancel, waits)) ? nb::bool_(true) : nb::object(nb::none());
          },
          "timeout"_a = nb::none(), "cancel"_a = nb::none(), "waits"_a = true)
      .def("close", &PythonPipeline::close, "at_once"_a);
}

}  // namespace wirespeed::python
