// How a listing goes on from page to page, and that it comes to an end.
#pragma once

#include <string>
#include <unordered_set>

#include "wirespeed/base/error.hpp"
#include "wirespeed/s3/listing.hpp"
#include "wirespeed/s3/request.hpp"

namespace wirespeed::s3 {

enum class ListApi : std::uint8_t {
  objects_v2,  // GET ?list-type=2
  objects_v1,  // GET
  versions,    // GET ?versions
};

// What a listing is asked for. Nothing is encoded.
struct ListQuery {
  std::string prefix{};
  std::string delimiter{};
  std::string start_after{};  // only keys behind it; of objects_v1 its marker, of versions its key marker
  int page_size = 0;          // 0: the server's own, nearly always 1000
  bool owners = false;        // of objects_v2: tell them, too
};

class ListCursor {
 public:
  ListCursor(ListApi api, ListQuery query) : api_(api), query_(std::move(query)) {}

  // The query of the request for the next page. REQUIRES: !done()
  std::vector<Request::Pair> parameters() const;

  bool done() const noexcept { return done_; }

  // `page` came. A page that is truncated and does not say how to go on, or says what another one said before, is an
  // error: going on would never end.
  Result<void> advance(const ListPage& page);

 private:
  Result<void> go_on(std::string token, std::string version_id);

  ListApi api_;
  ListQuery query_;
  bool done_ = false;
  std::string token_;  // of the next page; empty: it is the first one
  std::string version_id_;
  std::unordered_set<std::size_t> seen_;  // hashes of the tokens so far
};

}  // namespace wirespeed::s3
