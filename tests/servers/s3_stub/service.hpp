// What is answered to a request: S3's operations, and the ones of this server itself (/-/...).
#pragma once

#include <map>
#include <string>

#include "answer.hpp"
#include "listing.hpp"
#include "options.hpp"
#include "request.hpp"
#include "uploads.hpp"

namespace wirespeed::s3_stub {

// What the head alone tells.
struct Plan {
  std::string_view operation;
  bool keep = false;  // whether the bytes of the body are needed; else they are only counted
  Faults faults;
};

class Service {
 public:
  explicit Service(Options options) : options_(std::move(options)), listing_(objects_) {}

  Plan plan(const Request& request, std::uint64_t connection);
  // `body` is that of a plan that keeps it.
  Answer answer(const Request& request, const Plan& plan, std::string body);
  const Options& options() const noexcept { return options_; }
  void connections(std::int64_t more) noexcept { connections_ += more; }

 private:
  Answer dispatch(const Request& request, const Plan& plan, std::string body);
  Answer get(const Request& request, const Faults& faults);
  Answer whole(const Object& object, const Faults& faults);
  Answer put(const Request& request, std::string body, const Faults& faults);
  Answer put_part(const Request& request, std::string body, const Faults& faults);
  Answer copy(const Request& request, const Faults& faults);
  Answer complete(const Request& request, const Faults& faults);
  Answer remove(const Request& request, std::string_view operation, const Faults& faults);
  Answer remove_many(const Request& request, const std::string& body, const Faults& faults);
  Answer bucket(const Request& request, const Faults& faults);
  Answer control(const Request& request, const std::string& body);

  Answer fail(std::uint64_t status, std::string_view code, const Request& request, const Faults& faults = {});
  Answer xml(std::string text, const Faults& faults);
  Answer xml(std::shared_ptr<const std::string> text, const Faults& faults);
  Answer empty(int status, std::string_view etag, const Faults& faults);

  Faults faults_of(const Request& request, std::string_view operation);
  void note(const Request& request, std::string_view operation, std::uint64_t connection);
  std::string counts() const;

  Options options_;
  Objects objects_;
  Listing listing_;
  Uploads uploads_;
  std::map<std::string, Rule, std::less<>> of_keys_;  // by bucket and key
  std::map<std::string, std::uint64_t, std::less<>> counts_;
  std::string log_;
  std::uint64_t requests_ = 0;
  std::int64_t connections_ = 0;
};

}  // namespace wirespeed::s3_stub
