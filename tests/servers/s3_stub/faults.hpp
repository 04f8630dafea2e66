// What the server is to do wrong, said in words: on the command line, by PUT /-/faults (a rule on each line), or behind
// a key. "obj-1m-3 reset=1000 times=2" is an object whose first two readers lose their connection after 1000 bytes.
//
//   status=N      that status in place of the answer; code=C: of its error (503 SlowDown, 500 InternalError, ...)
//   retry_after=S and region=R, location=URL: fields of that answer
//   late=C        status 200, and in the body the error C
//   cut=N         the connection ends after N bytes of the body; reset=N: by a reset
//   longer=N      the length that is said is N more than what comes; shorter=N: N less
//   stall=N       after N bytes of the body nothing comes any more
//   silence       no answer at all
//   close         the connection ends behind the answer, which does not say so; bye: it says so
//   early         the answer comes before the body of the request was read, and the connection ends
//   noise         bytes of no protocol in place of the answer
//   flip=N        byte N of the body is another
//   etag=N        from the object's byte N on it is another object
//   checksum=good x-amz-checksum-crc32c of the whole object is told, also with a part of it; checksum=bad: a wrong one
//   xml=cut       an XML body ends in the middle; xml=garbage: it is none
//   chunked=N     the body comes in chunks of N bytes; unsaid: it ends with the connection
//   drip=N        N bytes of the body every 10 ms
//   delay=MS      before the answer
//
// and of which requests:
//
//   on=OP         get, head, put, list, create, part, complete, abort, delete, delete_many, copy, bucket; several by
//   commas key=TEXT      whose target has TEXT in it skip=N        not the first N of them times=N       only so many
//   of them every=N       only each Nth of them
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"

namespace wirespeed::s3_stub {

struct Faults {
  std::optional<std::uint64_t> cut;
  std::optional<std::uint64_t> reset;
  std::optional<std::uint64_t> stall;
  std::optional<std::uint64_t> flip;
  std::optional<std::uint64_t> etag;
  std::uint64_t status = 0;
  std::uint64_t longer = 0;
  std::uint64_t shorter = 0;
  std::uint64_t chunked = 0;
  std::uint64_t drip = 0;
  std::uint64_t delay = 0;
  bool silence = false;
  bool close = false;
  bool bye = false;
  bool early = false;
  bool noise = false;
  bool unsaid = false;
  std::string code;
  std::string late;
  std::string region;
  std::string location;
  std::string retry_after;
  std::string checksum;
  std::string xml;
};

// Faults, and of which requests.
struct Rule {
  Faults faults;
  std::set<std::string, std::less<>> operations;  // none: of all
  std::string key;
  std::uint64_t skip = 0;
  std::uint64_t times = UINT64_MAX;
  std::uint64_t every = 1;
  std::uint64_t met = 0;  // requests that it was asked for

  // Counts one more of those that it is about; whether its faults are that one's.
  bool takes(std::string_view operation, std::string_view target);
};

Result<Rule> parse_rule(std::string_view text);
// One on each line.
Result<std::vector<Rule>> parse_rules(std::string_view text);
// What `more` says goes on top of `faults`.
void add(Faults& faults, const Faults& more);

}  // namespace wirespeed::s3_stub
