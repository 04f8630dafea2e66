// How a PythonQuery's methods wait: included by the files that define them, after postgres_query.hpp.
#pragma once

#include "postgres_query.hpp"
#include "wirespeed/postgres_client/failures.hpp"

namespace wirespeed::python {

// What `work` gives; nothing where it may not wait and would have to. `leave` is called when a stop or a signal ended
// it.
template <typename Work, typename Leave>
auto wait_with(PythonConnection& owner, const Waiting& waiting, Work work, Leave leave) {
  using Value = typename std::invoke_result_t<Work&, const Stop&>::value_type;
  if (!waiting.waits) {
    auto outcome = [&] {
      const nanobind::gil_scoped_release release;
      return work(Stop::after(std::chrono::seconds(0)));
    }();
    if (!outcome && outcome.error().code == Errc::deadline) return std::optional<Value>();
    return std::optional<Value>(value_of(std::move(outcome)));
  }
  try {
    auto outcome = owner.run(waiting.limits, work);
    if (!outcome && postgres_client::is_stop(outcome.error())) leave();
    return std::optional<Value>(value_of(std::move(outcome)));
  } catch (nanobind::python_error&) {
    leave();
    throw;
  }
}

template <typename Work>
auto PythonQuery::wait(const Waiting& waiting, Work work) {
  check_open();
  return wait_with(*owner_, waiting, std::move(work), [&] {
    owner_->interrupt();
    query_.reset();
  });
}

// Calls `take` for rows that have come, until it is false or there are no more (then: false). A call that must not wait
// ends, as if by its deadline, once the result turns out to be a long one.
template <typename Take>
postgres::Outcome<bool> PythonQuery::take_all(const Stop& stop, bool waits, Take take) {
  for (;;) {
    auto there = query_->wait_for_row(stop);
    if (!there || !*there) return there;
    auto goes_on = take();
    if (!goes_on) return std::unexpected(std::move(goes_on).error());
    if (!*goes_on) return true;
    if (!waits && query_->is_long()) return std::unexpected(postgres::Error({Errc::deadline, "a long result"}));
    if (!waits) continue;
    if (auto ok = stop.check("read a result"); !ok) return std::unexpected(std::move(ok).error());
  }
}

// What is there may be of another kind than its reader takes: a COPY is no query, and a script may have both.
Result<void> expect_messages(const postgres_client::Query& query, postgres::MessageType expected);

}  // namespace wirespeed::python
