// TLS, and proxies before it.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <tuple>

#include "wirespeed/s3_client/scripted_peer.hpp"

namespace wirespeed::s3_client {
namespace {

using namespace std::chrono_literals;

// A CA and a server's certificate, made by the openssl program once for all tests.
class Certificates {
 public:
  Certificates() : folder_(std::filesystem::path(testing::TempDir()) / fmt::format("s3_tls_{}", ::getpid())) {
    std::filesystem::create_directories(folder_);
    for (const std::string ca : {"ca", "other_ca"}) {
      run(
          fmt::format("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={0} -keyout {1}.key -out {1}.crt "
                      "-addext basicConstraints=critical,CA:TRUE",
                      ca, file(ca)));
    }
    std::ofstream(file("leaf.ext")) << "subjectAltName=DNS:localhost,DNS:bucket.example,IP:127.0.0.1\n";
    run(fmt::format("req -newkey rsa:2048 -nodes -subj /CN=leaf -keyout {0}.key -out {0}.csr", file("leaf")));
    run(
        fmt::format("x509 -req -days 2 -in {0}.csr -CA {1}.crt -CAkey {1}.key -CAcreateserial -extfile {0}.ext "
                    "-out {0}.crt",
                    file("leaf"), file("ca")));
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

  std::filesystem::path folder_;
};

const Certificates& certificates() {
  static const Certificates made;
  return made;
}

// Takes the TLS off connections and hands plain bytes to and from `answer`.
class TlsPeer {
 public:
  using Answer = std::function<std::string(const PeerRequest&)>;

  // `resumed` counts handshakes that were the shorter ones.
  explicit TlsPeer(Answer answer)
      : answer_(std::move(answer)), context_(make_context()), server_([this](net::ServerSide& side) { serve(side); }) {
    // A client that has left is no end of the program: the peer writes as OpenSSL does, without MSG_NOSIGNAL.
    std::ignore = std::signal(SIGPIPE, SIG_IGN);
  }
  TlsPeer(const TlsPeer&) = delete;
  TlsPeer& operator=(const TlsPeer&) = delete;

  Target target() const { return {server_.address(), true, {}}; }
  const net::Address& address() const { return server_.address(); }
  unsigned connections() const { return connections_; }
  unsigned resumed() const { return resumed_; }
  // Behind a tunnel.
  void serve(const net::ServerSide& side) {
    SSL* ssl = SSL_new(context_.get());
    SSL_set_fd(ssl, side.descriptor());
    if (SSL_accept(ssl) == 1) {
      ++connections_;
      if (SSL_session_reused(ssl) == 1) ++resumed_;
      talk(ssl);
    }
    SSL_free(ssl);
  }

 private:
  using Context = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>;

  static Context make_context() {
    Context context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    SSL_CTX_use_certificate_chain_file(context.get(), certificates().file("leaf.crt").c_str());
    SSL_CTX_use_PrivateKey_file(context.get(), certificates().file("leaf.key").c_str(), SSL_FILETYPE_PEM);
    return context;
  }
  void talk(SSL* ssl) {
    std::string pending;
    std::string slab(65536, '\0');
    for (;;) {
      const int n = SSL_read(ssl, slab.data(), static_cast<int>(slab.size()));
      if (n <= 0) return;
      pending.append(slab, 0, static_cast<std::size_t>(n));
      PeerRequest request;
      while (take(pending, request)) {
        const std::string answer = answer_(request);
        if (SSL_write(ssl, answer.data(), static_cast<int>(answer.size())) <= 0) return;
      }
    }
  }
  static bool take(std::string& pending, PeerRequest& request) {
    const std::size_t end = pending.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    request.head = pending.substr(0, end + 4);
    const std::string length = request.field("Content-Length");
    const std::size_t n = length.empty() ? 0 : std::stoul(length);
    if (pending.size() < end + 4 + n) return false;
    request.body = pending.substr(end + 4, n);
    pending.erase(0, end + 4 + n);
    return true;
  }

