#include "wirespeed/postgres/scram.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "wirespeed/postgres/base64.hpp"
#include "wirespeed/postgres/saslprep.hpp"

namespace wirespeed::postgres {
namespace {

using Digest = std::array<std::uint8_t, 32>;

constexpr std::size_t kNonceBytes = 18;

std::unexpected<wirespeed::Error> refused(const char* what) {
  return fail(Errc::malformed, "log in by SCRAM-SHA-256: {}; is this the server that was meant?", what);
}

Digest hmac(ByteView key, std::string_view text) {
  Digest digest{};
  ::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text).data(), text.size(), digest.data(),
         nullptr);
  return digest;
}

Digest sha256(ByteView bytes) {
  Digest digest{};
  ::EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, ::EVP_sha256(), nullptr);
  return digest;
}

Result<Digest> salted_password(std::string_view password, ByteView salt, std::uint32_t iterations) {
  Digest digest{};
  const int ok = ::PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), salt.data(),
                                     static_cast<int>(salt.size()), static_cast<int>(iterations), ::EVP_sha256(),
                                     static_cast<int>(digest.size()), digest.data());
  if (ok != 1) return refused("OpenSSL could not derive a key");
  return digest;
}

// "r=...,s=...,i=...", extensions behind them being ignored.
struct ServerFirst {
  std::string_view nonce;
  std::vector<std::uint8_t> salt;
  std::uint32_t iterations = 0;
};

// Takes "name=value" and its comma off the front; nullopt when something else is there.
std::optional<std::string_view> take_attribute(std::string_view& text, char name) noexcept {
  if (text.size() < 2 || text[0] != name || text[1] != '=') return std::nullopt;
  const std::size_t end = std::min(text.find(','), text.size());
  const std::string_view value = text.substr(2, end - 2);
  text.remove_prefix(std::min(text.size(), end + 1));
  return value;
}

Result<ServerFirst> parse_server_first(std::string_view text) {
  const auto nonce = take_attribute(text, 'r');
  const auto salt_text = take_attribute(text, 's');
  const auto count = take_attribute(text, 'i');
  if (!nonce || !salt_text || !count) return refused("the server's first message is not \"r=...,s=...,i=...\"");
  auto salt = from_base64(*salt_text);
  if (!salt || salt->empty()) return refused("the server's salt is not base64");
  ServerFirst first{*nonce, *std::move(salt)};
  const auto [end, error] = std::from_chars(count->data(), count->data() + count->size(), first.iterations);
  if (error != std::errc() || end != count->data() + count->size() || first.iterations == 0) {
    return refused("the server's count of iterations is not a number");
  }
  return first;
}

std::string fresh_nonce() {
  std::array<std::uint8_t, kNonceBytes> bytes{};
  return ::RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1 ? to_base64(bytes) : std::string();
}

std::string hex(ByteView bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

std::optional<std::string> md5_hex(const std::string& text) {
  std::array<std::uint8_t, 16> digest{};
  if (::EVP_Digest(text.data(), text.size(), digest.data(), nullptr, ::EVP_md5(), nullptr) != 1) return std::nullopt;
  return hex(digest);
}

}  // namespace

Result<ScramClient> ScramClient::make(ScramOptions options) {
  if (options.nonce.empty()) options.nonce = fresh_nonce();
  if (options.nonce.empty()) return fail(Errc::io, "log in by SCRAM-SHA-256: OpenSSL has no random bytes");
  if (auto prepared = saslprep(options.password); prepared) options.password = *std::move(prepared);
  return ScramClient(std::move(options));
}

ScramClient::~ScramClient() { ::OPENSSL_cleanse(options_.password.data(), options_.password.size()); }

std::string_view ScramClient::mechanism() const noexcept {
  return options_.binding == ScramBinding::server_end_point ? kScramPlus : kScram;
}

std::string ScramClient::gs2_header() const {
  if (options_.binding == ScramBinding::server_end_point) return "p=tls-server-end-point,,";
  return std::string(1, static_cast<char>(options_.binding)) + ",,";
}

std::string ScramClient::client_first_bare() const { return fmt::format("n={},r={}", options_.user, options_.nonce); }

std::string ScramClient::client_first() const { return gs2_header() + client_first_bare(); }

std::string ScramClient::without_proof(std::string_view server_nonce) const {
  std::string bound = gs2_header();
  if (options_.binding == ScramBinding::server_end_point) bound += text_of(options_.certificate_hash);
  return fmt::format("c={},r={}", to_base64(bytes_of(bound)), server_nonce);
}

Result<std::string> ScramClient::client_final(std::string_view server_first) {
  const auto first = parse_server_first(server_first);
  if (!first) return std::unexpected(first.error());
  if (!first->nonce.starts_with(options_.nonce) || first->nonce.size() == options_.nonce.size()) {
    return refused("the server's nonce does not continue ours");
  }
  if (first->iterations > options_.max_iterations) {
    return fail(Errc::limit, "log in by SCRAM-SHA-256: expected at most {} iterations, the server asks for {}",
                options_.max_iterations, first->iterations);
  }
  const auto salted = salted_password(options_.password, first->salt, first->iterations);
  if (!salted) return std::unexpected(salted.error());
  const Digest client_key = hmac(*salted, "Client Key");
  const std::string without = without_proof(first->nonce);
  const std::string signed_text = fmt::format("{},{},{}", client_first_bare(), server_first, without);
  Digest proof = hmac(sha256(client_key), signed_text);
  for (std::size_t i = 0; i < proof.size(); ++i) proof[i] ^= client_key[i];
  server_signature_ = hmac(hmac(*salted, "Server Key"), signed_text);
  answered_ = true;
  return fmt::format("{},p={}", without, to_base64(proof));
}

Result<void> ScramClient::check_server(std::string_view server_final) {
  if (const auto error = take_attribute(server_final, 'e'); error) {
    return fail(Errc::io, "log in by SCRAM-SHA-256: the server says: {}", *error);
  }
  const auto text = take_attribute(server_final, 'v');
  const auto signature = text ? from_base64(*text) : std::nullopt;
  if (!answered_ || !signature || signature->size() != server_signature_.size()) {
    return refused("the server's last message is no signature");
  }
  if (::CRYPTO_memcmp(signature->data(), server_signature_.data(), server_signature_.size()) != 0) {
    return refused("the server has not proved that it knows the password");
  }
  proven_ = true;
  return {};
}

Result<std::string> md5_password(std::string_view user, std::string_view password, ByteView salt) {
  const auto inner = md5_hex(std::string(password) + std::string(user));
  const auto outer = inner ? md5_hex(*inner + std::string(text_of(salt))) : std::nullopt;
  if (!outer) {
    return fail(Errc::unsupported, "log in by md5: OpenSSL has no MD5 here (FIPS?); use scram-sha-256 on the server");
  }
  return "md5" + *outer;
}

}  // namespace wirespeed::postgres
