#include "wirespeed/s3_client/http_call.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::size_t kMaxAnswer = 256 * 1024;  // credentials are some 2 KiB

class TextSource : public BodySource {
 public:
  void rewind(std::string_view text) noexcept { left_ = text; }
  Result<ByteView> next() override { return bytes_of(std::exchange(left_, {})); }

 private:
  std::string_view left_;
};

class CallExchange : public Exchange {
 public:
  explicit CallExchange(const HttpCall& call) : call_(call) {}

  const Target& target() const override { return call_.target; }
  std::string_view method() const override { return call_.method; }

  Outcome<void> write_request(unsigned /*attempt*/, std::string& head, BodySource*& body) override {
    answer_ = {};
    answered_ = false;
    head += call_.head;
    source_.rewind(call_.body);
    body = call_.body.empty() ? nullptr : &source_;
    return {};
  }

  Outcome<Sink> receive_head(const http::ResponseHead& head) override {
    answer_.status = head.status;
    return Sink::append_to(answer_.body, kMaxAnswer);
  }

  Outcome<void> finish() override {
    answered_ = true;
    if (answer_.status < 500) return {};
    return std::unexpected(s3::Error({Errc::io, fmt::format("http answer: status {}", answer_.status)},
                                     s3::Error::Kind::server, s3::Retry::soon));
  }

  void fail(s3::Error error) override { error_ = std::move(error); }

  // REQUIRES: it has ended
  Outcome<HttpAnswer> result() {
    if (!answered_ && error_) return std::unexpected(std::move(*error_));
    return std::move(answer_);
  }

 private:
  const HttpCall& call_;
  TextSource source_;
  HttpAnswer answer_;
  bool answered_ = false;
  std::optional<s3::Error> error_;
};

class OneExchange : public Work {
 public:
  explicit OneExchange(Exchange& exchange) : next_(&exchange) {}

  Exchange* next() override { return std::exchange(next_, nullptr); }
  void ended(Exchange& /*exchange*/) override { ended_ = true; }
  bool satisfied() const override { return ended_; }

 private:
  Exchange* next_;
  bool ended_ = false;
};

}  // namespace

Target target_of(const http::Url& url) {
  return {.address = {url.host, url.port, {}}, .tls = url.tls, .server_name = {}};
}

HttpCall call_of(const http::Url& url, std::string_view method,
                 const std::vector<std::pair<std::string_view, std::string_view>>& fields) {
  std::string head = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nAccept: */*\r\n", method, url.target, url.host_field());
  for (const auto& [name, value] : fields) head += fmt::format("{}: {}\r\n", name, value);
  if (method == "PUT") head += "Content-Length: 0\r\n";
  return {.target = target_of(url), .method = std::string(method), .head = head + "\r\n"};
}

Outcome<HttpAnswer> call(Engine& engine, const HttpCall& call, const Stop& stop) {
  CallExchange exchange(call);
  OneExchange work(exchange);
  if (auto ran = engine.run(work, stop); !ran) {
    engine.abandon();
    return std::unexpected(std::move(ran).error());
  }
  return exchange.result();
}

}  // namespace wirespeed::s3_client
