// TLS over a connected socket, by OpenSSL. Certificates are verified unless the caller says otherwise.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/net/socket.hpp"

struct ssl_ctx_st;
struct ssl_st;
struct ssl_session_st;

namespace wirespeed::net {

struct TlsOptions {
  bool verify = true;              // that a trusted CA signed the certificate, and that it is the host's
  std::string ca_file{};           // PEM; the system's CAs where it is empty
  std::string certificate_file{};  // the client's own, PEM, with the chain behind it; with its key for mTLS
  std::string key_file{};          // PEM
  std::string key_password{};
  bool verify_host = true;             // with verify; false: whoever has a certificate of a trusted CA will do
  bool send_server_name = true;        // SNI: say whom we want, unencrypted
  std::string crl_file{};              // PEM; certificates that a CA has taken back, with verify
  std::string crl_folder{};            // the same, as c_rehash names them
  std::string protocol{};              // ALPN: what is to be spoken inside
  std::string min_version{"TLSv1.2"};  // "TLSv1" to "TLSv1.3"; empty: whatever the library takes
  std::string max_version{};
};

// What all connections of one configuration share. Thread-safe once made.
class TlsContext {
 public:
  static Result<std::shared_ptr<const TlsContext>> make(const TlsOptions& options);

  TlsContext(ssl_ctx_st* context, const TlsOptions& options) noexcept
      : context_(context),
        verify_(options.verify),
        verify_host_(options.verify && options.verify_host),
        send_server_name_(options.send_server_name) {}
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  ~TlsContext();

  ssl_ctx_st* get() const noexcept { return context_; }
  bool verifies() const noexcept { return verify_; }
  bool verifies_host() const noexcept { return verify_host_; }
  bool sends_server_name() const noexcept { return send_server_name_; }

 private:
  ssl_ctx_st* context_;
  bool verify_;
  bool verify_host_;
  bool send_server_name_;
};

// What a server lets a later connection of the same context and host begin with, for a shorter handshake.
using TlsTicket = std::shared_ptr<ssl_session_st>;

enum class Handshake : std::uint8_t { done, wants_read, wants_write };

// One connection's TLS state; the socket is borrowed and must stay where it is.
class TlsSession {
 public:
  // Shakes hands. `host` is whom the certificate must be for.
  static Result<std::unique_ptr<TlsSession>> open(std::shared_ptr<const TlsContext> context, Socket& socket,
                                                  const std::string& host, const Stop& stop);
  // The same in steps that do not wait: step_handshake() until it is done.
  static Result<std::unique_ptr<TlsSession>> start(std::shared_ptr<const TlsContext> context, Socket& socket,
                                                   const std::string& host, const TlsTicket& ticket = nullptr);
  Result<Handshake> step_handshake();
  // Whether a handshake failed because of whom the server is: no other attempt will end otherwise.
  bool certificate_refused() const noexcept;
  // nullptr while the server has given none; it comes with the first bytes, or never.
  TlsTicket ticket() const;
  bool resumed() const noexcept;  // the handshake was the shorter one

  TlsSession(std::shared_ptr<const TlsContext> context, ssl_st* ssl, Socket& socket) noexcept;
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;
  ~TlsSession();

  // At least one byte, as many as are there; 0 is the end.
  Result<std::size_t> read_some(std::span<std::uint8_t> into, const Stop& stop);
  // The same without any wait.
  Result<Moved> try_read(std::span<std::uint8_t> into);
  // What was received already, or comes with one look at the socket.
  Result<Moved> try_read_once(std::span<std::uint8_t> into);
  // How many bytes went out; fewer than all only with would_block.
  Result<Moved> try_write(ByteView bytes);
  Result<void> wait_for_write(const Stop& stop);
  bool has_pending() const noexcept;

  // What both sides agreed to speak (ALPN); empty when they did not.
  std::string_view protocol() const noexcept;
  // The hash of the server's certificate that RFC 5929 calls tls-server-end-point: what a login can be bound to.
  Result<std::vector<std::uint8_t>> certificate_hash() const;
  // Whether the server asked for our certificate.
  bool certificate_was_requested() const noexcept { return certificate_requested_; }

  void say_goodbye() noexcept;

 private:
  Result<Moved> read_while(std::span<std::uint8_t> into, bool all);
  Result<void> wait_as_asked(int status, const Stop& stop, const char* operation);
  std::unexpected<Error> failed(const char* operation, int status) const;
  std::unexpected<Error> handshake_failed(int status) const;

  std::shared_ptr<const TlsContext> context_;
  ssl_st* ssl_;
  Socket& socket_;
  bool certificate_requested_ = false;
};

}  // namespace wirespeed::net
