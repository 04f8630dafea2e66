#include "wirespeed/s3_client/get_objects.hpp"

#include <algorithm>

#include "wirespeed/s3_client/part_get.hpp"

namespace wirespeed::s3_client {
namespace {

s3::PartSizes sizes_of(const PartOptions& parts) noexcept {
  return parts.bytes == 0 ? s3::PartSizes() : s3::PartSizes::fixed(parts.bytes);
}

PartOptions with_first_size(PartOptions parts) noexcept {
  return {parts.bytes == 0 ? s3::PartSizes().first : parts.bytes, parts.at_once == 0 ? kMostAtOnce : parts.at_once};
}

}  // namespace

GetObjects::GetObjects(std::string bucket, std::vector<std::string> keys, s3::GetOptions options, Placement& placement,
                       OnError on_error, PartOptions parts, std::vector<s3::ByteRange> ranges)
    : bucket_(std::move(bucket)),
      keys_(std::move(keys)),
      options_(std::move(options)),
      placement_(placement),
      on_error_(on_error),
      parts_(with_first_size(parts)),
      ranges_(std::move(ranges)),
      tuner_(sizes_of(parts)),
      objects_(std::max(keys_.size(), ranges_.size())) {
  if (keys_.size() == 1 && !ranges_.empty()) shared_ = std::make_shared<SharedObject>();
}

GetObjects::~GetObjects() = default;

bool GetObjects::satisfied() const {
  if (under_way_ == 0 && (is_stopped() || done_ == objects_.size())) return true;
  return awaited_ && is_there(*awaited_);
}

bool GetObjects::is_there(std::size_t index) const noexcept {
  const Object& object = objects_[index];
  return object.opened && object.under_way == 0 && object.begin == object.end;
}

// --- handing out -----------------------------------------------------------------------------------------------------

Exchange* GetObjects::next() {
  if (is_stopped()) return nullptr;
  if (Exchange* part = next_part()) return part;
  return next_object();
}

Exchange* GetObjects::start(std::size_t index, PartGet& part) {
  ++objects_[index].under_way;
  ++under_way_;
  return &part;
}

// Objects that have begun are finished first: what is received of them waits for the rest.
Exchange* GetObjects::next_part() {
  for (std::size_t looked = to_split_.size(); looked > 0; --looked) {
    const std::size_t index = to_split_.front();
    Object& object = objects_[index];
    if (object.error != nullptr || object.begin == object.end) {
      to_split_.pop_front();
      continue;
    }
    if (object.under_way >= parts_.at_once) {
      to_split_.pop_front();
      to_split_.push_back(index);
      continue;
    }
    const std::uint64_t bytes = tuner_.next_part(object.end - object.begin, object.under_way);
    PartGet& part = pool_.take(*this);
    part.read(index, object.begin, bytes);
    object.begin += bytes;
    return start(index, part);
  }
  return nullptr;
}

Exchange* GetObjects::next_object() {
  std::size_t index = 0;
  if (!to_open_.empty()) {
    index = to_open_.front();
    to_open_.pop_front();
    objects_[index].is_whole = true;
  } else if (started_ < objects_.size()) {
    index = started_++;
  } else {
    return nullptr;
  }
  PartGet& part = pool_.take(*this);
  part.open(index);
  return start(index, part);
}

void GetObjects::add(const s3::ByteRange& range) {
  ranges_.push_back(range);
  objects_.emplace_back();
}

// --- taking back -----------------------------------------------------------------------------------------------------

Outcome<void> GetObjects::opened(std::size_t index, const http::ResponseHead& head, std::uint64_t first,
                                 std::uint64_t bytes) {
  Object& object = objects_[index];
  object.opened = true;
  object.begin = first == 0 ? bytes : 0;
  object.end = first == 0 ? object.memory.size() : first;
  counted().expected_bytes.fetch_add(object.memory.size(), std::memory_order_relaxed);
  if (object.begin < object.end) to_split_.push_back(index);
  if (!keeps_infos_) return {};
  auto info = s3::read_object_info(head);
  if (!info) return std::unexpected(s3::Error(std::move(info).error()));
  object.info = std::make_unique<s3::ObjectInfo>(*std::move(info));
  return {};
}

Outcome<void> GetObjects::opened_empty(std::size_t index) {
  auto memory = placement_.place(index, 0);
  if (!memory) return std::unexpected(std::move(memory).error());
  objects_[index].opened = true;
  return {};
}

void GetObjects::failed(std::size_t index, s3::Error error) {
  Object& object = objects_[index];
  if (object.error != nullptr) return;
  if (on_error_ == OnError::stop) set_error(error);
  object.error = std::make_unique<s3::Error>(std::move(error));
}

void GetObjects::ended(Exchange& exchange) {
  auto& part = static_cast<PartGet&>(exchange);
  Object& object = objects_[part.index()];
  pool_.give_back(part);
  --under_way_;
  --object.under_way;
  const bool has_failed = object.error != nullptr && object.under_way == 0;
  if (!has_failed && !is_there(part.index())) return;
  ++done_;
  counted().objects.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace wirespeed::s3_client
