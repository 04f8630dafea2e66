#include "wirespeed/net/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include <algorithm>
#include <climits>

#include "wirespeed/net/tls_bio.hpp"

namespace wirespeed::net {
namespace {

constexpr std::size_t kReadAheadBytes = 128 * 1024;  // several records of at most 16 KiB in one recv()

// The oldest of OpenSSL's reasons; the queue is empty after it.
std::string openssl_reason() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "no reason given" : reason;
}

std::unexpected<Error> bad_file(const char* what, const std::string& path) {
  return fail(Errc::invalid_argument, "TLS: {} cannot be read from {}: {}; expected a PEM file", what, path,
              openssl_reason());
}

int give_password(char* into, int size, int /*writing*/, void* data) {
  const auto& password = *static_cast<const std::string*>(data);
  const auto n = std::min(static_cast<std::size_t>(size), password.size());
  std::copy_n(password.data(), n, into);
  return static_cast<int>(n);
}

Result<void> load_trust(SSL_CTX* context, const TlsOptions& options) {
  if (!options.verify) return {};
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (options.ca_file.empty()) {
    SSL_CTX_set_default_verify_paths(context);
    return {};
  }
  if (SSL_CTX_load_verify_locations(context, options.ca_file.c_str(), nullptr) == 1) return {};
  return bad_file("the CA", options.ca_file);
}

Result<void> load_identity(SSL_CTX* context, const TlsOptions& options) {
  if (options.certificate_file.empty()) return {};
  const std::string& key = options.key_file.empty() ? options.certificate_file : options.key_file;
  if (SSL_CTX_use_certificate_chain_file(context, options.certificate_file.c_str()) != 1) {
    return bad_file("the client certificate", options.certificate_file);
  }
  SSL_CTX_set_default_passwd_cb(context, give_password);
  SSL_CTX_set_default_passwd_cb_userdata(context, const_cast<std::string*>(&options.key_password));
  const bool loaded = SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) == 1;
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  SSL_CTX_set_default_passwd_cb(context, nullptr);
  if (!loaded) return bad_file("the client's key", key);
  return {};
}

bool is_ip(const std::string& host) noexcept {
  in6_addr scratch;
  return ::inet_pton(AF_INET, host.c_str(), &scratch) == 1 || ::inet_pton(AF_INET6, host.c_str(), &scratch) == 1;
}

bool expect_host(SSL* ssl, const std::string& host, bool verify) {
  if (is_ip(host)) return !verify || X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
  SSL_set_tlsext_host_name(ssl, host.c_str());
  return !verify || SSL_set1_host(ssl, host.c_str()) == 1;
}

}  // namespace

