// Lists a bucket page by page, into whatever takes a page.
#pragma once

#include <functional>
#include <limits>
#include <string>

#include "wirespeed/s3/list_cursor.hpp"
#include "wirespeed/s3/listing.hpp"
#include "wirespeed/s3/request_options.hpp"
#include "wirespeed/s3_client/request_exchange.hpp"

namespace wirespeed::s3_client {

class ListObjects final : public Operation {
 public:
  // Takes a page's body, which it may change, and says what the page says of itself: read_listing() into something.
  using Take = std::function<Result<s3::ListPage>(std::string& body)>;

  ListObjects(std::string bucket, s3::ListCursor cursor, Take take, s3::CommonOptions common = {});
  ~ListObjects() override;

  // Before it is run (again): it is satisfied after so many pages more, or at the end.
  void ask_for(std::size_t pages) noexcept { pages_wanted_ = pages; }
  bool at_end() const noexcept { return cursor_.done(); }

  Exchange* next() override;
  void ended(Exchange& exchange) override;
  bool satisfied() const override { return !is_under_way_ && (error() || cursor_.done() || pages_wanted_ == 0); }

 private:
  class Page;

  std::string bucket_;
  s3::ListCursor cursor_;
  Take take_;
  s3::CommonOptions common_;
  std::size_t pages_wanted_ = std::numeric_limits<std::size_t>::max();
  bool is_under_way_ = false;
  std::unique_ptr<Page> page_;
};

}  // namespace wirespeed::s3_client
