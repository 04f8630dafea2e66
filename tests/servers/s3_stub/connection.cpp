#include "connection.hpp"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <tuple>

namespace wirespeed::s3_stub {

namespace {

constexpr std::size_t kInBytes = kMaxHead + 4096;
constexpr std::uint64_t kShareBytes = std::uint64_t{4} << 20;  // of one turn
constexpr std::uint64_t kDiscardBytes = std::uint64_t{1} << 30;
constexpr auto kDripPause = std::chrono::milliseconds(10);
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view kNoise = "\x16\x03\x01\x02SMTP ready\n\0\0\r\n\r\n";

std::string text_of_content(const Content& content) {
  std::string text;
  text.reserve(content.size());
  while (text.size() < content.size()) text += text_of(content.at(text.size()));
  return text;
}

Content flipped(const Content& content, std::uint64_t at) {
  std::string text = text_of_content(content);
  if (at < text.size()) text[at] = static_cast<char>(text[at] ^ 1);
  return Content(std::move(text));
}

Content in_chunks(const Content& content, std::uint64_t size) {
  const std::string text = text_of_content(content);
  std::string chunks;
  for (std::uint64_t at = 0; at < text.size(); at += size) {
    const std::string_view chunk = std::string_view(text).substr(at, size);
    fmt::format_to(std::back_inserter(chunks), "{:x}\r\n{}\r\n", chunk.size(), chunk);
  }
  return Content(chunks + "0\r\n\r\n");
}

bool would_block() noexcept { return errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace

Connection::Connection(int socket, std::uint64_t number, Service& service)
    : socket_(socket), number_(number), service_(service), in_(kInBytes) {}

Connection::~Connection() { ::close(socket_); }

Connection::Wish Connection::turn() {
  share_ = kShareBytes;
  Step last = Step::done;
  while (state_ != State::over && last == Step::done) last = step();
  const bool waits = state_ == State::waiting || state_ == State::silent;
  Wish wish{state_ == State::over || (waits && left_), last == Step::share_used, std::nullopt};
  if (state_ != State::silent && !due()) wish.at = due_;
  return wish;
}

Connection::Step Connection::step() {
  switch (state_) {
    case State::head:
      return read_head();
    case State::body:
      return read_body();
    case State::waiting:
      return wait();
    case State::sending:
      return send();
    case State::draining:
      return discard(kDiscardBytes);
    default:
      return Step::blocked;
  }
}

// False where nothing came: it would block, or the peer is gone.
bool Connection::fill() {
  if (!readable_) return false;
  if (begin_ > 0) {
    std::copy(in_.begin() + static_cast<std::ptrdiff_t>(begin_), in_.begin() + static_cast<std::ptrdiff_t>(end_),
              in_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  const std::size_t room = in_.size() - end_;
  const ssize_t got = ::recv(socket_, in_.data() + end_, room, 0);
  if (got == 0 || (got < 0 && !would_block())) return state_ = State::over, false;
  readable_ = got == static_cast<ssize_t>(room);  // else the next edge comes with the next byte
  if (got < 0) return false;
  end_ += static_cast<std::size_t>(got);
  return true;
}

Connection::Step Connection::read_head() {
  const auto parsed = parse_request({in_.data() + begin_, end_ - begin_}, request_);
  if (!parsed) return state_ = State::over, Step::done;
  if (!*parsed) return fill() ? Step::done : Step::blocked;
  begin_request();
  return Step::done;
}

void Connection::begin_request() {
  plan_ = service_.plan(request_, number_);
  last_ = request_.field("connection") == "close";
  body_left_ = request_.length;
  in_chunks_ = request_.field("transfer-encoding").contains("chunked");
  body_.clear();
  if (body_left_ > 0 || in_chunks_) keep_head();
  begin_ += request_.size;
  if (plan_.faults.early && (body_left_ > 0 || in_chunks_)) return begin_answer();
  const bool expects = !request_.field("expect").empty();
  if (expects) ::send(socket_, kContinue.data(), kContinue.size(), MSG_NOSIGNAL);
  state_ = State::body;
}

// What comes next takes the place of the head in the buffer.
void Connection::keep_head() {
  head_.assign(in_.data() + begin_, request_.size);
  std::ignore = parse_request(head_, request_);
}

Connection::Step Connection::read_body() {
  const auto there = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, end_ - begin_));
  if (plan_.keep) body_.append(in_.data() + begin_, there);
  begin_ += there;
  body_left_ -= there;
  if (body_left_ == 0 && in_chunks_) return read_chunk_size();
  if (body_left_ == 0) return begin_answer(), Step::done;
  if (!plan_.keep) return discard(body_left_);
  return fill() ? Step::done : Step::blocked;
}

// "\r\n" of the chunk before, "400\r\n"; at the end "0\r\n", a trailer, "\r\n".
Connection::Step Connection::read_chunk_size() {
  std::string_view text(in_.data() + begin_, end_ - begin_);
  const std::size_t start = text.starts_with("\r\n") ? 2 : 0;
  text.remove_prefix(start);
  const std::size_t line = text.find("\r\n");
  if (line == std::string_view::npos) return fill() ? Step::done : Step::blocked;
  std::uint64_t size = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + line, size, 16);
  if (code != std::errc()) return state_ = State::over, Step::done;
  const std::size_t trailer = size > 0 ? line + 2 : text.find("\r\n\r\n");
  if (trailer == std::string_view::npos) return fill() ? Step::done : Step::blocked;
  begin_ += start + (size > 0 ? trailer : trailer + 4);
  body_left_ = size;
  in_chunks_ = size > 0;
  if (!in_chunks_) begin_answer();
  return Step::done;
}

// TCP's MSG_TRUNC drops bytes where they lie.
Connection::Step Connection::discard(std::uint64_t most) {
  if (!readable_) return Step::blocked;
  most = std::min(most, kDiscardBytes);
  const ssize_t got = ::recv(socket_, nullptr, most, MSG_TRUNC);
  if (got == 0 || (got < 0 && !would_block())) return state_ = State::over, Step::done;
  readable_ = got == static_cast<ssize_t>(most);
  if (got > 0 && state_ == State::body) body_left_ -= static_cast<std::uint64_t>(got);
  return got > 0 ? Step::done : Step::blocked;
}

void Connection::begin_answer() {
  answer_ = service_.answer(request_, plan_, std::move(body_));
  if (request_.method == "HEAD") answer_.body = Content();
  const Faults& faults = answer_.faults;
  last_ = last_ || faults.close || faults.bye || faults.unsaid || faults.noise || faults.early;
  const std::uint64_t pause = plan_.operation == "control" ? 0 : service_.options().latency_ms + faults.delay;
  due_ = pause == 0 ? Clock::time_point() : Clock::now() + std::chrono::milliseconds(pause);
  state_ = faults.silence ? State::silent : State::waiting;
}

Connection::Step Connection::wait() {
  if (due_ != Clock::time_point() && !due()) return Step::blocked;
  begin_sending();
  return Step::done;
}

void Connection::begin_sending() {
  const Faults& faults = answer_.faults;
  if (faults.flip) answer_.body = flipped(answer_.body, *faults.flip);
  if (faults.chunked > 0 && request_.method != "HEAD") answer_.body = in_chunks(answer_.body, faults.chunked);
  if (faults.noise) answer_.head = kNoise;
  if (faults.noise) answer_.body = Content();
  head_sent_ = 0;
  body_sent_ = 0;
  state_ = State::sending;
}

// Bytes of the body before something is done wrong.
std::uint64_t Connection::until_fault() const noexcept {
  const Faults& faults = answer_.faults;
  std::uint64_t until = UINT64_MAX;
  for (const auto& place : {faults.cut, faults.reset, faults.stall}) {
    if (place) until = std::min(until, *place - std::min(*place, body_sent_));
  }
  return until;
}

Connection::Step Connection::send() {
  if (answer_.faults.drip > 0 && !due()) return Step::blocked;
  if (!writable_) return Step::blocked;
  if (share_ == 0) return Step::share_used;
  const std::string_view head = std::string_view(answer_.head).substr(head_sent_);
  std::uint64_t most = std::min({answer_.body.size() - body_sent_, until_fault(), share_});
  if (answer_.faults.drip > 0) most = std::min(most, answer_.faults.drip);
  if (head.empty() && most == 0) return end_body(), Step::done;
  const std::string_view body = most == 0 ? "" : text_of(answer_.body.at(body_sent_)).substr(0, most);
  return write(head, body);
}

Connection::Step Connection::write(std::string_view head, std::string_view body) {
  std::array<iovec, 2> parts{
      {{const_cast<char*>(head.data()), head.size()}, {const_cast<char*>(body.data()), body.size()}}};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  const ssize_t sent = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
  if (sent < 0 && !would_block()) return state_ = State::over, Step::done;
  writable_ = sent == static_cast<ssize_t>(head.size() + body.size());
  if (sent < 0) return Step::blocked;
  const std::size_t of_head = std::min(head.size(), static_cast<std::size_t>(sent));
  head_sent_ += of_head;
  body_sent_ += static_cast<std::uint64_t>(sent) - of_head;
  share_ -= std::min<std::uint64_t>(share_, static_cast<std::uint64_t>(sent));
  if (answer_.faults.drip > 0) due_ = Clock::now() + kDripPause;
  return Step::done;
}

// All that is to be sent was.
void Connection::end_body() {
  const Faults& faults = answer_.faults;
  if (body_sent_ >= answer_.body.size() && until_fault() > 0) return end_answer();
  state_ = faults.stall == body_sent_ ? State::silent : State::over;
  if (faults.reset == body_sent_) {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
}

// Closing while bytes come would be a reset, by which the peer may lose the answer.
void Connection::end_answer() {
  answer_ = {};
  if (!last_) {
    state_ = State::head;
  } else if (body_left_ == 0 && !in_chunks_) {
    state_ = State::over;
  } else {
    ::shutdown(socket_, SHUT_WR);
    state_ = State::draining;
  }
}

}  // namespace wirespeed::s3_stub
