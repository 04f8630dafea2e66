#include "wirespeed/postgres/request.hpp"

#include "wirespeed/base/big_endian.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::uint32_t kSslRequest = 80877103;  // version numbers that stand for something else
constexpr std::uint32_t kCancelRequest = 80877102;
constexpr std::size_t kSizeBytes = 4;

template <typename T>
void append_number(Bytes& out, T value) {
  const std::size_t at = out.size();
  out.resize(at + sizeof value);
  store_be(out.data() + at, value);
}

void append_bytes(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

// A text and its zero byte.
void append_text(Bytes& out, std::string_view text) {
  append_bytes(out, bytes_of(text));
  out.push_back(0);
}

Result<void> check_text(const char* message, const char* field, std::string_view text) {
  const std::size_t zero = text.find('\0');
  if (zero == std::string_view::npos) return {};
  return fail(Errc::invalid_argument, "{}: the {} has a zero byte at offset {}, which PostgreSQL cannot be told",
              message, field, zero);
}

void append_empty(Bytes& out, char type) {
  out.push_back(static_cast<std::uint8_t>(type));
  append_number(out, static_cast<std::uint32_t>(kSizeBytes));
}

// A message that is one text.
Result<void> append_text_message(Bytes& out, char type, const char* name, const char* field, std::string_view text) {
  if (auto ok = check_text(name, field, text); !ok) return ok;
  OpenMessage message(out, type);
  append_text(out, text);
  return message.end();
}

Result<void> append_target(Bytes& out, char type, const char* name, Target target, std::string_view object) {
  if (auto ok = check_text(name, "name", object); !ok) return ok;
  OpenMessage message(out, type);
  out.push_back(static_cast<std::uint8_t>(target));
  append_text(out, object);
  return message.end();
}

void append_formats(Bytes& out, std::span<const Format> formats) {
  append_number(out, static_cast<std::uint16_t>(formats.size()));
  for (const Format format : formats) append_number(out, static_cast<std::int16_t>(format));
}

// Whether they are as many as they should be.
Result<void> check_values(ByteView left, std::size_t expected) {
  std::size_t found = 0;
  while (left.size() >= kSizeBytes) {
    const auto size = load_be<std::int32_t>(left.data());
    left = left.subspan(kSizeBytes);
    const std::size_t taken = size < 0 ? 0 : static_cast<std::size_t>(size);
    if (taken > left.size()) break;
    left = left.subspan(taken);
    ++found;
  }
  if (found == expected && left.empty()) return {};
  return fail(Errc::invalid_argument, "Bind: expected {} values, found {} and {} bytes", expected, found, left.size());
}

Result<void> check_bind(const Bind& bind) {
  if (auto ok = check_text("Bind", "portal's name", bind.portal); !ok) return ok;
  if (auto ok = check_text("Bind", "statement's name", bind.statement); !ok) return ok;
  if (bind.parameters > kMaxParameters) {
    return fail(Errc::limit, "Bind: expected at most {} parameters, found {}; pass an array instead", kMaxParameters,
                bind.parameters);
  }
  const std::size_t formats = bind.parameter_formats.size();
  if (formats > 1 && formats != bind.parameters) {
    return fail(Errc::invalid_argument, "Bind: expected no format, one, or one for each of {} parameters, found {}",
                bind.parameters, formats);
  }
  if (bind.result_formats.size() > kMaxParameters) {
    return fail(Errc::limit, "Bind: expected at most {} formats of columns, found {}", kMaxParameters,
                bind.result_formats.size());
  }
  if (bind.values.size() <= kMaxRequestBytes) return check_values(bind.values, bind.parameters);
  return fail(Errc::limit, "Bind: the parameters take {} bytes, and a server takes at most {}; use COPY for so much",
              bind.values.size(), kMaxRequestBytes);
}

}  // namespace

OpenMessage::OpenMessage(Bytes& out, char type) : out_(out), start_(out.size()) {
  out_.resize(start_ + kHeaderBytes);
  out_[start_] = static_cast<std::uint8_t>(type);
}

Result<void> OpenMessage::end() {
  const std::size_t size = body_bytes() + kSizeBytes;
  if (size > kMaxRequestBytes) {
    drop();
    return fail(Errc::limit, "send a message: it takes {} bytes, and a server takes at most {}; send it in parts", size,
                kMaxRequestBytes);
  }
  store_be(out_.data() + start_ + 1, static_cast<std::uint32_t>(size));
  return {};
}

