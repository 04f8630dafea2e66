#include "wirespeed/s3_client/part_get.hpp"

#include <algorithm>

#include "wirespeed/s3_client/part_twin.hpp"

namespace wirespeed::s3_client {

using s3::ByteRange;

void PartGet::open(std::size_t index) noexcept {
  index_ = index;
  offset_ = bytes_ = 0;
  opens_ = true;
}

void PartGet::read(std::size_t index, std::uint64_t offset, std::uint64_t bytes) noexcept {
  index_ = index;
  offset_ = offset;
  bytes_ = bytes;
  opens_ = false;
}

// --- the request -----------------------------------------------------------------------------------------------------

Outcome<void> PartGet::prepare(s3::Request& request) {
  options_ = get_.options_;
  options_.range = asked_range();
  pin();
  sent_ = Clock::now();
  return said(s3::write_get_object({get_.bucket_, get_.key(index_)}, options_, request));
}

// What it depended on has been answered once there is an answer; now it is this one object.
void PartGet::pin() {
  is_pinned_ = !opens_ || (shared() != nullptr && !shared()->etag.empty());
  if (!is_pinned_) return;
  options_.checksum_mode &= opens_ && !shared()->is_checked;
  options_.conditions = {};
  options_.conditions.if_match = opens_ ? shared()->etag : object().etag;
}

// What a caller wants is cut to the first part; of a suffix that is its last one, for only the answer says where it
// begins.
ByteRange PartGet::asked_range() const noexcept {
  if (!opens_) return ByteRange::between(object().first + offset_, object().first + offset_ + bytes_);
  const ByteRange& wanted = this->wanted();
  const std::uint64_t most = get_.first_bytes();
  switch (wanted.kind) {
    case ByteRange::Kind::whole:
      return object().is_whole ? ByteRange{} : ByteRange::between(0, most);
    case ByteRange::Kind::span:
      return ByteRange::between(wanted.begin, std::min(wanted.end, wanted.begin + most));
    case ByteRange::Kind::from:
      return ByteRange::between(wanted.begin, wanted.begin + most);
    case ByteRange::Kind::suffix:
      return ByteRange::last(std::min(wanted.begin, most));
  }
  return {};
}

// --- the answer ------------------------------------------------------------------------------------------------------

Outcome<Sink> PartGet::accept(const http::ResponseHead& head) {
  answered_ = Clock::now();
  if (head.status != 206) return accept_whole(head);
  const auto range = s3::parse_content_range(head.field("content-range").value_or(""));
  if (!range) return fail_here(range.error().code, "{}", range.error().message);
  return opens_ ? accept_opening(head, *range) : accept_part(head, *range);
}

// The range was not heeded. An empty object has none, and the whole one may be what was wanted.
Outcome<Sink> PartGet::accept_whole(const http::ResponseHead& head) {
  const bool is_known = head.framing == http::Framing::length || head.framing == http::Framing::none;
  if (!is_known) return fail_here(Errc::unsupported, "expected a Content-Length, found an answer without one");
  if (!opens_ || (!wanted().is_whole() && head.length != 0)) {
    return fail_here(
        Errc::unsupported,
        "expected status 206 and the range that was asked for, found {} and the whole object; does a proxy "
        "on the way drop ranges?",
        head.status);
  }
  return place(head, {0, head.length}, head.length);
}

// The slice of the object that is wanted, now that its size is known.
Outcome<Sink> PartGet::accept_opening(const http::ResponseHead& head, const s3::ContentRange& range) {
  if (!range.total) return fail_here(Errc::unsupported, "expected the object's size in Content-Range, found \"*\"");
  const std::uint64_t total = *range.total;
  const ByteRange& wanted = this->wanted();
  switch (wanted.kind) {
    case ByteRange::Kind::whole:
      return place(head, {0, total}, range.size());
    case ByteRange::Kind::span:
      return place(head, {wanted.begin, std::min(wanted.end, total)}, range.size());
    case ByteRange::Kind::from:
      return place(head, {wanted.begin, total}, range.size());
    case ByteRange::Kind::suffix:
      return place(head, {total - std::min(wanted.begin, total), total}, range.size());
  }
  return Sink::nowhere();
}

// Sets memory aside for a slice, of which this answer brings `here` bytes: the first ones, of a suffix the last ones.
Outcome<Sink> PartGet::place(const http::ResponseHead& head, const Slice& slice, std::uint64_t here) {
  Object& object = this->object();
  const std::string_view etag = head.field("etag").value_or("");
  const std::uint64_t bytes = slice.end - slice.begin;
  if (here > bytes) return fail_here(Errc::malformed, "asked for {} bytes at most, found {}", bytes, here);
  if (object.opened && (object.etag != etag || object.memory.size() != bytes)) return std::unexpected(changed());
  if (auto same = belongs(etag); !same) return std::unexpected(std::move(same).error());
  if (!object.opened) {
    auto memory = get_.placement_.place(index_, bytes);
    if (!memory) return std::unexpected(std::move(memory).error());
    object.memory = *memory;
    object.first = slice.begin;
    object.etag = etag;
    offset_ = wanted().kind == ByteRange::Kind::suffix ? bytes - here : 0;
    bytes_ = here;
    if (auto ok = get_.opened(index_, head, offset_, here); !ok) return std::unexpected(std::move(ok).error());
  }
  expect(head);
  return Sink::into(object.memory.subspan(offset_, bytes_));
}

Outcome<Sink> PartGet::accept_part(const http::ResponseHead& head, const s3::ContentRange& range) {
  if (head.field("etag").value_or(object().etag) != object().etag) return std::unexpected(changed());
  const std::uint64_t begin = object().first + offset_;
  if (range.begin != begin || range.size() != bytes_) {
    return fail_here(Errc::malformed, "asked for bytes {} to {}, found {} to {}", begin, begin + bytes_, range.begin,
                     range.end);
  }
  return Sink::into(object().memory.subspan(offset_, bytes_));
}

// All ranges of one key are of one object.
Outcome<void> PartGet::belongs(std::string_view etag) {
  if (shared() == nullptr) return {};
  if (shared()->etag.empty()) shared()->etag = etag;
  if (shared()->etag != etag) return std::unexpected(changed());
  return {};
}

// Where the checksum of all that comes is put together, if it comes in parts; nullptr: nowhere.
std::unique_ptr<WholeCrc>* PartGet::whole_crc() const noexcept {
  if (shared() != nullptr) return shared()->is_checked ? &shared()->crc : nullptr;
  return wanted().is_whole() ? &object().whole_crc : nullptr;
}

// What the answer that opens an object tells of its bytes.
void PartGet::expect(const http::ResponseHead& head) {
  expected_.reset();
  auto told = verifies() ? told_checksum(head) : std::nullopt;
  if (!told) return;
  if (told->of_answer) {
    expected_ = std::move(told->expected);
  } else if (auto* whole = whole_crc(); whole != nullptr && *whole == nullptr) {
    *whole = std::make_unique<WholeCrc>(std::move(told->expected), told->bytes);
  }
}

Outcome<void> PartGet::verify() {
  const ByteView received = object().memory.subspan(offset_, bytes_);
  Outcome<void> same;
  if (expected_ && opens_) {
    same = check_bytes(*expected_, received);
  } else if (auto* whole = whole_crc(); whole != nullptr && *whole != nullptr) {
    same = (*whole)->add(object().first + offset_, received);
    if (!same) same.error().retry = s3::Retry::never;  // which of the parts is wrong nobody knows
  }
  if (!same) same.error().message = fmt::format("{}: {}", s3::to_string(asked()), same.error().message);
  return same;
}

Outcome<void> PartGet::complete() {
  if (auto same = verify(); !same) return same;
  get_.tuner_.part_came(bytes_, answered_ - sent_, Clock::now() - sent_);
  get_.counted().bytes.fetch_add(bytes_, std::memory_order_relaxed);
  return {};
}

Outcome<void> PartGet::refused(s3::Error error) {
  const bool may_be_empty = opens_ && !object().is_whole && wanted().is_whole();
  if (may_be_empty && error.status() == 416) {
    get_.ask_whole(index_);
    return {};
  }
  if (opens_ && error.status() == 416 && get_.may_be_behind_the_end_) return get_.opened_empty(index_);
  if (is_pinned_ && error.status() == 412) return std::unexpected(changed());
  return std::unexpected(std::move(error));
}

// --- a second attempt beside this one --------------------------------------------------------------------------------

std::unique_ptr<Exchange> PartGet::twin() { return std::make_unique<PartTwin>(*this); }

void PartGet::adopt(Exchange& twin) {
  auto taken = take_over(static_cast<PartTwin&>(twin));
  if (!taken) fail(std::move(taken).error());
}

Outcome<void> PartGet::take_over(const PartTwin& twin) {
  auto sink = accept(twin.head());
  if (!sink) return std::unexpected(std::move(sink).error());
  if (sink->memory.size() != twin.bytes().size()) {
    return fail_here(Errc::malformed, "expected {} bytes, found {}", sink->memory.size(), twin.bytes().size());
  }
  std::ranges::copy(twin.bytes(), sink->memory.begin());
  return complete();
}

void PartGet::fail(s3::Error error) { get_.failed(index_, std::move(error)); }

s3::Error PartGet::changed() const {
  return s3::Error(wirespeed::Error{Errc::io, fmt::format("{}: the object was written anew while it was read, so that "
                                                          "its parts do not belong together; read it again",
                                                          s3::to_string(asked()))},
                   s3::Error::Kind::changed);
}

}  // namespace wirespeed::s3_client
