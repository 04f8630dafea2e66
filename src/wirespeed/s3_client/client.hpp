// A client of one S3 endpoint: who asks, how, and the connections that are kept between calls. Thread-safe.
//
//   Client client({.endpoint = endpoint, .credentials = credentials});
//   auto object = client.get("music", "cover.jpg");                      // one call for each operation
//   auto part = client.get("music", "cover.jpg", {.range = s3::ByteRange::between(0, 100)}, Stop::after(10s));
//
//   GetObjects get("music", keys, {}, placement);                        // or operations: nothing is sent yet
//   auto ended = client.run(get, Stop::after(10s));
//
// It has no thread of its own: whoever waits for a call does its work. In a forked child it goes on with connections of
// its own.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "wirespeed/s3/answer.hpp"
#include "wirespeed/s3/bucket_requests.hpp"
#include "wirespeed/s3/list_cursor.hpp"
#include "wirespeed/s3/listing_columns.hpp"
#include "wirespeed/s3/listing_keys.hpp"
#include "wirespeed/s3_client/delete_many.hpp"
#include "wirespeed/s3_client/engine.hpp"
#include "wirespeed/s3_client/get_objects.hpp"
#include "wirespeed/s3_client/object_calls.hpp"
#include "wirespeed/s3_client/operation.hpp"
#include "wirespeed/s3_client/part_source.hpp"
#include "wirespeed/s3_client/put_objects.hpp"

namespace wirespeed::s3_client {

struct ClientOptions {
  s3::Endpoint endpoint;
  std::shared_ptr<CredentialCache> credentials;
  EngineOptions engine{};
  PartOptions parts{};                                           // of large objects
  std::optional<s3::ChecksumAlgorithm> checksum = std::nullopt;  // of what is written, where a call names no other
};

struct GotObject {
  Buffer bytes;
  s3::ObjectInfo info;
};

struct ListHow {
  bool versions = false;  // all of them, and delete markers
  unsigned at_once = 32;  // requests, where there is neither a delimiter nor versions nor owners
};

class MultipartUpload;
class ObjectStream;

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

  // --- reading ---

  // An object, or options.range of one. A range of no bytes asks for nothing.
  Outcome<Buffer> get(std::string bucket, std::string key, s3::GetOptions options = {}, const Stop& stop = {});
  Outcome<GotObject> get_with_info(std::string bucket, std::string key, s3::GetOptions options = {},
                                   const Stop& stop = {});
  // Into memory of the caller: how many bytes came. After an error it holds some of them.
  Outcome<std::uint64_t> get_into(std::string bucket, std::string key, std::span<std::uint8_t> memory,
                                  s3::GetOptions options = {}, const Stop& stop = {});
  Outcome<std::vector<Buffer>> get_ranges(std::string bucket, std::string key, const std::vector<s3::ByteRange>& ranges,
                                          s3::GetOptions options = {}, const Stop& stop = {});
  // In the order of `keys`. With OnError::stop the first error is all that is returned.
  Outcome<std::vector<Outcome<Buffer>>> get_many(std::string bucket, std::vector<std::string> keys,
                                                 OnError on_error = OnError::stop, s3::GetOptions options = {},
                                                 const Stop& stop = {});
  // See object_stream.hpp. The client must outlive it.
  ObjectStream stream(std::string bucket, std::string key, s3::GetOptions options = {}, PartOptions parts = {});
  Outcome<s3::ObjectInfo> head(std::string bucket, std::string key, const s3::GetOptions& options = {},
                               const Stop& stop = {});

  // --- writing ---

