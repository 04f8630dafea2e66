#include "wirespeed/net/tls.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "wirespeed/net/local_server.hpp"
#include "wirespeed/net/stream.hpp"
#include "wirespeed/net/tls_bio.hpp"

namespace wirespeed::net {
namespace {

using namespace std::chrono_literals;

const Stop kSoon = Stop::after(60s);

// A CA, and leaves that it signed, made by the openssl program once for all tests.
class Certificates {
 public:
  Certificates() : folder_(std::filesystem::path(testing::TempDir()) / fmt::format("tls_{}", ::getpid())) {
    std::filesystem::create_directories(folder_);
    make_ca("ca");
    make_ca("other_ca");
    make_leaf("localhost", "DNS:localhost,IP:127.0.0.1");
    make_leaf("elsewhere", "DNS:elsewhere.example");
    make_leaf("client", "DNS:client");
  }
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;
  ~Certificates() { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name) const { return (folder_ / name).string(); }

 private:
  void run(const std::string& arguments) const {
    const std::string command = "openssl " + arguments + " 2>/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
  }
  void make_ca(const std::string& name) const {
    run(
        fmt::format("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={0} -keyout {1}.key -out {1}.crt "
                    "-addext basicConstraints=critical,CA:TRUE",
                    name, file(name)));
  }
  void make_leaf(const std::string& name, const std::string& alternatives) const {
    std::ofstream(file(name + ".ext")) << "subjectAltName=" << alternatives << "\n";
    run(fmt::format("req -newkey rsa:2048 -nodes -subj /CN={0} -keyout {1}.key -out {1}.csr", name, file(name)));
    run(
        fmt::format("x509 -req -days 2 -in {0}.csr -CA {1}.crt -CAkey {1}.key -CAcreateserial -extfile {0}.ext "
                    "-out {0}.crt",
                    file(name), file("ca")));
  }

