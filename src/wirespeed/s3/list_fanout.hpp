// One listing as many that run at the same time, with the answer of one: all keys under a prefix, in byte order.
//
//   keys       a/0 ........ a/9   b/0 .... b/9   c ...... z/9
//   segments   [               )[             )[             )     each is listed page by page, one page at a time
//   out        <--- as it comes    held until its turn -->
//
// It begins as one segment. When its first page says that there are more, the free hands look for places to split what
// is left: common prefixes, which one page with a delimiter tells, deeper ones where a prefix is large, and where there
// are none, keys that are guessed from those that came (key_ruler.hpp). Whatever a guess is worth, segments cover the
// key space once: each drops what is a neighbour's.
//
//   ListFanout fanout(options);
//   while (auto task = fanout.next()) send(*task);               // as many as are free
//   fanout.take(id, entries, page);                              // when an answer came; then next() again
//   while (fanout.ready(entries)) use(entries);
//   fanout.done();
//
// Pure: no clock, no socket. Not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/s3/key_ruler.hpp"
#include "wirespeed/s3/list_cursor.hpp"
#include "wirespeed/s3/listing_keys.hpp"

namespace wirespeed::s3 {

struct FanoutOptions {
  std::string prefix{};
  std::string start_after{};
  std::string delimiter = "/";      // where keys usually branch
  unsigned at_once = 32;            // requests under way
  std::size_t most_held = 400'000;  // entries that wait for their turn: about so many, and a page for each request
  int page_size = 0;                // 0: the server's own
};

class ListFanout {
 public:
  explicit ListFanout(FanoutOptions options);

  struct Task {
    std::uint64_t id = 0;
    std::vector<Request::Pair> parameters{};  // of GET on the bucket
  };

  // From here on so many requests may be under way.
  void allow(unsigned at_once) noexcept { options_.at_once = at_once; }

  // A page to ask for, as long as there is one that makes sense now.
  std::optional<Task> next();

  // The page that was asked for has come, read into `entries`. An error ends the listing.
  Result<void> take(std::uint64_t id, EntryList entries, const ListPage& page);

  // Puts the next entries of the listing into `out`, in place of what it held; false: none are there yet.
  bool ready(EntryList& out);
  // All has been handed out.
  bool done() const noexcept { return segments_.empty(); }

  std::uint64_t pages() const noexcept { return pages_; }    // that came
  std::uint64_t probes() const noexcept { return probes_; }  // of them, those that only looked for prefixes
  std::size_t held() const noexcept { return held_; }        // entries

 private:
  // Keys in [first, stop), what of them is still to come behind `last`.
  struct Segment {
    std::uint64_t number;
    ListCursor cursor;
    std::string first;
    std::string stop{};  // empty: to the end
    std::string last;    // all up to it has come
    bool fetching = false;
    bool probing = false;
    bool ended = false;
    std::deque<EntryList> pages{};
    std::size_t held = 0;
    unsigned came = 0;  // pages

    // Where it can be split:
    std::deque<std::string> branches{};   // common prefixes behind `last`
    std::optional<std::string> probed{};  // under which they were looked for last
    bool more_branches = false;           // there were too many for one page
    std::optional<KeyRuler> ruler{};
    double jump = kFirstJump;  // pages to leap when nothing tells how far it goes
    bool guessed = false;      // its beginning was, and no page has come since
  };
  using Place = std::list<Segment>::iterator;

  static constexpr double kFirstJump = 4;
  static constexpr double kFarthestJump = 1024;  // into what no page has come from
  static constexpr double kWorthwhile = 2;       // pages that a segment should have left to be split at a prefix
  static constexpr double kWorthGuessing = 8;    // and to be split at a key that nobody has seen: each costs a page
  static constexpr unsigned kPagesBeforeLeap = 3;

  struct Split {
    enum class Way : std::uint8_t { none, branch, probe, leap, middle };
    Way way = Way::none;
    double pages = 0;  // about so many are left, where it is known
  };

  Task ask_page(Segment& segment);
  Task ask_probe(Segment& segment, std::string prefix);
  bool may_hold(std::size_t held_before) const noexcept;
  std::optional<Task> next_page();
  std::optional<Task> next_split();
  Split way_to_split(const Segment& segment) const;
  std::optional<Task> split(Place place, Split::Way way);
  std::optional<Task> split_at(Place place, std::string first, std::string start_after);
  bool may_guess() const noexcept;
  std::optional<std::string> probe_prefix(const Segment& segment) const;
  std::string guess(const Segment& segment, Split::Way way) const;

  Result<void> take_page(Segment& segment, EntryList entries, const ListPage& page);
  void take_probe(std::uint64_t segment, const std::string& prefix, const EntryList& entries, const ListPage& page);
  void drop_passed_branches(Segment& segment);
  Place find(std::uint64_t number);

  struct Asked {
    std::uint64_t segment;
    std::optional<std::string> probe;  // its prefix
  };

  FanoutOptions options_;
  std::list<Segment> segments_;  // in the order of keys
  std::map<std::uint64_t, Asked> asked_;
  std::uint64_t last_id_ = 0;
  std::uint64_t last_segment_ = 0;
  std::size_t held_ = 0;
  std::uint64_t pages_ = 0;
  std::uint64_t probes_ = 0;
  std::uint64_t branches_passed_ = 0;
  std::uint64_t wasted_ = 0;  // guesses behind which nothing was
  bool in_order_ = true;      // as far as pages have come
};

}  // namespace wirespeed::s3
