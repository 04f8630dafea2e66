// Reads objects, small and large, many at once, straight into memory.
//
//   The first request asks for the first part: its answer tells the size and the ETag, nothing is asked beforehand.
//
//     object   |0 ........ 8 MiB| ........ | ........ | .. |
//     request   first: Range       If-Match: what the first one said, all at once, straight to their places
//
// An object that changes under way is an error: parts of two versions never meet.
#pragma once

#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wirespeed/s3/object_info.hpp"
#include "wirespeed/s3/object_requests.hpp"
#include "wirespeed/s3_client/exchange_pool.hpp"
#include "wirespeed/s3_client/operation.hpp"
#include "wirespeed/s3_client/verification.hpp"

namespace wirespeed::s3_client {

// Where objects go.
class Placement {
 public:
  virtual ~Placement() = default;
  // Memory for item `index`, once its size is known. It must stay until the operation is gone.
  virtual Outcome<std::span<std::uint8_t>> place(std::size_t index, std::uint64_t bytes) = 0;
};

struct PartOptions {
  std::uint64_t bytes = std::uint64_t{8} << 20;
  unsigned at_once = 8;  // of one object
};

enum class OnError : std::uint8_t {
  stop,   // the first error ends the call
  go_on,  // each object has its own
};

class PartGet;

class GetObjects final : public Operation {
 public:
  // `placement` is borrowed. With `ranges` each is an item of its own: of the one key, or of the key of its number.
  GetObjects(std::string bucket, std::vector<std::string> keys, s3::GetOptions options, Placement& placement,
             OnError on_error = OnError::stop, PartOptions parts = {}, std::vector<s3::ByteRange> ranges = {});
  ~GetObjects() override;

  Exchange* next() override;
  void ended(Exchange& exchange) override;
  bool satisfied() const override;

  // To be called before it starts: what answers say of the objects is kept for info().
  void keep_infos() noexcept { keeps_infos_ = true; }
  // Of a stream: items from `count` on are not started yet; and it is satisfied as soon as item `index` is there.
  void allow(std::size_t count) noexcept { allowed_ = count; }
  void wait_for(std::size_t index) noexcept { awaited_ = index; }

  // REQUIRES: it was asked for, and the object was read.
  const s3::ObjectInfo& info(std::size_t index) const { return *objects_[index].info; }
  // nullptr: it was read.
  const s3::Error* error_of(std::size_t index) const { return objects_[index].error.get(); }
  std::size_t size() const noexcept { return objects_.size(); }

 private:
  friend class PartGet;
  friend class PartTwin;

  struct Object {
    std::span<std::uint8_t> memory;
    std::uint64_t first = 0;  // where in the whole object memory begins
    std::uint64_t begin = 0;  // [begin, end) of memory is what nobody asked for yet
    std::uint64_t end = 0;
    unsigned under_way = 0;
    bool opened = false;    // an answer has told its size
    bool is_whole = false;  // to be asked for without a range
    std::string etag;
    std::unique_ptr<s3::ObjectInfo> info;
    std::unique_ptr<s3::Error> error;
    std::unique_ptr<WholeCrc> whole_crc;  // where one was told of what comes in parts
  };

  Exchange* start(std::size_t index, PartGet& part);
  Exchange* next_part();
  Exchange* next_object();

  // Of PartGet: the object's size is known, and this answer brings [first, first + bytes) of its memory.
  Outcome<void> opened(std::size_t index, const http::ResponseHead& head, std::uint64_t first, std::uint64_t bytes);
  void ask_whole(std::size_t index) { to_open_.push_back(index); }
  void failed(std::size_t index, s3::Error error);

  const std::string& key(std::size_t index) const noexcept { return keys_.size() == 1 ? keys_.front() : keys_[index]; }
  const s3::ByteRange& range(std::size_t index) const noexcept {
    return ranges_.empty() ? options_.range : ranges_[index];
  }
  bool is_there(std::size_t index) const noexcept;
  bool is_stopped() const noexcept { return error().has_value(); }

  std::string bucket_;
  std::vector<std::string> keys_;
  s3::GetOptions options_;
  Placement& placement_;
  OnError on_error_;
  PartOptions parts_;
  std::vector<s3::ByteRange> ranges_;
  bool keeps_infos_ = false;
  std::size_t allowed_ = std::numeric_limits<std::size_t>::max();
  std::optional<std::size_t> awaited_;

  std::vector<Object> objects_;
  std::size_t started_ = 0;
  std::size_t done_ = 0;
  std::size_t under_way_ = 0;         // parts
  std::deque<std::size_t> to_open_;   // objects whose first answer was that they must be asked for in another way
  std::deque<std::size_t> to_split_;  // objects of which there are parts to ask for
  ExchangePool<PartGet> pool_;
};

}  // namespace wirespeed::s3_client
