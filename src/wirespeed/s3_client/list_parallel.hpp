// Lists a bucket by many requests at once, in the order of one listing (s3/list_fanout.hpp says how): all of it in one
// run, or page by page.
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
  // Takes the next entries, in order, which it may change.
  using Take = std::function<void(s3::EntryList& entries)>;

  ListParallel(std::string bucket, s3::FanoutOptions options, Take take, s3::CommonOptions common = {});
  ~ListParallel() override;

  // Before it is run (again): it is satisfied when one more page has been taken, or at the end. Nothing is under way
  // then, and what came of later keys waits: no more than FanoutOptions::most_held. The more pages have been asked for,
  // the more requests go out at once.
  void ask_for_page();
  bool at_end() const noexcept { return fanout_.done(); }
  std::size_t waiting() const noexcept { return fanout_.held(); }  // entries that came before their turn

  Exchange* next() override;
  void ended(Exchange& exchange) override;
  bool satisfied() const override { return under_way_ == 0 && (error() || fanout_.done() || has_page_); }

 private:
  class Page;

  void hand_over();

  std::string bucket_;
  unsigned at_once_;
  s3::ListFanout fanout_;
  Take take_;
  s3::CommonOptions common_;
  s3::EntryList ready_;
  std::size_t under_way_ = 0;
  bool by_page_ = false;
  bool has_page_ = false;
  unsigned asked_for_ = 0;  // pages
  ExchangePool<Page> pool_;
};

}  // namespace wirespeed::s3_client
