#include "remote.hpp"

#include <array>
#include <utility>
#include <vector>

#include "wirespeed/http/response.hpp"
#include "wirespeed/http/url.hpp"
#include "wirespeed/net/stream.hpp"

namespace discography {
namespace {

using wirespeed::Clock;
using wirespeed::Errc;
using wirespeed::fail;
using wirespeed::Result;
using wirespeed::Stop;
namespace http = wirespeed::http;
namespace net = wirespeed::net;
namespace perftest = wirespeed::perftest;

constexpr std::chrono::seconds kPatience{60};  // for one answer
constexpr std::size_t kAtOnce = 64 * 1024;

class RemoteAsker final : public perftest::Asker {
 public:
  RemoteAsker(net::Stream stream, const http::Url& url, const std::string& token, const Stop& stop)
      : stream_(std::move(stream)), cancel_(stop.cancel), prefix_(url.target) {
    if (prefix_.ends_with('/')) prefix_.pop_back();
    fields_ = " HTTP/1.1\r\nHost: " + url.host_field() + "\r\n";
    if (!token.empty()) fields_ += "Authorization: Bearer " + token + "\r\n";
    fields_ += "\r\n";
  }

  Result<perftest::Answer> ask(const std::string& target) override {
    const Stop stop{Clock::now() + kPatience, cancel_};
    const std::string request = "GET " + prefix_ + target + fields_;
    if (auto ok = stream_.write_all(wirespeed::bytes_of(request), stop); !ok) return std::unexpected(ok.error());
    received_.clear();
    if (auto ok = read_head(stop); !ok) return std::unexpected(ok.error());
    while (received_.size() < head_.size + head_.length) {
      if (auto ok = receive(stop); !ok) return std::unexpected(ok.error());
    }
    return perftest::Answer{head_.status, received_.substr(head_.size, head_.length)};
  }

 private:
  Result<void> read_head(const Stop& stop) {
    for (;;) {
      if (auto ok = receive(stop); !ok) return ok;
      const auto whole = http::parse_response_head(wirespeed::bytes_of(received_), false, head_);
      if (!whole) return std::unexpected(whole.error());
      if (!*whole) continue;
      if (head_.framing == http::Framing::length) return {};
      return fail(Errc::unsupported, "perftest: expected an answer with Content-Length from {}", stream_.peer().text());
    }
  }

  Result<void> receive(const Stop& stop) {
    const auto size = stream_.read_some(slab_, stop);
    if (!size) return std::unexpected(size.error());
    if (*size == 0) return fail(Errc::truncated, "perftest: {} closed the connection", stream_.peer().text());
    received_.append(reinterpret_cast<const char*>(slab_.data()), *size);
    return {};
  }

  net::Stream stream_;
  const wirespeed::CancelToken* cancel_;
  std::string prefix_;
  std::string fields_;
  std::vector<std::uint8_t> slab_ = std::vector<std::uint8_t>(kAtOnce);
  std::string received_;
  http::ResponseHead head_;
};

}  // namespace

Result<std::unique_ptr<perftest::Asker>> connect_asker(std::string_view url, const std::string& token,
                                                       const Stop& stop) {
  const auto parsed = http::parse_url(url);
  if (!parsed) return std::unexpected(parsed.error());
  if (parsed->tls) return fail(Errc::unsupported, "{}: expected http://, which is what serve speaks", url);
  auto stream = net::connect({parsed->host, parsed->port, {}}, {}, stop);
  if (!stream) return std::unexpected(stream.error());
  return std::make_unique<RemoteAsker>(std::move(*stream), *parsed, token, stop);
}

}  // namespace discography