  Answer answer_;
  Context context_;  // outlives the threads of server_, which make their sessions of it
  std::atomic<unsigned> connections_{0};
  std::atomic<unsigned> resumed_{0};
  net::LocalServer server_;
};

EngineOptions trusting(const std::string& ca) {
  EngineOptions options = quick();
  options.tls = value_or_throw(net::TlsContext::make({.ca_file = certificates().file(ca + ".crt")}));
  return options;
}

std::string echo_key(const PeerRequest& request) { return answer_of("body of " + request.key()); }

TEST(EngineTls, thousands_of_exchanges) {
  TlsPeer peer(echo_key);
  EngineOptions options = trusting("ca");
  options.max_connections = 5;
  Engine engine(std::move(options));
  Probes work(peer.target());
  for (int i = 0; i < 2000; ++i) work.add(std::to_string(i));
  ASSERT_TRUE(engine.run(work, soon()));
  for (std::size_t i = 0; i < 2000; ++i) ASSERT_EQ(work[i].text, fmt::format("body of {}", i));
  EXPECT_LE(peer.connections(), 5U);
}

TEST(EngineTls, large_bodies_both_ways) {
  std::string large(3'000'000, '\0');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>('a' + i * 7 % 26);
  TlsPeer peer([&](const PeerRequest& request) {
    return answer_of(request.line().starts_with("PUT") ? (request.body == large ? "same" : "other") : large);
  });
  Engine engine(trusting("ca"));
  Probes work(peer.target());
  Probe& memory = work.add("memory");
  memory.into_memory = true;
  memory.memory.resize(large.size());
  Probe& pieces = work.add("pieces");
  pieces.into_pieces = true;
  Probe& text = work.add("text");
  Probe& put = work.add_put("put", large);
  Probe& small_pieces = work.add_put("put", large);
  small_pieces.piece = 5'000;
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_TRUE(text_of(memory.memory) == large);
  EXPECT_TRUE(pieces.all_taken() == large);
  EXPECT_TRUE(text.text == large);
  EXPECT_EQ(put.text, "same");
  EXPECT_EQ(small_pieces.text, "same");
}

TEST(EngineTls, later_connections_shake_hands_with_a_ticket) {
  TlsPeer peer([](const PeerRequest& request) {
    return answer_of(request.key(), "200 OK", request.key() == "last" ? "Connection: close\r\n" : "");
  });
  Engine engine(trusting("ca"));
  for (int i = 0; i < 4; ++i) {
    Probes work(peer.target());
    work.add("last");
    ASSERT_TRUE(engine.run(work, soon()));
    ASSERT_TRUE(work[0].finished);
  }
  EXPECT_EQ(peer.connections(), 4U);
  EXPECT_EQ(peer.resumed(), 3U);
}

TEST(EngineTls, an_unknown_ca_is_no_matter_of_another_attempt) {
  TlsPeer peer(echo_key);
  Engine engine(trusting("other_ca"));
  Probes work(peer.target());
  work.add("x");
  ASSERT_TRUE(engine.run(work, soon()));
  ASSERT_TRUE(work[0].error);
  EXPECT_NE(work[0].error->message.find("not trusted"), std::string::npos) << work[0].error->message;
  EXPECT_EQ(engine.counts().retries, 0U);
}

TEST(EngineTls, the_certificate_must_be_for_the_server_that_was_meant) {
  TlsPeer peer(echo_key);
  Engine engine(trusting("ca"));
  for (const std::string name : {"bucket.example", "elsewhere.example"}) {
    Target target = peer.target();
    target.server_name = name;
    Probes work(target);
    work.add("x");
    ASSERT_TRUE(engine.run(work, soon()));
    EXPECT_EQ(work[0].finished, name == "bucket.example");
  }
}

TEST(EngineTls, without_a_context_it_says_what_is_missing) {
  Engine engine(quick());
  TlsPeer peer(echo_key);
  Probes work(peer.target());
  work.add("x");
  ASSERT_TRUE(engine.run(work, soon()));
  ASSERT_TRUE(work[0].error);
  EXPECT_EQ(work[0].error->code, Errc::invalid_argument);
}

TEST(EngineTls, a_peer_without_tls_is_an_error) {
  ScriptedPeer peer(always(answer_of("plain")));
  EngineOptions options = trusting("ca");
  options.connect_timeout = 100ms;
  options.retry.attempts = 2;
  Engine engine(std::move(options));
  Target target = peer.target();
  target.tls = true;
  Probes work(target);
  work.add("x");
  ASSERT_TRUE(engine.run(work, soon()));
  ASSERT_TRUE(work[0].error);
}

TEST(EngineProxy, a_plain_request_names_the_whole_url) {
  std::string head;
  ScriptedPeer proxy([&](net::ServerSide& side, const PeerRequest& request, unsigned) {
    head = request.head;
    return side.write(answer_of("by the proxy"));
  });
  EngineOptions options = quick();
  options.proxy = Proxy{proxy.target().address, "Basic dXNlcjpwYXNz"};
  Engine engine(std::move(options));
  Probes work({{"bucket.example", 9000, {}}, false, {}});
  work.add("the/key?x=http://y");
  ASSERT_TRUE(engine.run(work, soon()));
  EXPECT_EQ(work[0].text, "by the proxy");
  EXPECT_EQ(head,
            "GET http://peer/the/key?x=http://y HTTP/1.1\r\nProxy-Authorization: Basic dXNlcjpwYXNz\r\n"
            "Host: peer\r\n\r\n");
}

TEST(EngineProxy, each_target_is_asked_for_whether_it_is_an_exception) {
  ScriptedPeer proxy(always(answer_of("by the proxy")));
  ScriptedPeer peer(always(answer_of("straight")));
  EngineOptions options = quick();
  options.proxy = Proxy{proxy.target().address, "", fmt::format("bucket.other, {}", peer.target().address.text())};
  Engine engine(std::move(options));
  Probes around(peer.target());
  around.add("x");
  ASSERT_TRUE(engine.run(around, soon()));
  EXPECT_EQ(around[0].text, "straight");
  Probes through({{"bucket.example", 80, {}}, false, {}});
  through.add("x");
  ASSERT_TRUE(engine.run(through, soon()));
  EXPECT_EQ(through[0].text, "by the proxy");
}

// A proxy that connects nowhere: the peer with TLS serves on the connection to it.
class TunnelProxy {
 public:
  TunnelProxy(TlsPeer& peer, std::string answer)
      : peer_(peer), answer_(std::move(answer)), server_([this](net::ServerSide& side) { serve(side); }) {}

