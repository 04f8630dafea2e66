// Calls that list.
#pragma once

#include <optional>
#include <string>

#include "s3_call.hpp"
#include "wirespeed/s3/list_cursor.hpp"
#include "wirespeed/s3/listing_columns.hpp"

namespace wirespeed::python {

// What a listing is made into.
enum class Listed : std::uint8_t {
  keys,     // (list of str, list of prefixes)
  columns,  // (ColumnTable, list of prefixes)
  entries,  // (list of tuples, list of prefixes)
};

// All of a listing.
std::shared_ptr<S3Call> list_call(std::string bucket, s3::ListApi api, s3::ListQuery query, Listed into);

// The same by many requests at once: keys or columns of objects, all of a prefix.
std::shared_ptr<S3Call> list_parallel_call(std::string bucket, s3::ListQuery query, unsigned at_once, Listed into);

// A listing page by page.
class S3Listing {
 public:
  // One request after the other; or, of all objects under a prefix, many at once.
  S3Listing(std::string bucket, s3::ListApi api, s3::ListQuery query);
  S3Listing(std::string bucket, s3::ListQuery query, unsigned at_once);
  ~S3Listing();

  // A call for the next page, which may be empty: (list of tuples, list of prefixes). REQUIRES: the one before has
  // ended
  std::shared_ptr<S3Call> next_page();
  // The same in columns, of its first entries alone: (ColumnTable, list of prefixes).
  std::shared_ptr<S3Call> next_columns(std::size_t most);
  bool at_end() const;

  class Pages;

 private:
  std::shared_ptr<Pages> pages_;
  s3::ListingColumns::Options columns_;
};

}  // namespace wirespeed::python
