// For tests: a scripted peer that keeps objects as S3 does, and a client of it.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "wirespeed/s3/checksum.hpp"
#include "wirespeed/s3_client/client.hpp"
#include "wirespeed/s3_client/credential_chain.hpp"
#include "wirespeed/s3_client/get_objects.hpp"
#include "wirespeed/s3_client/scripted_peer.hpp"

namespace wirespeed::s3_client {

// Answers in pieces of `piece` bytes. What `spoil` returns, unless it is empty, is the answer to a request instead.
// With `tells_of` it tells the CRC-64/NVME of those bytes as that of each whole object.
class ObjectPeer {
 public:
  std::size_t piece = 1 << 20;
  std::optional<std::string> tells_of;
  std::function<std::string(const PeerRequest&)> spoil;

  std::map<std::string, std::string> objects() {
    const std::lock_guard lock(mutex_);
    return objects_;
  }
  void put(const std::string& key, std::string bytes) {
    const std::lock_guard lock(mutex_);
    objects_[key] = std::move(bytes);
  }
  std::size_t uploads() {
    const std::lock_guard lock(mutex_);
    return uploads_.size();
  }
  std::vector<std::string> lines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  unsigned connections() const { return peer_.connections(); }

  std::shared_ptr<Client> client(const std::function<void(EngineOptions&)>& change = {}) const {
    ClientOptions options;
    options.endpoint = *s3::parse_endpoint(fmt::format("http://127.0.0.1:{}", peer_.target().address.port), "us-east-1",
                                           s3::Style::path);
    options.credentials = std::make_shared<CredentialCache>(*fixed_credentials({"id", "secret", ""}));
    options.engine = quick();
    if (change) change(options.engine);
    return Client::make(std::move(options));
  }

 private:
  bool answer(net::ServerSide& side, const PeerRequest& request) {
    std::string said = spoil ? spoil(request) : std::string();
    if (said.empty()) said = act(request);
    for (std::size_t at = 0; at < said.size(); at += piece) {
      if (!side.write(said.substr(at, piece))) return false;
    }
    return true;
  }

  std::string act(const PeerRequest& request) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(request.line());
    const std::string verb = request.head.substr(0, request.head.find(' '));
    const std::string target = request.key();
    const std::string key = target.substr(0, target.find('?'));
    const std::string query = key.size() == target.size() ? "" : target.substr(key.size() + 1);
    if (verb == "GET")
      return read(key, request.field("Range").empty() ? request.field("range") : request.field("Range"));
    if (verb == "POST") return query.starts_with("uploads") ? create() : complete(key, id_of(query));
    if (verb == "DELETE") return uploads_.erase(id_of(query)) == 1 ? answer_of("", "204 No Content") : missing();
    if (query.empty()) {
      objects_[key] = request.body;
    } else {
      const std::size_t at = query.find("partNumber=") + 11;
      uploads_[id_of(query)][std::stoi(query.substr(at))] = request.body;
    }
    return answer_of("", "200 OK", "ETag: \"e\"\r\n");
  }

  std::string told() const {
    if (!tells_of) return {};
    return fmt::format("x-amz-checksum-crc64nvme: {}\r\nx-amz-checksum-type: FULL_OBJECT\r\n",
                       s3::checksum_of(s3::ChecksumAlgorithm::crc64nvme, bytes_of(*tells_of)));
  }
  std::string read(const std::string& key, const std::string& range) const {
    const auto found = objects_.find(key);
    if (found == objects_.end()) return missing();
    const std::string& whole = found->second;
    if (range.empty()) return answer_of(whole, "200 OK", "ETag: \"e\"\r\n");
    const std::size_t dash = range.find('-');
    std::size_t begin = 0;
    std::size_t end = whole.size();
    if (dash == 6) {
      begin = end - std::min<std::size_t>(end, std::stoul(range.substr(7)));
    } else {
      begin = std::stoul(range.substr(6));
      if (dash + 1 < range.size()) end = std::min<std::size_t>(end, std::stoul(range.substr(dash + 1)) + 1);
    }
    if (begin >= whole.size()) return answer_of("", "416 Range Not Satisfiable");
    const std::string fields =
        fmt::format("ETag: \"e\"\r\nContent-Range: bytes {}-{}/{}\r\n{}", begin, end - 1, whole.size(), told());
    return answer_of(std::string_view(whole).substr(begin, end - begin), "206 Partial Content", fields);
  }
  static std::string missing() {
    return answer_of("<Error><Code>NoSuchKey</Code><Message>none</Message></Error>", "404 Not Found");
  }
  std::string create() {
    const std::string id = fmt::format("id{}", ++made_);
    uploads_[id];
    return answer_of(
        fmt::format("<InitiateMultipartUploadResult><UploadId>{}</UploadId></InitiateMultipartUploadResult>", id));
  }
  std::string complete(const std::string& key, const std::string& id) {
    std::string& whole = objects_[key];
    whole.clear();
    for (const auto& [number, bytes] : uploads_[id]) whole += bytes;
    uploads_.erase(id);
    return answer_of("<CompleteMultipartUploadResult><ETag>\"e\"</ETag></CompleteMultipartUploadResult>");
  }
  static std::string id_of(const std::string& query) {
    const std::size_t at = query.find("uploadId=") + 9;
    return query.substr(at, query.find('&', at) - at);
  }

  std::mutex mutex_;
  std::map<std::string, std::string> objects_;
  std::map<std::string, std::map<int, std::string>> uploads_;
  std::vector<std::string> lines_;
  unsigned made_ = 0;
  ScriptedPeer peer_{
      [this](net::ServerSide& side, const PeerRequest& request, unsigned) { return answer(side, request); }};
};

// Objects in memory of the test.
class Kept final : public Placement {
 public:
  explicit Kept(std::size_t objects) : bytes(objects) {}
  Outcome<std::span<std::uint8_t>> place(std::size_t index, std::uint64_t size) override {
    bytes[index].resize(size);
    return std::span(reinterpret_cast<std::uint8_t*>(bytes[index].data()), size);
  }
  std::vector<std::string> bytes;
};

inline std::string some_bytes(std::size_t n) {
  std::string made(n, '\0');
  for (std::size_t i = 0; i < n; ++i) made[i] = static_cast<char>('a' + i * 7 % 26);
  return made;
}

}  // namespace wirespeed::s3_client
