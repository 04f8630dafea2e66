#include "wirespeed/postgres_client/session_target.hpp"

#include <algorithm>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/postgres/body_reader.hpp"
#include "wirespeed/postgres_client/failures.hpp"
#include "wirespeed/postgres_client/inbox.hpp"

namespace wirespeed::postgres_client {
namespace {

using postgres::Error;
using postgres::MessageType;
using postgres::Outcome;
using postgres::SessionTarget;

const std::string* parameter(const Opened& opened, std::string_view name) {
  const auto found = std::ranges::find(opened.parameters, name, &postgres::ParameterStatus::name);
  return found == opened.parameters.end() ? nullptr : &found->value;
}

// The only value of a row of text.
std::string value_of(ByteView row) {
  postgres::BodyReader reader(row);
  const auto columns = reader.number<std::uint16_t>();
  const auto size = reader.number<std::int32_t>();
  const ByteView value = columns == 1 && size >= 0 ? reader.bytes(static_cast<std::size_t>(size)) : ByteView();
  return std::string(text_of(value));
}

// Asks a question whose answer is one value, by the simple protocol.
Outcome<std::string> ask(Opened& opened, std::string_view sql, const Stop& stop) {
  postgres::Bytes request;
  if (auto ok = postgres::append_query(request, sql); !ok) return std::unexpected(Error(std::move(ok).error()));
  if (auto ok = opened.stream.write_all(ByteView(request), stop); !ok) return lost(std::move(ok).error());
  Inbox inbox(opened.stream);
  std::string answer;
  for (;;) {
    const auto message = inbox.next(stop);
    if (!message) return std::unexpected(message.error());
    if (message->type == MessageType::data_row) answer = value_of(message->body);
    if (message->type == MessageType::error_response) {
      auto notice = postgres::parse_notice(message->body);
      if (!notice) return lost(std::move(notice).error());
      return std::unexpected(Error(*std::move(notice)));
    }
    if (message->type == MessageType::ready_for_query) return answer;
  }
}

Outcome<bool> is_standby(Opened& opened, const Stop& stop) {
  if (const auto* said = parameter(opened, "in_hot_standby"); said != nullptr) return *said == "on";
  const auto answer = ask(opened, "SELECT pg_catalog.pg_is_in_recovery()", stop);
  if (!answer) return std::unexpected(answer.error());
  return *answer == "t";
}

Outcome<bool> is_read_only(Opened& opened, const Stop& stop) {
  const auto* standby = parameter(opened, "in_hot_standby");
  const auto* by_default = parameter(opened, "default_transaction_read_only");
  if (standby != nullptr && by_default != nullptr) return *standby == "on" || *by_default == "on";
  const auto answer = ask(opened, "SHOW transaction_read_only", stop);
  if (!answer) return std::unexpected(answer.error());
  return *answer == "on";
}

}  // namespace

Outcome<std::string> mismatch(Opened& opened, SessionTarget target, const Stop& stop) {
  if (target == SessionTarget::any) return std::string();
  const bool about_writes = target == SessionTarget::read_write || target == SessionTarget::read_only;
  const auto is = about_writes ? is_read_only(opened, stop) : is_standby(opened, stop);
  if (!is) return std::unexpected(is.error());
  const bool wanted =
      target == SessionTarget::read_only || target == SessionTarget::standby || target == SessionTarget::prefer_standby;
  if (*is == wanted) return std::string();
  if (about_writes) return std::string(*is ? "its sessions are read-only" : "its sessions are not read-only");
  return std::string(*is ? "it is a standby" : "it is no standby");
}

}  // namespace wirespeed::postgres_client
