// Writes objects that stand in memory, many at once, each in one request.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "wirespeed/s3/object_info.hpp"
#include "wirespeed/s3_client/exchange_pool.hpp"
#include "wirespeed/s3_client/get_objects.hpp"
#include "wirespeed/s3_client/write_options.hpp"

namespace wirespeed::s3_client {

class ObjectPut;

class PutObjects final : public Operation {
 public:
  struct Item {
    std::string key;
    ByteView bytes;  // must stay until the operation is gone
  };

  PutObjects(std::string bucket, std::vector<Item> items, WriteOptions options, OnError on_error = OnError::stop);
  ~PutObjects() override;

  Exchange* next() override;
  void ended(Exchange& exchange) override;
  bool satisfied() const override { return under_way_ == 0 && (error() || started_ == items_.size()); }

  // What the server said of it. REQUIRES: it was written.
  const s3::ObjectInfo& info(std::size_t index) const { return infos_[index]; }
  // nullptr: it was written.
  const s3::Error* error_of(std::size_t index) const { return errors_[index].get(); }
  std::size_t size() const noexcept { return items_.size(); }

 private:
  friend class ObjectPut;

  std::string bucket_;
  std::vector<Item> items_;
  WriteOptions options_;
  OnError on_error_;
  std::vector<s3::ObjectInfo> infos_;
  std::vector<std::unique_ptr<s3::Error>> errors_;
  std::size_t started_ = 0;
  std::size_t under_way_ = 0;
  ExchangePool<ObjectPut> pool_;
};

}  // namespace wirespeed::s3_client
