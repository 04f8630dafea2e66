// The walk over the records of a batch, for any handler: what stands between records, what to do with a bad one.
#pragma once

#include "wirespeed/discogs/dump_reader.hpp"
#include "wirespeed/discogs/record_finder.hpp"
#include "wirespeed/xml/tokenizer.hpp"

namespace wirespeed::discogs {

namespace detail {

// Why bytes that the walker took are no record all the same: a record begins inside them.
inline constexpr const char* kRecordInside = "expected the end tag of the record, found the start of another";

// Refuses a record inside a record, which the walker alone would take for a child: a record that is not closed must
// not swallow its successors, and a batch may be cut there. A <label> of <sublabels> is none unless its bytes begin
// one.
template <typename Handler>
class NestingGuard {
 public:
  // Names of elements point into `bytes`.
  NestingGuard(Handler& handler, Kind kind, std::string_view bytes)
      : handler_(handler), kind_(kind), bytes_(bytes), record_(record_name(kind)) {}

  void start(std::string_view name, std::span<const xml::Attribute> attributes) {
    check(name);
    parents_[depth_++] = name;
    handler_.start(name, attributes);
  }
  void empty(std::string_view name, std::span<const xml::Attribute> attributes) {
    check(name);
    handler_.empty(name, attributes);
  }
  void leaf(std::string_view name, std::string_view text) {
    check(name);
    handler_.leaf(name, text);
  }
  void text(std::string_view raw, xml::TextForm form) { handler_.text(raw, form); }
  void end(std::string_view name) {
    --depth_;
    handler_.end(name);
  }
  bool nested() const noexcept { return nested_; }

 private:
  void check(std::string_view name) noexcept {
    // The third letter tells the record's name from nearly all others of its length.
    if (name.size() == record_.size() && name[2] == record_[2] && depth_ > 0 && name == record_) {
      nested_ |= parents_[depth_ - 1] != "sublabels" || begins_record(name);
    }
  }

  bool begins_record(std::string_view name) const noexcept {
    return starts_record(kind_, bytes_, static_cast<std::size_t>(name.data() - bytes_.data()) - 1);
  }

  Handler& handler_;
  Kind kind_;
  std::string_view bytes_;
  std::string_view record_;
  std::size_t depth_ = 0;
  bool nested_ = false;
  std::array<std::string_view, xml::kMaxDepth + 1> parents_;
};

}  // namespace detail

// For each record of `batch`: on_begin(), the handler's events, and then, if it is well-formed, on_record(bytes), which
// returns null or why the record is bad. Bad records and whatever else stands between go to result.rejects.
// known(bytes), asked where a record begins, may say how long it is: that many bytes are then a good record, unwalked.
template <typename Handler, typename OnBegin, typename OnRecord, typename Known>
void for_each_record(const Batch& batch, Handler& handler, BatchResult& result, OnBegin on_begin, OnRecord on_record,
                     Known known) {
  const Kind kind = batch.file->kind;
  const std::string_view bytes = batch.bytes;
  const auto reject = [&](std::size_t from, std::size_t to, std::string reason) {
    result.rejects.push_back(
        {batch.file->path, batch.offset + from, std::move(reason), std::string(bytes.substr(from, to - from))});
  };
  xml::Marks marks(bytes.data(), bytes.data() + bytes.size());
  std::size_t at = 0;
  while ((at = skip_between_records(kind, bytes, at)) < bytes.size()) {
    if (!starts_record(kind, bytes, at)) {
      const std::size_t next = find_resume(kind, bytes, at + 1);
      reject(at, next, fmt::format("expected <{}>, found other text between records", record_name(kind)));
      at = next;
      continue;
    }
    if (const std::size_t length = known(bytes.substr(at)); length > 0) {
      ++result.records;
      at += length;
      continue;
    }
    on_begin();
    detail::NestingGuard<Handler> guard(handler, kind, bytes);
    const xml::Walked walked = xml::walk_element(bytes.data() + at, marks, guard);
    const char* error = walked.error;
    const auto end = static_cast<std::size_t>(walked.at - bytes.data());
    const bool holds_record = guard.nested() || (walked.opaque && find_record(kind, bytes, at + 1) < end);
    if (error == nullptr && holds_record) error = detail::kRecordInside;
    if (error == nullptr) error = on_record(bytes.substr(at, end - at));
    if (error == nullptr) {
      ++result.records;
      at = end;
      continue;
    }
    const std::size_t resume = find_resume(kind, bytes, at + 1);
    reject(at, resume, error);
    at = resume;
  }
}

template <typename Handler, typename OnBegin, typename OnRecord>
void for_each_record(const Batch& batch, Handler& handler, BatchResult& result, OnBegin on_begin, OnRecord on_record) {
  for_each_record(batch, handler, result, on_begin, on_record, [](std::string_view) { return std::size_t{0}; });
}

}  // namespace wirespeed::discogs
