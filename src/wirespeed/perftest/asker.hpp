// Who is asked: the answers of one connection, wherever they come from.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace wirespeed::perftest {

struct Answer {
  int status = 0;  // as HTTP has it: 200 is an answer
  std::string body;
};

// One thread at a time.
class Asker {
 public:
  Asker() = default;
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;
  virtual ~Asker() = default;

  // "/api/trends/genre/Rock". An error means that there is nobody to ask.
  virtual Result<Answer> ask(const std::string& target) = 0;
};

using MakeAsker = std::function<Result<std::unique_ptr<Asker>>()>;

}  // namespace wirespeed::perftest