Result<void> append_startup(Bytes& out, std::uint32_t version, const StartupParameters& parameters) {
  const std::size_t start = out.size();
  append_number(out, std::uint32_t{0});
  append_number(out, version);
  for (const auto& [name, value] : parameters) {
    auto ok = check_text("startup", "name of a parameter", name);
    if (ok) ok = check_text("startup", name.c_str(), value);
    if (!ok) {
      out.resize(start);
      return ok;
    }
    append_text(out, name);
    append_text(out, value);
  }
  out.push_back(0);
  store_be(out.data() + start, static_cast<std::uint32_t>(out.size() - start));
  return {};
}

void append_ssl_request(Bytes& out) {
  append_number(out, std::uint32_t{8});
  append_number(out, kSslRequest);
}

void append_cancel_request(Bytes& out, std::uint32_t process_id, ByteView secret) {
  append_number(out, static_cast<std::uint32_t>(12 + secret.size()));
  append_number(out, kCancelRequest);
  append_number(out, process_id);
  append_bytes(out, secret);
}

Result<void> append_password(Bytes& out, std::string_view password) {
  return append_text_message(out, 'p', "log in", "password", password);
}

Result<void> append_sasl_initial_response(Bytes& out, std::string_view mechanism, std::string_view response) {
  if (auto ok = check_text("SASLInitialResponse", "mechanism", mechanism); !ok) return ok;
  OpenMessage message(out, 'p');
  append_text(out, mechanism);
  append_number(out, static_cast<std::uint32_t>(response.size()));
  append_bytes(out, bytes_of(response));
  return message.end();
}

Result<void> append_sasl_response(Bytes& out, std::string_view response) {
  OpenMessage message(out, 'p');
  append_bytes(out, bytes_of(response));
  return message.end();
}

Result<void> append_query(Bytes& out, std::string_view sql) {
  return append_text_message(out, 'Q', "Query", "statement's text", sql);
}

Result<void> append_parse(Bytes& out, std::string_view statement, std::string_view sql, std::span<const Oid> types) {
  if (auto ok = check_text("Parse", "statement's name", statement); !ok) return ok;
  if (auto ok = check_text("Parse", "statement's text", sql); !ok) return ok;
  if (types.size() > kMaxParameters) {
    return fail(Errc::limit, "Parse: expected at most {} parameters, found {}; pass an array instead", kMaxParameters,
                types.size());
  }
  OpenMessage message(out, 'P');
  append_text(out, statement);
  append_text(out, sql);
  append_number(out, static_cast<std::uint16_t>(types.size()));
  for (const Oid type : types) append_number(out, type);
  return message.end();
}

Result<void> append_bind(Bytes& out, const Bind& bind) {
  if (auto ok = check_bind(bind); !ok) return ok;
  OpenMessage message(out, 'B');
  append_text(out, bind.portal);
  append_text(out, bind.statement);
  append_formats(out, bind.parameter_formats);
  append_number(out, static_cast<std::uint16_t>(bind.parameters));
  append_bytes(out, bind.values);
  append_formats(out, bind.result_formats);
  return message.end();
}

Result<void> append_describe(Bytes& out, Target target, std::string_view name) {
  return append_target(out, 'D', "Describe", target, name);
}

Result<void> append_close(Bytes& out, Target target, std::string_view name) {
  return append_target(out, 'C', "Close", target, name);
}

Result<void> append_execute(Bytes& out, std::string_view portal, std::int32_t max_rows) {
  if (auto ok = check_text("Execute", "portal's name", portal); !ok) return ok;
  OpenMessage message(out, 'E');
  append_text(out, portal);
  append_number(out, max_rows);
  return message.end();
}

void append_sync(Bytes& out) { append_empty(out, 'S'); }

void append_flush(Bytes& out) { append_empty(out, 'H'); }

Result<void> append_copy_data(Bytes& out, ByteView payload) {
  if (payload.size() > kMaxRequestBytes - kSizeBytes) {
    return fail(Errc::limit, "CopyData: it takes {} bytes, and a server takes at most {}; send it in parts",
                payload.size(), kMaxRequestBytes - kSizeBytes);
  }
  OpenMessage message(out, kCopyData);
  append_bytes(out, payload);
  return message.end();
}

void append_copy_done(Bytes& out) { append_empty(out, 'c'); }

Result<void> append_copy_fail(Bytes& out, std::string_view reason) {
  return append_text_message(out, 'f', "CopyFail", "reason", reason);
}

void append_terminate(Bytes& out) { append_empty(out, 'X'); }

}  // namespace wirespeed::postgres
