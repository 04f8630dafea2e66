// A listing as Arrow columns, page by page.
//
//   key: utf8   size: int64   etag: utf8   last_modified: timestamp[us, UTC]   storage_class: dictionary<int32, utf8>
//   of versions also   version_id: utf8   is_latest: bool   is_delete_marker: bool
//   with owners also   owner_id: utf8   owner_name: utf8
//
// What was not sent is null; a delete marker has no size. ETags have their quotes, as everywhere else. Columns are
// UTF-8: of a key that is not, what is wrong becomes U+FFFD, and is counted.
#pragma once

#include <string>
#include <vector>

#include "wirespeed/column/builders.hpp"
#include "wirespeed/s3/listing.hpp"
#include "wirespeed/s3/listing_keys.hpp"

namespace wirespeed::s3 {

class ListingColumns {
 public:
  struct Options {
    bool versions = false;
    bool owners = false;
  };

  explicit ListingColumns(Options options);

  const column::Schema& schema() const noexcept { return schema_; }

  void entry(const ListedEntry& entry);
  void prefix(std::string_view text) { prefixes_.append(text); }
  void append(const EntryList& entries);

  std::size_t rows() const noexcept { return keys_.length(); }
  std::size_t bytes() const noexcept;
  const TextArena& prefixes() const noexcept { return prefixes_; }
  std::uint64_t repaired() const noexcept { return repaired_; }  // texts that were no UTF-8

  // The rows so far; the next ones begin a new batch. The dictionary only grows from batch to batch.
  Result<column::Batch> finish();

 private:
  using TimeBuilder = column::NumberBuilder<std::int64_t, column::Type::timestamp_us>;

  std::string_view quoted(std::string_view etag);
  std::string_view checked(std::string_view text, bool ascii);
  void append_text(column::Utf8Builder& builder, std::string_view text, bool ascii);
  std::optional<std::int32_t> class_place(std::string_view name, bool ascii);
  Result<column::Column> finish_classes();

  Options options_;
  column::Schema schema_;
  column::Utf8Builder keys_;
  column::Int64Builder sizes_;
  column::Utf8Builder etags_;
  TimeBuilder times_;
  column::Int32Builder classes_;
  std::vector<std::string> class_names_;
  std::size_t last_class_ = 0;
  column::Utf8Builder version_ids_;
  column::BoolBuilder latest_;
  column::BoolBuilder markers_;
  column::Utf8Builder owner_ids_;
  column::Utf8Builder owner_names_;
  TextArena prefixes_;
  std::string quoted_;
  std::string repair_;
  std::uint64_t repaired_ = 0;
};

}  // namespace wirespeed::s3