  // Small ones in one request, large ones in parts. The bytes, or their source, are borrowed.
  Outcome<s3::ObjectInfo> put(std::string bucket, std::string key, ByteView bytes, WriteOptions options = {},
                              const Stop& stop = {});
  Outcome<s3::ObjectInfo> put(std::string bucket, std::string key, PartSource& source, WriteOptions options = {},
                              const Stop& stop = {});
  Outcome<std::vector<Outcome<s3::ObjectInfo>>> put_many(std::string bucket, std::vector<PutObjects::Item> items,
                                                         OnError on_error = OnError::stop, WriteOptions options = {},
                                                         const Stop& stop = {});
  // On the server; above 5 GiB in parts. The size is told only then.
  Outcome<s3::ObjectInfo> copy(std::string bucket, std::string key, std::string to_bucket, std::string to_key,
                               const s3::CopyOptions& options = {}, const Stop& stop = {});
  Outcome<s3::ObjectInfo> delete_object(std::string bucket, std::string key, const s3::DeleteOptions& options = {},
                                        const Stop& stop = {});
  // What could not be deleted.
  Outcome<std::vector<s3::Undeleted>> delete_many(std::string bucket, std::vector<NamedVersion> named,
                                                  const Stop& stop = {});

  // Begins an upload whose parts are given one by one: multipart_upload.hpp. The client must outlive it.
  Outcome<MultipartUpload> create_upload(std::string bucket, std::string key, WriteOptions options = {},
                                         const Stop& stop = {});
  // Those of keys that begin with `prefix`, begun and neither completed nor aborted; and the end of one.
  Outcome<std::vector<s3::ListedUpload>> uploads(const std::string& bucket, const std::string& prefix = {},
                                                 const Stop& stop = {});
  Outcome<void> abort_upload(std::string bucket, std::string key, const std::string& upload_id, const Stop& stop = {});

  Outcome<s3::Pairs> get_tags(std::string bucket, std::string key, const std::string& version_id = {},
                              const Stop& stop = {});
  // In place of those it had.
  Outcome<void> put_tags(std::string bucket, std::string key, const s3::Pairs& tags, const std::string& version_id = {},
                         const Stop& stop = {});
  Outcome<void> delete_tags(std::string bucket, std::string key, const std::string& version_id = {},
                            const Stop& stop = {});

  // --- listings: keys in the order of their bytes ---

  Outcome<s3::EntryList> list(std::string bucket, s3::ListQuery query = {}, ListHow how = {}, const Stop& stop = {});
  Outcome<s3::KeyList> keys(std::string bucket, s3::ListQuery query = {}, ListHow how = {}, const Stop& stop = {});
  // To be finished by the caller: a batch of Arrow columns.
  Outcome<s3::ListingColumns> columns(std::string bucket, s3::ListQuery query = {}, ListHow how = {},
                                      const Stop& stop = {});

  // --- buckets ---

  Outcome<std::vector<s3::ListedBucket>> buckets(const Stop& stop = {});
  Outcome<void> create_bucket(const std::string& bucket, const s3::CreateBucketOptions& options = {},
                              const Stop& stop = {});
  Outcome<void> delete_bucket(const std::string& bucket, const Stop& stop = {});
  Outcome<bool> has_bucket(const std::string& bucket, const Stop& stop = {});
  // Whether it keeps the versions of its objects from now on.
  Outcome<void> set_versioning(const std::string& bucket, bool enabled, const Stop& stop = {});

  // The URL by which anybody may "GET", "HEAD", "PUT" or "DELETE" that for so long.
  Outcome<std::string> presign(std::string_view method, const std::string& bucket, const std::string& key,
                               std::chrono::seconds expires, const s3::GetOptions& options = {});

  // --- what they stand on ---

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
  WriteOptions with_checksum(WriteOptions options) const;
  template <typename T>
  Outcome<T> made_by(CallSteps steps, T& result, const Stop& stop);
  template <typename Into>
  Outcome<Into> list_into(std::string bucket, s3::ListQuery query, const ListHow& how, Into into, const Stop& stop);
  Outcome<s3::ObjectInfo> copy_in_parts(const ObjectId& to, CopyFrom from, const s3::ObjectInfo& source,
                                        const s3::CopyOptions& options, const Stop& stop);

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
