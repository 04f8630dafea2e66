// Fills a Request in which another may have stood: queries and fields are written over what is there, so that a request
// like the last one allocates nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/s3/byte_range.hpp"
#include "wirespeed/s3/request.hpp"
#include "wirespeed/s3/request_options.hpp"

namespace wirespeed::s3 {

class RequestWriter {
 public:
  // `request` and what the texts show must outlive it.
  RequestWriter(Request& request, std::string_view method, std::string_view bucket, std::string_view key = {});

  void query(std::string_view name, std::string_view value);
  void query_unless_empty(std::string_view name, std::string_view value);
  void query(std::string_view name, std::uint64_t value);

  // A field whose value is appended to what is returned, which is valid until the next call.
  std::string& field(std::string_view name);
  void field(std::string_view name, std::string_view value) { field(name).append(value); }
  void field_unless_empty(std::string_view name, std::string_view value);
  void field(std::string_view name, std::uint64_t value);
  void field(std::string_view name, const std::optional<MicroTime>& time);
  void field_if(bool wanted, std::string_view name, std::string_view value);

  void conditions(const Conditions& conditions, std::string_view prefix = {});  // "x-amz-copy-source-"
  void customer_key(const std::optional<CustomerKey>& key, std::string_view prefix = "x-amz-");
  void encryption(const Encryption& encryption);
  void attributes(const ObjectAttributes& attributes);
  // To be called behind attributes(): an encoding of the content goes before that of the chunks.
  void body(const Body& body);
  // A body that the request brings along whole: hashed and signed.
  void xml_body(std::string_view xml);

  // Adds what all requests have, checks that bucket, key and fields can stand in a head, and cuts off what is left of
  // the request before.
  Result<void> finish(const CommonOptions& common);

 private:
  void chunked_body(const Body& body);
  std::string& next(Pairs& pairs, std::size_t& used, std::string_view name);
  Result<void> add_own_field(const Request::Pair& own);

  Request& request_;
  std::size_t queries_ = 0;
  std::size_t fields_ = 0;
};

// The same, with a bucket, or a bucket and a key, that must be there.
Result<void> finish_of_bucket(RequestWriter& writer, const Request& request, const CommonOptions& common);
Result<void> finish_of_object(RequestWriter& writer, const Request& request, const CommonOptions& common);

}  // namespace wirespeed::s3
