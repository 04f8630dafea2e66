// The exchange of GetObjects: one part of one object.
#pragma once

#include "wirespeed/s3_client/get_objects.hpp"
#include "wirespeed/s3_client/request_exchange.hpp"
#include "wirespeed/s3_client/verification.hpp"

namespace wirespeed::s3_client {

class PartTwin;

class PartGet final : public RequestExchange {
 public:
  explicit PartGet(GetObjects& get) : RequestExchange(get, "get object"), get_(get) {}

  // The first of an object: its size is not known yet.
  void open(std::size_t index) noexcept;
  // `bytes` of the object's memory, from `offset` on.
  void read(std::size_t index, std::uint64_t offset, std::uint64_t bytes) noexcept;

  std::size_t index() const noexcept { return index_; }
  void fail(s3::Error error) override;
  std::unique_ptr<Exchange> twin() override;
  void adopt(Exchange& twin) override;

 protected:
  std::string_view bucket() const override { return get_.bucket_; }
  Outcome<void> prepare(s3::Request& request) override;
  Outcome<Sink> accept(const http::ResponseHead& head) override;
  Outcome<void> complete() override;
  Outcome<void> refused(s3::Error error) override;

 private:
  friend class PartTwin;
  using Object = GetObjects::Object;
  struct Slice {
    std::uint64_t begin;
    std::uint64_t end;
  };

  Object& object() const noexcept { return get_.objects_[index_]; }
  SharedObject* shared() const noexcept { return get_.shared_.get(); }
  const s3::ByteRange& wanted() const noexcept { return get_.range(index_); }
  s3::ByteRange asked_range() const noexcept;
  bool verifies() const noexcept { return opens_ && get_.options_.checksum_mode; }
  Outcome<Sink> accept_whole(const http::ResponseHead& head);
  Outcome<Sink> accept_opening(const http::ResponseHead& head, const s3::ContentRange& range);
  Outcome<Sink> accept_part(const http::ResponseHead& head, const s3::ContentRange& range);
  Outcome<Sink> place(const http::ResponseHead& head, const Slice& slice, std::uint64_t here);
  void pin();
  Outcome<void> belongs(std::string_view etag);
  std::unique_ptr<WholeCrc>* whole_crc() const noexcept;
  void expect(const http::ResponseHead& head);
  Outcome<void> verify();
  Outcome<void> take_over(const PartTwin& twin);
  s3::Error changed() const;

  GetObjects& get_;
  std::size_t index_ = 0;
  std::uint64_t offset_ = 0;
  std::uint64_t bytes_ = 0;  // 0: not known
  bool opens_ = false;
  bool is_pinned_ = false;  // to the object that others have begun to read
  Clock::time_point sent_{};
  Clock::time_point answered_{};
  s3::GetOptions options_;
  std::optional<s3::ExpectedChecksum> expected_;  // of the bytes that this answer brings
};

}  // namespace wirespeed::s3_client
