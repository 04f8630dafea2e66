#include "wirespeed/postgres/message.hpp"

namespace wirespeed::postgres {
namespace {

const char* name_of(MessageType type) noexcept {
  switch (type) {
    case MessageType::authentication:
      return "Authentication";
    case MessageType::backend_key_data:
      return "BackendKeyData";
    case MessageType::bind_complete:
      return "BindComplete";
    case MessageType::close_complete:
      return "CloseComplete";
    case MessageType::command_complete:
      return "CommandComplete";
    case MessageType::copy_both_response:
      return "CopyBothResponse";
    case MessageType::copy_data:
      return "CopyData";
    case MessageType::copy_done:
      return "CopyDone";
    case MessageType::copy_in_response:
      return "CopyInResponse";
    case MessageType::copy_out_response:
      return "CopyOutResponse";
    case MessageType::data_row:
      return "DataRow";
    case MessageType::empty_query_response:
      return "EmptyQueryResponse";
    case MessageType::error_response:
      return "ErrorResponse";
    case MessageType::function_call_response:
      return "FunctionCallResponse";
    case MessageType::negotiate_protocol_version:
      return "NegotiateProtocolVersion";
    case MessageType::no_data:
      return "NoData";
    case MessageType::notice_response:
      return "NoticeResponse";
    case MessageType::notification_response:
      return "NotificationResponse";
    case MessageType::parameter_description:
      return "ParameterDescription";
    case MessageType::parameter_status:
      return "ParameterStatus";
    case MessageType::parse_complete:
      return "ParseComplete";
    case MessageType::portal_suspended:
      return "PortalSuspended";
    case MessageType::ready_for_query:
      return "ReadyForQuery";
    case MessageType::row_description:
      return "RowDescription";
  }
  return nullptr;
}

}  // namespace

const char* to_string(MessageType type) noexcept {
  const char* name = name_of(type);
  return name == nullptr ? "unknown message" : name;
}

std::size_t MessageReader::wanted() const noexcept {
  return has_header() ? 1 + std::size_t{stated_size()} : kMessageHeaderBytes;
}

bool MessageReader::is_broken() const noexcept { return has_header() && !is_possible(stated_size()); }

wirespeed::Error MessageReader::error() const {
  const bool short_one = stated_size() < kMessageSizeBytes;
  return fail(short_one ? Errc::malformed : Errc::limit,
              "read a message of the server: expected a size of {} to {} bytes, found {} in a message of type {:#04x} "
              "({}); the "
              "connection is of no more use, and perhaps no PostgreSQL server is at its other end",
              kMessageSizeBytes, kMessageSizeBytes + max_, stated_size(), *at_,
              to_string(static_cast<MessageType>(*at_)))
      .error();
}

}  // namespace wirespeed::postgres
