// From the first line of a request to what is answered, without HTTP's bytes.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "live.hpp"
#include "metrics.hpp"
#include "question.hpp"
#include "routes.hpp"

namespace discography {

inline constexpr std::size_t kMaxTarget = 4096;  // bytes

struct RequestHead {
  std::string_view method;
  std::string_view target;
  std::string_view authorization;  // the field's value, empty without one
  bool lacks_host = false;         // though its HTTP asks for one
};

// What is sent, but for what HTTP itself says.
struct Sending {
  unsigned status = 200;
  std::string_view content_type = kJson;
  std::string body;            // or
  std::string_view file;       // a part of the program
  bool allow_methods = false;  // Allow: GET, HEAD
  bool challenge = false;      // WWW-Authenticate: Bearer
  bool retry_later = false;    // Retry-After
  bool close = false;          // who sends what cannot be read may have sent more of it
  bool is_page = false;
  std::size_t size() const noexcept { return file.empty() ? body.size() : file.size(); }
};

Sending sending_of(const Problem& problem);

struct ServiceOptions {
  std::string token;  // empty: nobody is asked for one
  std::chrono::nanoseconds deadline{};
};

// A request on its way to an answer.
struct Asked {
  std::size_t route = 0;           // for the metrics
  std::optional<Sending> sending;  // what is answered already
  Question question;               // else
};

// Thread-safe.
class Service {
 public:
  // All borrowed. `over` ends every question.
  Service(ServiceOptions options, const Live& live, const Metrics& metrics, const wirespeed::CancelToken& over)
      : options_(std::move(options)), live_(live), metrics_(metrics), over_(over) {}

  // Finds route and question; what needs no thought is answered. `came`: when the deadline begins.
  Asked ask(const RequestHead& head, wirespeed::Clock::time_point came) const;

  // In place, for a moment. Empty: it would take longer.
  std::optional<Sending> try_answer(Asked& asked) const;

  // To the end, or to the deadline.
  Sending answer(const Asked& asked) const;

 private:
  std::optional<Problem> check_access(const Route& route, const RequestHead& head) const;
  std::expected<Question, Problem> make_question(const Route& route, wirespeed::http::RequestTarget& target,
                                                 RouteMatch& match, wirespeed::Clock::time_point came) const;

  ServiceOptions options_;
  const Live& live_;
  const Metrics& metrics_;
  const wirespeed::CancelToken& over_;
};

}  // namespace discography
