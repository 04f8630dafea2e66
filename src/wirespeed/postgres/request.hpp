// What a client sends: each function appends one message. One that cannot be said (a zero byte in a text, more than the
// protocol counts) is an error and appends nothing.
//
//   | u8 type | int32 size, with itself | body |       startup, TLS and cancel requests have no type
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/postgres/type.hpp"

namespace wirespeed::postgres {

using Bytes = std::vector<std::uint8_t>;

inline constexpr std::uint32_t kProtocol30 = 3U << 16U;
inline constexpr std::uint32_t kProtocol32 = (3U << 16U) | 2U;

inline constexpr std::size_t kMaxParameters = 65535;              // of Parse and Bind
inline constexpr std::size_t kMaxRequestBytes = (1U << 30U) - 1;  // the server takes no longer message

// A message whose body the caller appends to `out`.
//
//   OpenMessage message(out, kCopyData);
//   ... append rows to out ...
//   if (auto ok = message.end(); !ok) return ok;        // or drop()
class OpenMessage {
 public:
  OpenMessage(Bytes& out, char type);

  std::size_t body_bytes() const noexcept { return out_.size() - start_ - kHeaderBytes; }
  // Writes the size down. A message that is too long is an error and is dropped.
  Result<void> end();
  // As if it had never begun.
  void drop() { out_.resize(start_); }

 private:
  static constexpr std::size_t kHeaderBytes = 5;

  Bytes& out_;
  std::size_t start_;
};

inline constexpr char kCopyData = 'd';

using StartupParameters = std::vector<std::pair<std::string, std::string>>;  // "user", "database", ...
Result<void> append_startup(Bytes& out, std::uint32_t version, const StartupParameters& parameters);
void append_ssl_request(Bytes& out);
void append_cancel_request(Bytes& out, std::uint32_t process_id, ByteView secret);

// Of cleartext and md5 authentication.
Result<void> append_password(Bytes& out, std::string_view password);
Result<void> append_sasl_initial_response(Bytes& out, std::string_view mechanism, std::string_view response);
Result<void> append_sasl_response(Bytes& out, std::string_view response);

// The simple protocol: several statements, results as text.
Result<void> append_query(Bytes& out, std::string_view sql);

// An empty name is the unnamed statement or portal; a parameter type of 0 lets the server decide.
Result<void> append_parse(Bytes& out, std::string_view statement, std::string_view sql,
                          std::span<const Oid> types = {});

struct Bind {
  std::string_view portal{};
  std::string_view statement{};
  std::span<const Format> parameter_formats{};  // none: all text; one: of all; else one each
  std::size_t parameters = 0;
  ByteView values{};                         // of the parameters: int32 size (-1: NULL), then the value, of each
  std::span<const Format> result_formats{};  // as those of the parameters, of the columns
};
Result<void> append_bind(Bytes& out, const Bind& bind);

enum class Target : char { statement = 'S', portal = 'P' };
Result<void> append_describe(Bytes& out, Target target, std::string_view name);
Result<void> append_close(Bytes& out, Target target, std::string_view name);

// `max_rows` 0: all of them.
Result<void> append_execute(Bytes& out, std::string_view portal, std::int32_t max_rows = 0);
void append_sync(Bytes& out);
void append_flush(Bytes& out);

Result<void> append_copy_data(Bytes& out, ByteView payload);
void append_copy_done(Bytes& out);
Result<void> append_copy_fail(Bytes& out, std::string_view reason);

void append_terminate(Bytes& out);

}  // namespace wirespeed::postgres
