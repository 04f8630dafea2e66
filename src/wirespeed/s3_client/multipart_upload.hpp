// An upload whose parts are given one by one, in any order, from several threads.
//
//   auto upload = client.create_upload("music", "takes/1.wav");
//   upload->put_part(1, bytes);                                  // at least 5 MiB but for the last
//   auto info = upload->complete();
//
// The object appears with complete(); until then, or after abort(), nobody sees any of it. What is neither completed
// nor aborted stays with the server, which Client::uploads() tells. (Upload, upload.hpp, does all of it for bytes that
// come in their order.)
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "wirespeed/s3_client/client.hpp"
#include "wirespeed/s3_client/object_calls.hpp"

namespace wirespeed::s3_client {

// Made by Client::create_upload(); the client is borrowed.
class MultipartUpload {
 public:
  MultipartUpload(Client& client, ObjectId object, std::string upload_id, WriteOptions options);

  // S3's name of the upload.
  const std::string& id() const noexcept { return id_; }

  // Part `number`, from 1 to 10,000. One that was there is replaced. Thread-safe.
  Outcome<void> put_part(std::uint32_t number, ByteView bytes, const Stop& stop = {});

  // Makes the object of the parts, in the order of their numbers.
  Outcome<s3::ObjectInfo> complete(const Stop& stop = {});

  // Forgets the upload and its parts.
  Outcome<void> abort(const Stop& stop = {});

 private:
  struct Part {
    s3::CompletedPart told;
    std::uint64_t bytes;
  };
  struct Parts {
    std::mutex mutex;
    std::map<std::uint32_t, Part> by_number;
  };

  Client* client_;
  ObjectId object_;
  std::string id_;
  WriteOptions options_;
  std::unique_ptr<Parts> done_ = std::make_unique<Parts>();
};

}  // namespace wirespeed::s3_client