  std::filesystem::path folder_;
};

const Certificates& certificates() {
  static const Certificates made;
  return made;
}

// Speaks "echo" to who offers it.
int choose_protocol(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned offered_size, void* /*data*/) {
  static constexpr unsigned char kEcho[] = {4, 'e', 'c', 'h', 'o'};
  auto* into = const_cast<unsigned char**>(chosen);
  const int found = SSL_select_next_proto(into, size, kEcho, sizeof kEcho, offered, offered_size);
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

struct ServerContext {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  explicit ServerContext(const std::string& leaf, bool wants_client = false) {
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    SSL_CTX_use_certificate_chain_file(context, certificates().file(leaf + ".crt").c_str());
    SSL_CTX_use_PrivateKey_file(context, certificates().file(leaf + ".key").c_str(), SSL_FILETYPE_PEM);
    if (!wants_client) return;
    SSL_CTX_load_verify_locations(context, certificates().file("ca.crt").c_str(), nullptr);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  ServerContext(const ServerContext&) = delete;
  ServerContext& operator=(const ServerContext&) = delete;
  ~ServerContext() { SSL_CTX_free(context); }
};

// Calls until it is done or has failed.
template <typename Call>
int patiently(SSL* ssl, const Socket& socket, Call call) {
  for (;;) {
    const int status = call();
    const int wanted = status > 0 ? SSL_ERROR_NONE : SSL_get_error(ssl, status);
    if (wanted != SSL_ERROR_WANT_READ && wanted != SSL_ERROR_WANT_WRITE) return status;
    if (!socket.wait(wanted == SSL_ERROR_WANT_READ ? Ready::read : Ready::write, kSoon, "serve")) return -1;
  }
}

// Sends back what comes until the client closes.
void serve_echo(SSL* ssl, const Socket& socket) {
  std::array<char, 20000> slab;
  for (;;) {
    const int n = patiently(ssl, socket, [&] { return SSL_read(ssl, slab.data(), static_cast<int>(slab.size())); });
    if (n <= 0 || patiently(ssl, socket, [&] { return SSL_write(ssl, slab.data(), n); }) != n) return;
  }
}

class TlsEcho {
 public:
  explicit TlsEcho(const std::string& leaf, bool wants_client = false, bool starts_plain = false)
      : context_(leaf, wants_client), starts_plain_(starts_plain), server_([this](ServerSide& side) { serve(side); }) {}

  const Address& address() const noexcept { return server_.address(); }
  // Whom the client asked for. REQUIRES: it has had an answer.
  const std::string& server_name() const noexcept { return server_name_; }

  Result<Stream> connect(const TlsOptions& options, const std::string& server_name = {}) const {
    auto context = TlsContext::make(options);
    if (!context) return std::unexpected(context.error());
    return net::connect(server_.address(), {*context, server_name, {}}, kSoon);
  }

 private:
  void serve(const ServerSide& side) {
    SSL* ssl = SSL_new(context_.context);
    Socket socket(::dup(side.descriptor()), {});
    BIO* bio = new_socket_bio(socket);
    SSL_set_bio(ssl, bio, bio);
    const bool asked = starts_plain_ && side.read(5) == "plain";
    if (asked) side.write("S");
    if (patiently(ssl, socket, [&] { return SSL_accept(ssl); }) == 1) {
      const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
      server_name_ = name == nullptr ? "" : name;
      serve_echo(ssl, socket);
    }
    SSL_free(ssl);
  }

  ServerContext context_;
  bool starts_plain_;
  std::string server_name_;
  LocalServer server_;
};

TlsOptions trusting(const std::string& ca) { return {.ca_file = certificates().file(ca + ".crt")}; }

std::string echoed(Stream& stream, std::string_view text) {
  std::string back;
  std::array<std::uint8_t, 4096> slab;
  ByteView left = bytes_of(text);
  while (back.size() < text.size()) {
    if (!left.empty()) {
      ByteView part = left.first(std::min<std::size_t>(left.size(), 10'000));
      left = left.subspan(part.size());
      if (!stream.write_all(part, kSoon)) return back;
    }
    const auto n = stream.read_some(slab, kSoon);
    if (!n || *n == 0) return back;
    back += text_of({slab.data(), *n});
  }
  return back;
}

std::string failure(const Result<Stream>& stream) { return stream ? "no failure" : stream.error().message; }

TEST(Tls, carries_bytes_to_a_server_whose_ca_is_known) {
  const TlsEcho server("localhost");
  auto stream = server.connect(trusting("ca"));
  ASSERT_TRUE(stream) << failure(stream);
  EXPECT_TRUE(stream->is_encrypted());
  const std::string sent(200'000, 'x');
  EXPECT_EQ(echoed(*stream, sent), sent);
}

TEST(Tls, an_unknown_ca_is_refused_with_what_to_do) {
  const TlsEcho server("localhost");
  EXPECT_NE(failure(server.connect(trusting("other_ca"))).find("not trusted"), std::string::npos);
  EXPECT_NE(failure(server.connect({})).find("name the file of the CA"), std::string::npos);
}

TEST(Tls, a_certificate_for_another_host_is_refused) {
  const TlsEcho server("elsewhere");
  EXPECT_NE(failure(server.connect(trusting("ca"))).find("IP address mismatch"), std::string::npos);
  EXPECT_NE(failure(server.connect(trusting("ca"), "localhost")).find("ostname mismatch"), std::string::npos);
  EXPECT_TRUE(server.connect(trusting("ca"), "elsewhere.example"));
}

TEST(Tls, without_verification_any_certificate_will_do) {
  const TlsEcho server("elsewhere");
  auto stream = server.connect({.verify = false});
  ASSERT_TRUE(stream) << failure(stream);
  EXPECT_EQ(echoed(*stream, "hello"), "hello");
}

TEST(Tls, a_client_certificate_is_shown_to_a_server_that_asks) {
  const TlsEcho server("localhost", true);
  TlsOptions options = trusting("ca");
  auto without = server.connect(options);  // TLS 1.3 tells the client with the first read
  EXPECT_NE(without ? echoed(*without, "hello") : "", "hello");
  options.certificate_file = certificates().file("client.crt");
  options.key_file = certificates().file("client.key");
  auto stream = server.connect(options);
  ASSERT_TRUE(stream) << failure(stream);
  EXPECT_EQ(echoed(*stream, "hello"), "hello");
}

TEST(Tls, starts_on_a_stream_that_was_plain) {
  const TlsEcho server("localhost", false, true);
  Stream stream = value_or_throw(connect(server.address(), {}, kSoon));
  EXPECT_EQ(stream.tls(), nullptr);
  std::array<std::uint8_t, 10> slab;
  ASSERT_TRUE(stream.write_all(bytes_of("plain"), kSoon));
  ASSERT_EQ(value_or_throw(stream.read_some(slab, kSoon)), 1U);
  value_or_throw(stream.start_tls(value_or_throw(TlsContext::make(trusting("ca"))), "localhost", kSoon));
  EXPECT_TRUE(stream.is_encrypted());
  EXPECT_EQ(echoed(stream, "hello"), "hello");
}

TEST(Tls, a_deadline_that_has_passed_takes_what_is_there_and_waits_for_nothing) {
  const TlsEcho server("localhost");
  Stream stream = value_or_throw(server.connect(trusting("ca")));
  const Stop past{Clock::now() - 1s, nullptr};
  std::array<std::uint8_t, 10> slab;
  EXPECT_EQ(echoed(stream, "x"), "x");
  EXPECT_EQ(stream.read_some(slab, past).error().code, Errc::deadline);
  EXPECT_TRUE(value_or_throw(stream.read_now(slab)).would_block);
  ASSERT_TRUE(stream.write_all(bytes_of("late"), past));
  std::string back;
  while (back.size() < 4) {
    while (!stream.readable()) std::this_thread::sleep_for(1ms);
    const auto n = stream.read_some(slab, past);
    if (n) back += text_of({slab.data(), *n});
  }
  EXPECT_EQ(back, "late");
  const std::string large(20'000'000, 'x');
  ByteView left = bytes_of(large);
  EXPECT_EQ(stream.write_some(left, past).error().code, Errc::deadline);
  EXPECT_LT(left.size(), large.size());
}

TEST(Tls, in_bulk_less_than_the_mark_comes_all_the_same) {
  const TlsEcho server("localhost");
  Stream stream = value_or_throw(server.connect(trusting("ca")));
  stream.set_bulk(true);
  EXPECT_EQ(echoed(stream, "hello"), "hello");
  const std::string sent(300'000, 'x');
  EXPECT_EQ(echoed(stream, sent), sent);
}

TEST(Tls, a_host_that_is_not_verified_needs_a_trusted_ca_all_the_same) {
  const TlsEcho server("elsewhere");
  TlsOptions options = trusting("ca");
  options.verify_host = false;
  EXPECT_TRUE(server.connect(options));
  options = trusting("other_ca");
  options.verify_host = false;
  EXPECT_NE(failure(server.connect(options)).find("not trusted"), std::string::npos);
}

TEST(Tls, says_whom_it_wants_unless_told_not_to) {
  for (const bool says : {true, false}) {
    const TlsEcho server("localhost");
    TlsOptions options = trusting("ca");
    options.send_server_name = says;
    Stream stream = value_or_throw(server.connect(options, "localhost"));
    EXPECT_EQ(echoed(stream, "x"), "x");
    EXPECT_EQ(server.server_name(), says ? "localhost" : "");
  }
}

TEST(Tls, agrees_on_what_is_spoken_inside) {
  for (const auto& [offered, agreed] : {std::pair("echo", "echo"), {"other", ""}, {"", ""}}) {
    const TlsEcho server("localhost");
    TlsOptions options = trusting("ca");
    options.protocol = offered;
    const Stream stream = value_or_throw(server.connect(options));
    EXPECT_EQ(stream.tls()->protocol(), agreed);
  }
}

TEST(Tls, the_servers_certificate_has_a_hash) {
  const TlsEcho server("localhost");
  const Stream stream = value_or_throw(server.connect(trusting("ca")));
  const std::string command = "openssl x509 -noout -fingerprint -sha256 -in " + certificates().file("localhost.crt");
  FILE* program = ::popen(command.c_str(), "r");
  std::array<char, 200> line{};
  ASSERT_NE(std::fgets(line.data(), line.size(), program), nullptr);
  ::pclose(program);
  std::string expected = "sha256 Fingerprint=";
  for (const std::uint8_t byte : value_or_throw(stream.tls()->certificate_hash()))
    expected += fmt::format("{:02X}:", byte);
  expected.back() = '\n';
  EXPECT_EQ(std::string(line.data()), expected);
}

TEST(Tls, notices_whether_the_server_asked_for_a_certificate) {
  for (const bool asks : {true, false}) {
    const TlsEcho server("localhost", asks);
    const auto stream = server.connect(trusting("ca"));
    ASSERT_TRUE(stream);
    EXPECT_EQ(stream->tls()->certificate_was_requested(), asks);
  }
}

TEST(Tls, versions_are_bounded) {
  const TlsEcho server("localhost");
  TlsOptions options = trusting("ca");
  options.max_version = "TLSv1.2";
  EXPECT_TRUE(server.connect(options));
  options.min_version = "SSLv3";
  EXPECT_EQ(TlsContext::make(options).error().code, Errc::invalid_argument);
}

TEST(Tls, files_that_are_not_there_are_the_callers_mistake) {
  EXPECT_EQ(TlsContext::make({.ca_file = "/no/ca.pem"}).error().code, Errc::invalid_argument);
  EXPECT_EQ(TlsContext::make({.certificate_file = "/no/client.pem"}).error().code, Errc::invalid_argument);
  EXPECT_EQ(TlsContext::make({.crl_file = "/no/crl.pem"}).error().code, Errc::invalid_argument);
}

TEST(Tls, a_server_that_speaks_no_tls_ends_the_handshake) {
  const LocalServer server([](ServerSide& side) { side.write("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  const auto context = value_or_throw(TlsContext::make({}));
  const auto stream = connect(server.address(), {context, {}, {}}, kSoon);
  EXPECT_NE(failure(stream).find("does the server speak TLS"), std::string::npos) << failure(stream);
}

TEST(Tls, a_silent_server_is_given_up_at_the_deadline) {
  const LocalServer server([](ServerSide& side) { side.read_all(); });
  const auto context = value_or_throw(TlsContext::make({}));
  const auto stream = connect(server.address(), {context, {}, {}}, Stop::after(30ms));
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().code, Errc::deadline);
}

}  // namespace
}  // namespace wirespeed::net
