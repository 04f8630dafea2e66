// A client of one S3 endpoint: who asks, how, and the connections that are kept between calls. Thread-safe.
//
//   auto client = Client::make(options);
//   Call head(...);
//   auto ended = client->run(head, Stop::after(10s));
//
// It has no thread of its own: whoever waits for a call does its work. In a forked child it goes on with connections of
// its own.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "wirespeed/s3_client/engine.hpp"
#include "wirespeed/s3_client/operation.hpp"

namespace wirespeed::s3_client {

struct ClientOptions {
  s3::Endpoint endpoint;
  std::shared_ptr<CredentialCache> credentials;
  EngineOptions engine{};
};

// An engine, and what its requests are addressed and signed by. One thread at a time.
struct Lane {
  Lane(const ClientOptions& options, std::shared_ptr<BucketRegions> regions)
      : engine(options.engine), addressing(options.endpoint, options.credentials, std::move(regions)) {}

  Engine engine;
  Addressing addressing;
};

class Client {
 public:
  static std::shared_ptr<Client> make(ClientOptions options);
  explicit Client(ClientOptions options);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  // Runs it to its end; what a stop leaves under way is given up. The operation's own error is returned, too.
  Outcome<void> run(Operation& operation, const Stop& stop);

  // The URL of a request that anybody may make for so long.
  Outcome<std::string> presign(const s3::Request& request, std::chrono::seconds expires);

  const ClientOptions& options() const noexcept { return options_; }

  // One that rests, or a new one.
  std::unique_ptr<Lane> take_lane();
  // REQUIRES: nothing is under way on it.
  void give_back(std::unique_ptr<Lane> lane) noexcept;
  // Closes the connections that rest.
  void close_idle() noexcept;

 private:
  struct Shelf {
    std::mutex mutex;
    std::vector<std::unique_ptr<Lane>> lanes;
    unsigned forks = 0;
  };

  Shelf& shelf();

  ClientOptions options_;
  std::shared_ptr<BucketRegions> regions_ = std::make_shared<BucketRegions>();
  std::atomic<Shelf*> shelf_;  // of this process; what the parent's threads had locked is left to it
};

// How long an operation that was given up may tidy up.
inline constexpr std::chrono::seconds kTidying{2};

// An operation and the lane that it runs on, for as long as it does. One thread at a time.
class Run {
 public:
  // Both are borrowed.
  Run(Client& client, Operation& operation) : client_(client), operation_(operation), lane_(client.take_lane()) {}
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  // Gives up what is under way, and tidies up after it.
  ~Run();

  // Until it is satisfied. A stop is an error, after which this can be called again; the operation's own errors are
  // not: Operation::error() has them.
  Outcome<void> go_on(const Stop& stop);

 private:
  Client& client_;
  Operation& operation_;
  std::unique_ptr<Lane> lane_;
};

}  // namespace wirespeed::s3_client
