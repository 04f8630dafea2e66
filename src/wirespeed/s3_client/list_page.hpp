// The request for a page of a listing, and its body.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wirespeed/s3/request_options.hpp"
#include "wirespeed/s3_client/request_exchange.hpp"

namespace wirespeed::s3_client {

class ListPageExchange : public RequestExchange {
 public:
  // What it is asked with next, as ListCursor says it.
  void ask(std::vector<s3::Request::Pair> parameters) { parameters_ = std::move(parameters); }

 protected:
  // `bucket` and `common` are borrowed.
  ListPageExchange(Operation& list, std::string_view bucket, const s3::CommonOptions& common)
      : RequestExchange(list, "list objects"), bucket_(bucket), common_(common) {}

  // A page's body, which may be changed.
  virtual Outcome<void> take(std::string& body) = 0;
  Outcome<void> said_here(const wirespeed::Error& error) const { return fail_here(error.code, "{}", error.message); }

  std::string_view bucket() const override { return bucket_; }
  Outcome<void> prepare(s3::Request& request) override;
  Outcome<Sink> accept(const http::ResponseHead& head) override;
  Outcome<void> complete() override { return take(body_); }

 private:
  std::string_view bucket_;
  const s3::CommonOptions& common_;
  std::vector<s3::Request::Pair> parameters_;
  std::string body_;
};

}  // namespace wirespeed::s3_client
