// What a TLS context is made of: trust, our own certificate, versions, ALPN.
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <optional>

#include "wirespeed/net/tls.hpp"
#include "wirespeed/net/tls_error.hpp"

namespace wirespeed::net {
namespace {

constexpr std::size_t kReadAheadBytes = 128 * 1024;  // several records of at most 16 KiB in one recv()

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

const char* file_or_null(const std::string& path) noexcept { return path.empty() ? nullptr : path.c_str(); }

Result<void> load_revoked(SSL_CTX* context, const TlsOptions& options) {
  if (options.crl_file.empty() && options.crl_folder.empty()) return {};
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  if (X509_STORE_load_locations(store, file_or_null(options.crl_file), file_or_null(options.crl_folder)) != 1) {
    return bad_file("the list of revoked certificates",
                    options.crl_file.empty() ? options.crl_folder : options.crl_file);
  }
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  return {};
}

Result<void> load_trust(SSL_CTX* context, const TlsOptions& options) {
  if (!options.verify) return {};
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (auto ok = load_revoked(context, options); !ok) return ok;
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

// 0: no bound. nullopt: no such version.
std::optional<int> version_of(const std::string& name) noexcept {
  if (name.empty()) return 0;
  if (name == "TLSv1") return TLS1_VERSION;
  if (name == "TLSv1.1") return TLS1_1_VERSION;
  if (name == "TLSv1.2") return TLS1_2_VERSION;
  if (name == "TLSv1.3") return TLS1_3_VERSION;
  return std::nullopt;
}

Result<void> set_versions(SSL_CTX* context, const TlsOptions& options) {
  const auto least = version_of(options.min_version);
  const auto most = version_of(options.max_version);
  if (!least || !most) {
    return fail(Errc::invalid_argument, "TLS: expected a version of TLSv1 to TLSv1.3, found \"{}\"",
                least ? options.max_version : options.min_version);
  }
  SSL_CTX_set_min_proto_version(context, *least);
  SSL_CTX_set_max_proto_version(context, *most);
  return {};
}

// On the wire a name has its size before it.
Result<void> set_protocol(SSL_CTX* context, const std::string& name) {
  if (name.empty()) return {};
  const std::string wire = static_cast<char>(name.size()) + name;
  const auto* bytes = reinterpret_cast<const unsigned char*>(wire.data());
  if (name.size() < 256 && SSL_CTX_set_alpn_protos(context, bytes, static_cast<unsigned>(wire.size())) == 0) return {};
  return fail(Errc::invalid_argument, "TLS: \"{}\" is no name of a protocol (ALPN): {}", name, openssl_reason());
}

}  // namespace

std::string openssl_reason() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "no reason given" : reason;
}

Result<std::shared_ptr<const TlsContext>> TlsContext::make(const TlsOptions& options) {
  SSL_CTX* made = SSL_CTX_new(TLS_client_method());
  if (made == nullptr) return fail(Errc::io, "TLS: no context: {}", openssl_reason());
  auto context = std::make_shared<const TlsContext>(made, options);
  SSL_CTX_set_mode(made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(made, 1);
  SSL_CTX_set_default_read_buffer_len(made, kReadAheadBytes);
  auto ok = set_versions(made, options);
  if (ok) ok = set_protocol(made, options.protocol);
  if (ok) ok = load_trust(made, options);
  if (ok) ok = load_identity(made, options);
  if (!ok) return std::unexpected(std::move(ok).error());
  return context;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

}  // namespace wirespeed::net
