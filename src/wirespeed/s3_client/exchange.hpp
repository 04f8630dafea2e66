// What an engine carries out: exchanges (a request, its answer, and where that goes), which a work hands it.
//
//   Work ──next()──> Exchange ──write_request()──> connection ──> server
//     ^                 ^                                            │
//     └────ended()──────┴──finish() or fail() <──receive_head()──────┘
//
// All of it is called by the one thread that runs the engine, never by two at once. Nothing here waits.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/http/response.hpp"
#include "wirespeed/net/address.hpp"
#include "wirespeed/s3/error.hpp"

namespace wirespeed::s3_client {

using s3::Outcome;

// Whom to connect to. Connections to equal targets serve each other's exchanges.
struct Target {
  net::Address address;
  bool tls = true;
  std::string server_name;  // whom the certificate must be for; the address's host where it is empty

  friend bool operator==(const Target&, const Target&) = default;
};

// A body on its way out.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // What comes next, empty at the end. Valid until the next call.
  virtual Result<ByteView> next() = 0;
};

// Takes a body in pieces, each valid for the call.
class PieceSink {
 public:
  virtual ~PieceSink() = default;
  virtual Outcome<void> take(ByteView piece) = 0;
};

// Where the body of an answer goes: one of these.
struct Sink {
  std::span<std::uint8_t> memory{};  // received straight into it; a body of another length is an error
  std::string* text = nullptr;       // appended; more than `text_limit` bytes are an error
  std::size_t text_limit = 16 << 20;
  PieceSink* pieces = nullptr;
  bool drop = false;  // read and thrown away

  static Sink into(std::span<std::uint8_t> memory) { return {.memory = memory}; }
  static Sink append_to(std::string& text, std::size_t limit = 16 << 20) {
    return {.text = &text, .text_limit = limit};
  }
  static Sink to(PieceSink& pieces) { return {.pieces = &pieces}; }
  static Sink nowhere() { return {.drop = true}; }
};

class Exchange {
 public:
  virtual ~Exchange() = default;

  virtual const Target& target() const = 0;
  virtual std::string_view method() const = 0;  // HEAD has no body; the rest is the server's

  // Appends the head of the request, dated and signed for this attempt (from 0), and says where its body comes from
  // (nullptr: none). What an attempt before had received is forgotten.
  virtual Outcome<void> write_request(unsigned attempt, std::string& head, BodySource*& body) = 0;

  // The head of the answer: where does its body go? The views in it die with the call. An error ends the attempt, and
  // its connection with it.
  virtual Outcome<Sink> receive_head(const http::ResponseHead& head) = 0;

  // The body is whole. An error whose `retry` is not never asks for another attempt.
  virtual Outcome<void> finish() = 0;

  // No attempt is left, or none can help. Called once, instead of a finish() that succeeds.
  virtual void fail(s3::Error error) = 0;

  // A second exchange for the same answer, with memory of its own, to run beside this one when it is slow; nullptr:
  // none.
  virtual std::unique_ptr<Exchange> twin() { return nullptr; }
  // The twin has finished first: its answer is this one's, whose own attempt was given up. finish() is not called.
  virtual void adopt(Exchange& /*twin*/) {}
};

// Hands out exchanges as connections become free, so that nothing is made, or held, before its time.
class Work {
 public:
  virtual ~Work() = default;
  // The next one to start; nullptr while there is none. Borrowed until ended().
  virtual Exchange* next() = 0;
  // `exchange` has finished or failed.
  virtual void ended(Exchange& exchange) = 0;
  // Whether the caller has what it waits for: Engine::run() returns then, and leaves under way what is.
  virtual bool satisfied() const = 0;
};

}  // namespace wirespeed::s3_client
