// A second attempt at a part of GetObjects, beside one that is slow: into memory of its own.
#pragma once

#include <optional>

#include "wirespeed/s3_client/buffers.hpp"
#include "wirespeed/s3_client/part_get.hpp"

namespace wirespeed::s3_client {

class PartTwin final : public RequestExchange {
 public:
  // `part` is borrowed.
  explicit PartTwin(PartGet& part) : RequestExchange(part.get_, "get object"), part_(part) {}

  void fail(s3::Error /*error*/) override {}  // the part goes on

  // What came. REQUIRES: it has finished
  const http::ResponseHead& head() const noexcept { return head_->get(); }
  std::span<std::uint8_t> bytes() const noexcept { return {memory_->data(), bytes_}; }

 protected:
  std::string_view bucket() const override { return part_.bucket(); }
  Outcome<void> prepare(s3::Request& request) override { return part_.prepare(request); }
  Outcome<Sink> accept(const http::ResponseHead& head) override;
  Outcome<void> complete() override;

 private:
  PartGet& part_;
  std::optional<KeptHead> head_;
  std::optional<Slab> memory_;
  std::size_t bytes_ = 0;
};

}  // namespace wirespeed::s3_client
