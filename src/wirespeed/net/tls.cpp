#include "wirespeed/net/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include "wirespeed/net/tls_bio.hpp"
#include "wirespeed/net/tls_error.hpp"

namespace wirespeed::net {
namespace {

bool is_ip(const std::string& host) noexcept {
  in6_addr scratch;
  return ::inet_pton(AF_INET, host.c_str(), &scratch) == 1 || ::inet_pton(AF_INET6, host.c_str(), &scratch) == 1;
}

bool expect_host(SSL* ssl, const std::string& host, const TlsContext& context) {
  const bool ip = is_ip(host);
  if (!ip && context.sends_server_name()) SSL_set_tlsext_host_name(ssl, host.c_str());
  if (!context.verifies_host()) return true;
  return ip ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1
            : SSL_set1_host(ssl, host.c_str()) == 1;
}

int note_request(SSL* /*ssl*/, void* requested) {
  *static_cast<bool*>(requested) = true;
  return 1;  // go on with what the context has
}

using CertificatePointer = std::unique_ptr<X509, decltype(&X509_free)>;

// The hash of a certificate's signature, where that is not weaker than SHA-256. nullptr: it has none (Ed25519).
const EVP_MD* end_point_digest(X509* certificate) noexcept {
  int digest = NID_undef;
  if (X509_get_signature_info(certificate, &digest, nullptr, nullptr, nullptr) != 1) return nullptr;
  if (digest == NID_md5 || digest == NID_sha1) return EVP_sha256();
  return EVP_get_digestbynid(digest);
}

}  // namespace

TlsSession::TlsSession(std::shared_ptr<const TlsContext> context, SSL* ssl, Socket& socket) noexcept
    : context_(std::move(context)), ssl_(ssl), socket_(socket) {}

// A session that ends without a goodbye would take its ticket with it, which others go on with.
TlsSession::~TlsSession() {
  SSL_set_shutdown(ssl_, SSL_get_shutdown(ssl_) | SSL_SENT_SHUTDOWN);
  SSL_free(ssl_);
}

Result<std::unique_ptr<TlsSession>> TlsSession::start(std::shared_ptr<const TlsContext> context, Socket& socket,
                                                      const std::string& host, const TlsTicket& ticket) {
  SSL* ssl = SSL_new(context->get());
  if (ssl == nullptr) return fail(Errc::io, "TLS: no session: {}", openssl_reason());
  auto session = std::make_unique<TlsSession>(std::move(context), ssl, socket);
  BIO* bio = new_socket_bio(socket);
  if (bio == nullptr) return fail(Errc::io, "TLS: no session: {}", openssl_reason());
  SSL_set_bio(ssl, bio, bio);
  if (!expect_host(ssl, host, *session->context_)) {
    return fail(Errc::invalid_argument, "TLS: \"{}\" is no host name that a certificate could have", host);
  }
  SSL_set_cert_cb(ssl, note_request, &session->certificate_requested_);
  if (ticket != nullptr) SSL_set_session(ssl, ticket.get());
  return session;
}

Result<std::unique_ptr<TlsSession>> TlsSession::open(std::shared_ptr<const TlsContext> context, Socket& socket,
                                                     const std::string& host, const Stop& stop) {
  auto session = start(std::move(context), socket, host);
  if (!session) return session;
  for (;;) {
    const auto step = (*session)->step_handshake();
    if (!step) return std::unexpected(step.error());
    if (*step == Handshake::done) return session;
    const Ready wanted = *step == Handshake::wants_read ? Ready::read : Ready::write;
    if (auto ready = socket.wait(wanted, stop, "TLS handshake with"); !ready) {
      return std::unexpected(std::move(ready).error());
    }
  }
}

Result<Handshake> TlsSession::step_handshake() {
  ERR_clear_error();
  const int status = SSL_connect(ssl_);
  if (status == 1) return Handshake::done;
  const int wanted = SSL_get_error(ssl_, status);
  if (wanted == SSL_ERROR_WANT_READ) return Handshake::wants_read;
  if (wanted == SSL_ERROR_WANT_WRITE) return Handshake::wants_write;
  return handshake_failed(status);
}

bool TlsSession::certificate_refused() const noexcept {
  return context_->verifies() && SSL_get_verify_result(ssl_) != X509_V_OK;
}

TlsTicket TlsSession::ticket() const {
  TlsTicket ticket(SSL_get1_session(ssl_), SSL_SESSION_free);
  return ticket != nullptr && SSL_SESSION_is_resumable(ticket.get()) == 1 ? ticket : nullptr;
}

bool TlsSession::resumed() const noexcept { return SSL_session_reused(ssl_) == 1; }

std::unexpected<Error> TlsSession::handshake_failed(int status) const {
  if (certificate_refused()) {
    ERR_clear_error();
    return fail(Errc::io,
                "TLS handshake with {}: the server's certificate is not trusted: {}; name the file of the CA that "
                "signed it, or connect without verification",
                socket_.peer().text(), X509_verify_cert_error_string(SSL_get_verify_result(ssl_)));
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

Result<Moved> TlsSession::try_read(std::span<std::uint8_t> into) { return read_while(into, true); }

Result<Moved> TlsSession::try_read_once(std::span<std::uint8_t> into) { return read_while(into, false); }

// Records are small: takes all that are there, or all that need no other look at the socket.
Result<Moved> TlsSession::read_while(std::span<std::uint8_t> into, bool all) {
  std::size_t total = 0;
  for (;;) {
    ERR_clear_error();
    std::size_t n = 0;
    const int status = SSL_read_ex(ssl_, into.data() + total, into.size() - total, &n);
    total += n;
    if (status == 1 && total < into.size() && (all || has_pending())) continue;
    if (total > 0) return Moved{total, false};
    const int wanted = SSL_get_error(ssl_, status);
    if (wanted == SSL_ERROR_ZERO_RETURN) return Moved{0, false};
    if (wanted != SSL_ERROR_WANT_READ && wanted != SSL_ERROR_WANT_WRITE) return failed("read from", status);
    return Moved{0, true};
  }
}

Result<std::size_t> TlsSession::read_some(std::span<std::uint8_t> into, const Stop& stop) {
  for (;;) {
    auto moved = try_read(into);
    if (!moved) return std::unexpected(std::move(moved).error());
    if (!moved->would_block) return moved->bytes;
    auto ready = wait_as_asked(SSL_want_write(ssl_) ? SSL_ERROR_WANT_WRITE : SSL_ERROR_WANT_READ, stop, "read from");
    if (!ready) return std::unexpected(std::move(ready).error());
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

std::string_view TlsSession::protocol() const noexcept {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

Result<std::vector<std::uint8_t>> TlsSession::certificate_hash() const {
  const CertificatePointer certificate(SSL_get1_peer_certificate(ssl_), X509_free);
  const EVP_MD* digest = certificate == nullptr ? nullptr : end_point_digest(certificate.get());
  if (digest == nullptr) {
    return fail(Errc::unsupported, "TLS with {}: the server's certificate has no hash to bind a login to (Ed25519?)",
                socket_.peer().text());
  }
  std::vector<std::uint8_t> hash(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  if (X509_digest(certificate.get(), digest, hash.data(), &size) != 1) {
    return fail(Errc::io, "TLS with {}: the server's certificate cannot be hashed: {}", socket_.peer().text(),
                openssl_reason());
  }
  hash.resize(size);
  return hash;
}

bool TlsSession::has_pending() const noexcept { return SSL_has_pending(ssl_) == 1; }

void TlsSession::say_goodbye() noexcept {
  ERR_clear_error();
  SSL_shutdown(ssl_);
  ERR_clear_error();
}

}  // namespace wirespeed::net
