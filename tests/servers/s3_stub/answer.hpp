// What goes back: a head, a body, and what is done wrong while they are sent.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>

#include "faults.hpp"
#include "objects.hpp"

namespace wirespeed::s3_stub {

struct Answer {
  std::string head;
  Content body;
  Faults faults;
};

// A head, line by line. The length is said last, as the faults want it.
class Head {
 public:
  Head(int status, std::uint64_t request_number);

  template <typename... Args>
  Head& field(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    text_ += "\r\n";
    return *this;
  }
  // Ends it.
  std::string with_length(std::uint64_t length, const Faults& faults) &&;

 private:
  std::string text_;
  bool bodiless_;  // its status has no body, whatever is asked
};

// The code that S3 gives to that status, where none is said.
std::string_view usual_code(std::uint64_t status) noexcept;
std::string error_body(std::string_view code, std::string_view resource, const Faults& faults = {});

}  // namespace wirespeed::s3_stub
