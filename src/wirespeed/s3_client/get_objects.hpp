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
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wirespeed/s3/object_info.hpp"
#include "wirespeed/s3/object_requests.hpp"
#include "wirespeed/s3/part_tuner.hpp"
#include "wirespeed/s3_client/exchange_pool.hpp"
#include "wirespeed/s3_client/operation.hpp"
#include "wirespeed/s3_client/placement.hpp"
#include "wirespeed/s3_client/verification.hpp"

namespace wirespeed::s3_client {

struct PartOptions {
  std::uint64_t bytes = 0;  // 0: by what is measured, from 8 MiB on
  unsigned at_once = 0;     // of one object; 0: as many as there are connections, which grow while more bring more
};

// Of the connections of one call one object takes half, where nobody says more.
inline constexpr unsigned kMostAtOnce = 32;

enum class OnError : std::uint8_t {
  stop,   // the first error ends the call
  go_on,  // each object has its own
};

class PartGet;

class GetObjects final : public Operation {
 public:
  // `placement` is borrowed. With `ranges` each is an item of its own: of the one key, whose object must then be the
  // same for all, or of the key of its number.
  GetObjects(std::string bucket, std::vector<std::string> keys, s3::GetOptions options, Placement& placement,
             OnError on_error = OnError::stop, PartOptions parts = {}, std::vector<s3::ByteRange> ranges = {});
  ~GetObjects() override;

  Exchange* next() override;
  void ended(Exchange& exchange) override;
  bool satisfied() const override;

  // To be called before it starts: what answers say of the objects is kept for info().
  void keep_infos(bool keep = true) noexcept { keeps_infos_ = keep; }
  // To be called before it starts: a range that begins behind its object's end is empty, and no error.
  void take_nothing_behind_the_end() noexcept { may_be_behind_the_end_ = true; }
  // To be called before it starts: what comes belongs to what others read of the same object.
  void share(std::shared_ptr<SharedObject> object) noexcept { shared_ = std::move(object); }
  // Of a stream, between runs: one more range of its key; how large the next one is to be; and it is satisfied as soon
  // as item `index` is there.
  void tune(const s3::PartSizes& sizes) noexcept { tuner_ = s3::PartTuner(sizes); }
  void add(const s3::ByteRange& range);
  std::uint64_t next_size(std::uint64_t left) const noexcept {
    return tuner_.next_part(left, static_cast<unsigned>(under_way_));
  }
  void wait_for(std::size_t index) noexcept { awaited_ = index; }
  void stop_waiting() noexcept { awaited_.reset(); }

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
  Outcome<void> opened_empty(std::size_t index);
  void ask_whole(std::size_t index) { to_open_.push_back(index); }
  void failed(std::size_t index, s3::Error error);
  // Of the first request for an object whose size nobody knows.
  std::uint64_t first_bytes() const noexcept { return parts_.bytes; }

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
  s3::PartTuner tuner_;
  bool keeps_infos_ = false;
  bool may_be_behind_the_end_ = false;
  std::shared_ptr<SharedObject> shared_;  // where all ranges are of one
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
