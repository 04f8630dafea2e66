// One small request and its whole answer, over an engine: what STS, instance metadata and container endpoints need.
#pragma once

#include <string>

#include "wirespeed/http/url.hpp"
#include "wirespeed/s3_client/engine.hpp"

namespace wirespeed::s3_client {

struct HttpCall {
  Target target;
  std::string method = "GET";
  std::string head;  // whole, with its blank line
  std::string body{};
};

struct HttpAnswer {
  int status = 0;
  std::string body;
};

Target target_of(const http::Url& url);

// Without a body.
HttpCall call_of(const http::Url& url, std::string_view method,
                 const std::vector<std::pair<std::string_view, std::string_view>>& fields);

// Statuses of 500 and above are tried again as the engine's options say; the last answer counts, whatever its status.
// An error is a stop, or that no answer came.
Outcome<HttpAnswer> call(Engine& engine, const HttpCall& call, const Stop& stop);

}  // namespace wirespeed::s3_client
