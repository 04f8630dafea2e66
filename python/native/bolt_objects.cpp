#include "bolt_objects.hpp"

#include <nanobind/stl/string.h>

#include "errors.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

nb::object bytes(ByteView value) { return nb::bytes(value.data(), value.size()); }

nb::object position_of(const std::optional<bolt::Position>& position) {
  if (!position) return nb::none();
  return nb::make_tuple(position->offset, position->line, position->column);
}

nb::object list_of(const packstream::List& values) {
  nb::list list;
  for (const packstream::Value& value : values) list.append(to_python(value));
  return list;
}

struct ToPython {
  nb::object operator()(std::monostate /*null*/) const { return nb::none(); }
  nb::object operator()(bool value) const { return nb::bool_(value); }
  nb::object operator()(std::int64_t value) const { return nb::int_(value); }
  nb::object operator()(double value) const { return nb::float_(value); }
  nb::object operator()(const std::string& value) const { return readable_text(value); }
  nb::object operator()(const packstream::Bytes& value) const { return bytes(value); }
  nb::object operator()(const packstream::List& value) const { return list_of(value); }
  nb::object operator()(const packstream::Map& value) const { return to_python(value); }
  nb::object operator()(const packstream::Structure& value) const { return list_of(value.fields); }
  nb::object operator()(const packstream::Uuid& value) const { return bytes(value); }
};

nb::object failure_of(const bolt::Failure* failure) {
  if (failure == nullptr) return nb::none();
  nb::dict made;
  made["code"] = readable_text(failure->code);
  made["message"] = readable_text(failure->message);
  made["gql_status"] = readable_text(failure->gql_status);
  made["gql_status_description"] = readable_text(failure->gql_description);
  made["diagnostic_record"] = to_python(failure->diagnostic_record);
  made["position"] = position_of(failure->position);
  made["retryable"] = failure->is_retryable();
  made["cause"] = failure_of(failure->cause.get());
  return made;
}

const char* name_of(bolt::Error::Kind kind) noexcept {
  switch (kind) {
    case bolt::Error::Kind::other:
      return "other";
    case bolt::Error::Kind::server:
      return "server";
    case bolt::Error::Kind::unavailable:
      return "unavailable";
    case bolt::Error::Kind::session_expired:
      return "session_expired";
    case bolt::Error::Kind::incomplete_commit:
      return "incomplete_commit";
  }
  return "other";
}

void translate(const std::exception_ptr& thrown, void* /*payload*/) {
  try {
    std::rethrow_exception(thrown);
  } catch (const BoltException& exception) {
    const auto& error = exception.error();
    set_client_error("wirespeed.bolt._errors", name_of(error.kind), error, failure_of(error.failure.get()));
  }
}

nb::dict notification_of(const bolt::Notification& notification) {
  nb::dict made;
  made["code"] = readable_text(notification.code);
  made["title"] = readable_text(notification.title);
  made["description"] = readable_text(notification.description);
  made["severity"] = readable_text(notification.severity);
  made["category"] = readable_text(notification.category);
  made["position"] = position_of(notification.position);
  return made;
}

nb::dict status_of(const bolt::Status& status) {
  nb::dict made;
  made["gql_status"] = readable_text(status.gql_status);
  made["description"] = readable_text(status.description);
  made["severity"] = readable_text(status.severity());
  made["classification"] = readable_text(status.classification());
  made["is_notification"] = status.is_notification();
  made["position"] = position_of(status.position);
  made["diagnostic_record"] = to_python(status.diagnostic_record);
  return made;
}

}  // namespace

nb::object to_python(const packstream::Value& value) { return std::visit(ToPython{}, value.data()); }

nb::dict to_python(const packstream::Map& map) {
  nb::dict dict;
  for (const auto& [key, value] : map.entries()) dict[readable_text(key)] = to_python(value);
  return dict;
}

nb::dict to_python(const bolt::Summary& summary) {
  nb::dict counters;
  for (const auto& [name, count] : summary.counters.counts) counters[readable_text(name)] = count;
  nb::list notifications;
  for (const auto& notification : summary.notifications) notifications.append(notification_of(notification));
  nb::list statuses;
  for (const auto& status : summary.statuses) statuses.append(status_of(status));
  nb::dict made;
  made["query_type"] = readable_text(summary.query_type);
  made["database"] = readable_text(summary.database);
  made["counters"] = counters;
  made["contains_updates"] = summary.counters.contains_updates;
  made["contains_system_updates"] = summary.counters.contains_system_updates;
  made["notifications"] = notifications;
  made["statuses"] = statuses;
  made["plan"] = to_python(summary.plan);
  made["profile"] = to_python(summary.profile);
  made["available_after_ms"] = summary.available_after_ms;
  made["consumed_after_ms"] = summary.consumed_after_ms;
  return made;
}

void bind_bolt_errors(nb::module_& /*m*/) { nb::register_exception_translator(translate); }

}  // namespace wirespeed::python