Result<std::shared_ptr<const TlsContext>> TlsContext::make(const TlsOptions& options) {
  SSL_CTX* made = SSL_CTX_new(TLS_client_method());
  if (made == nullptr) return fail(Errc::io, "TLS: no context: {}", openssl_reason());
  auto context = std::make_shared<const TlsContext>(made, options.verify);
  SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION);
  SSL_CTX_set_mode(made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(made, 1);
  SSL_CTX_set_default_read_buffer_len(made, kReadAheadBytes);
  auto ok = load_trust(made, options);
  if (ok) ok = load_identity(made, options);
  if (!ok) return std::unexpected(std::move(ok).error());
  return context;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

TlsSession::TlsSession(std::shared_ptr<const TlsContext> context, SSL* ssl, Socket& socket) noexcept
    : context_(std::move(context)), ssl_(ssl), socket_(socket) {}

TlsSession::~TlsSession() { SSL_free(ssl_); }

Result<std::unique_ptr<TlsSession>> TlsSession::open(std::shared_ptr<const TlsContext> context, Socket& socket,
                                                     const std::string& host, const Stop& stop) {
  SSL* ssl = SSL_new(context->get());
  if (ssl == nullptr) return fail(Errc::io, "TLS: no session: {}", openssl_reason());
  auto session = std::make_unique<TlsSession>(std::move(context), ssl, socket);
  BIO* bio = new_socket_bio(socket);
  if (bio == nullptr) return fail(Errc::io, "TLS: no session: {}", openssl_reason());
  SSL_set_bio(ssl, bio, bio);
  if (auto ok = session->shake_hands(host, stop); !ok) return std::unexpected(std::move(ok).error());
  return session;
}

Result<void> TlsSession::shake_hands(const std::string& host, const Stop& stop) {
  if (!expect_host(ssl_, host, context_->verifies())) {
    return fail(Errc::invalid_argument, "TLS: \"{}\" is no host name that a certificate could have", host);
  }
  for (;;) {
    ERR_clear_error();
    const int status = SSL_connect(ssl_);
    if (status == 1) return {};
    const int wanted = SSL_get_error(ssl_, status);
    if (wanted != SSL_ERROR_WANT_READ && wanted != SSL_ERROR_WANT_WRITE) return handshake_failed(status);
    if (auto ready = wait_as_asked(wanted, stop, "TLS handshake with"); !ready) return ready;
  }
}

std::unexpected<Error> TlsSession::handshake_failed(int status) const {
  const long verdict = SSL_get_verify_result(ssl_);
  if (context_->verifies() && verdict != X509_V_OK) {
    ERR_clear_error();
    return fail(Errc::io,
                "TLS handshake with {}: the server's certificate is not trusted: {}; name the file of the CA that "
                "signed it, or connect without verification",
                socket_.peer().text(), X509_verify_cert_error_string(verdict));
  }
  const int kind = SSL_get_error(ssl_, status);
  const bool left = kind == SSL_ERROR_SYSCALL || kind == SSL_ERROR_ZERO_RETURN;
  return fail(Errc::io, "TLS handshake with {}: {}; does the server speak TLS on this port?", socket_.peer().text(),
              left ? "the server closed the connection" : openssl_reason());
}

std::unexpected<Error> TlsSession::failed(const char* operation, int status) const {
  const int kind = SSL_get_error(ssl_, status);
  return fail(Errc::io, "{} {}: TLS failed: {}; the connection is of no more use, open another", operation,
              socket_.peer().text(), kind == SSL_ERROR_SYSCALL ? "the connection was cut" : openssl_reason());
}

// REQUIRES: SSL_ERROR_WANT_READ or _WRITE.
Result<void> TlsSession::wait_as_asked(int wanted, const Stop& stop, const char* operation) {
  return socket_.wait(wanted == SSL_ERROR_WANT_READ ? Ready::read : Ready::write, stop, operation);
}

Result<std::size_t> TlsSession::read_some(std::span<std::uint8_t> into, const Stop& stop) {
  std::size_t total = 0;
  for (;;) {
    ERR_clear_error();
    std::size_t n = 0;
    const int status = SSL_read_ex(ssl_, into.data() + total, into.size() - total, &n);
    total += n;
    if (status == 1 && total < into.size()) continue;  // records are small: take all that are there
    if (total > 0) return total;
    const int wanted = SSL_get_error(ssl_, status);
    if (wanted == SSL_ERROR_ZERO_RETURN) return std::size_t{0};
    if (wanted != SSL_ERROR_WANT_READ && wanted != SSL_ERROR_WANT_WRITE) return failed("read from", status);
    if (auto ready = wait_as_asked(wanted, stop, "read from"); !ready) return std::unexpected(std::move(ready).error());
  }
}

Result<Moved> TlsSession::try_write(ByteView bytes) {
  std::size_t total = 0;
  while (total < bytes.size()) {
    ERR_clear_error();
    std::size_t n = 0;
    const int status = SSL_write_ex(ssl_, bytes.data() + total, bytes.size() - total, &n);
    total += n;
    if (status == 1) continue;
    const int wanted = SSL_get_error(ssl_, status);
    if (wanted != SSL_ERROR_WANT_READ && wanted != SSL_ERROR_WANT_WRITE) return failed("write to", status);
    return Moved{total, true};
  }
  return Moved{total, false};
}

Result<void> TlsSession::wait_for_write(const Stop& stop) {
  return wait_as_asked(SSL_want_read(ssl_) ? SSL_ERROR_WANT_READ : SSL_ERROR_WANT_WRITE, stop, "write to");
}

bool TlsSession::has_pending() const noexcept { return SSL_has_pending(ssl_) == 1; }

void TlsSession::say_goodbye() noexcept {
  ERR_clear_error();
  SSL_shutdown(ssl_);
  ERR_clear_error();
}

}  // namespace wirespeed::net