  const net::Address& address() const { return server_.address(); }
  const std::string& head() const { return head_; }

 private:
  void serve(net::ServerSide& side) {
    PeerReader reader(side);
    PeerRequest request;
    if (!reader.next_head(request)) return;
    head_ = request.head;
    side.write(answer_);
    if (answer_.starts_with("HTTP/1.1 200")) peer_.serve(side);
  }

  TlsPeer& peer_;
  std::string answer_;
  std::string head_;
  net::LocalServer server_;
};

TEST(EngineProxy, tls_goes_through_a_tunnel) {
  TlsPeer peer(echo_key);
  TunnelProxy proxy(peer, "HTTP/1.1 200 Connection established\r\n\r\n");
  EngineOptions options = trusting("ca");
  options.proxy = Proxy{proxy.address(), "Basic dXNlcjpwYXNz"};
  {
    Engine engine(std::move(options));
    Probes work({{"bucket.example", 443, {}}, true, {}});
    work.add("x");
    ASSERT_TRUE(engine.run(work, soon()));
    EXPECT_EQ(work[0].text, "body of x");
  }
  EXPECT_EQ(proxy.head(),
            "CONNECT bucket.example:443 HTTP/1.1\r\nHost: bucket.example:443\r\n"
            "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n");
}

TEST(EngineProxy, a_proxy_that_wants_another_authorization_is_an_error_without_secrets) {
  TlsPeer peer(echo_key);
  TunnelProxy proxy(peer, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
  EngineOptions options = trusting("ca");
  options.proxy = Proxy{proxy.address(), "Basic c2VjcmV0"};
  Engine engine(std::move(options));
  Probes work({{"bucket.example", 443, {}}, true, {}});
  work.add("x");
  ASSERT_TRUE(engine.run(work, soon()));
  ASSERT_TRUE(work[0].error);
  EXPECT_NE(work[0].error->message.find("407"), std::string::npos) << work[0].error->message;
  EXPECT_EQ(work[0].error->message.find("c2VjcmV0"), std::string::npos) << work[0].error->message;
  EXPECT_EQ(engine.counts().retries, 0U);
}

}  // namespace
}  // namespace wirespeed::s3_client
