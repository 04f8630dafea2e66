// Lists a bucket by many requests at once, in the order of one listing (s3/list_fanout.hpp says how).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "wirespeed/s3/list_fanout.hpp"
#include "wirespeed/s3/request_options.hpp"
#include "wirespeed/s3_client/exchange_pool.hpp"
#include "wirespeed/s3_client/operation.hpp"

namespace wirespeed::s3_client {

class ListParallel final : public Operation {
 public:
  // Takes the next entries, in order.
  using Take = std::function<void(const s3::EntryList& entries)>;

  ListParallel(std::string bucket, s3::FanoutOptions options, Take take, s3::CommonOptions common = {});
  ~ListParallel() override;

  Exchange* next() override;
  void ended(Exchange& exchange) override;
  bool satisfied() const override { return under_way_ == 0 && (error() || fanout_.done()); }

 private:
  class Page;

  std::string bucket_;
  s3::ListFanout fanout_;
  Take take_;
  s3::CommonOptions common_;
  s3::EntryList ready_;
  std::size_t under_way_ = 0;
  ExchangePool<Page> pool_;
};

}  // namespace wirespeed::s3_client
