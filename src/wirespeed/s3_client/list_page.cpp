#include "wirespeed/s3_client/list_page.hpp"

#include "wirespeed/s3/request_writer.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20;  // 5,000 keys of 1 KiB, percent-encoded, are 20 MB

}  // namespace

Outcome<void> ListPageExchange::prepare(s3::Request& request) {
  s3::RequestWriter writer(request, "GET", bucket_);
  for (const auto& [name, value] : parameters_) writer.query(name, value);
  return said(writer.finish(common_));
}

Outcome<Sink> ListPageExchange::accept(const http::ResponseHead& /*head*/) {
  body_.clear();
  return Sink::append_to(body_, kMostBytes);
}

}  // namespace wirespeed::s3_client
