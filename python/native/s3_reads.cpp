#include "s3_reads.hpp"

#include <cstring>
#include <limits>
#include <mutex>

#include "errors.hpp"
#include "s3_buffer.hpp"
#include "s3_objects.hpp"
#include "wirespeed/s3/ranges.hpp"
#include "wirespeed/s3_client/client.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using s3_client::Arena;
using s3_client::Buffer;
using s3_client::GetObjects;
using s3_client::Outcome;

class IntoArena final : public s3_client::Placement {
 public:
  explicit IntoArena(std::size_t objects) : buffers(objects) {}

  Outcome<std::span<std::uint8_t>> place(std::size_t index, std::uint64_t bytes) override {
    try {
      buffers[index] = arena_.take(bytes);
    } catch (const std::bad_alloc&) {
      return std::unexpected(s3::Error({Errc::limit, fmt::format("get object: there is no memory for {} bytes; read a "
                                                                 "range, or a stream",
                                                                 bytes)}));
    }
    return buffers[index].bytes;
  }

  std::vector<Buffer> buffers;

 private:
  Arena arena_;
};

class IntoHeld final : public s3_client::Placement {
 public:
  explicit IntoHeld(HeldBuffer held) : held_(std::move(held)) {}

  Outcome<std::span<std::uint8_t>> place(std::size_t /*index*/, std::uint64_t bytes) override {
    if (bytes > held_.bytes().size()) {
      return std::unexpected(s3::Error(
          {Errc::invalid_argument, fmt::format("get object: expected a buffer of at least {} bytes, found {}; give "
                                               "a larger one, or a range",
                                               bytes, held_.bytes().size())}));
    }
    received = bytes;
    return held_.bytes().first(bytes);
  }

  std::uint64_t received = 0;

 private:
  HeldBuffer held_;
};

class GetCall final : public S3Call {
 public:
  GetCall(std::string bucket, std::string key, s3::GetOptions options, s3_client::PartOptions parts)
      : into_(1),
        get_(std::move(bucket), {std::move(key)}, std::move(options), into_, s3_client::OnError::stop, parts) {
    get_.keep_infos();
  }
  s3_client::Operation& operation() override { return get_; }
  nb::object make_result() override {
    return nb::make_tuple(s3_buffer(std::move(into_.buffers.front())), info_dict(get_.info(0)));
  }

 private:
  IntoArena into_;
  GetObjects get_;
};

class GetIntoCall final : public S3Call {
 public:
  GetIntoCall(std::string bucket, std::string key, s3::GetOptions options, HeldBuffer into,
              s3_client::PartOptions parts)
      : into_(std::move(into)),
        get_(std::move(bucket), {std::move(key)}, std::move(options), into_, s3_client::OnError::stop, parts) {
    get_.keep_infos();
  }
  s3_client::Operation& operation() override { return get_; }
  nb::object make_result() override { return nb::make_tuple(into_.received, info_dict(get_.info(0))); }

 private:
  IntoHeld into_;
  GetObjects get_;
};

class GetManyCall final : public S3Call {
 public:
  GetManyCall(std::string bucket, std::vector<std::string> keys, s3::GetOptions options, s3_client::OnError on_error,
              s3_client::PartOptions parts)
      : into_(keys.size()), get_(std::move(bucket), std::move(keys), std::move(options), into_, on_error, parts) {}
  s3_client::Operation& operation() override { return get_; }
  nb::object make_result() override {
    nb::list made;
    for (std::size_t i = 0; i < get_.size(); ++i) {
      const s3::Error* error = get_.error_of(i);
      made.append(error == nullptr ? s3_buffer(std::move(into_.buffers[i])) : exception_of(*error));
    }
    return made;
  }

 private:
  IntoArena into_;
  GetObjects get_;
};

// --- ranges ----------------------------------------------------------------------------------------------------------

std::vector<s3::ByteRange> requests_of(const s3::RangePlan& plan) {
  std::vector<s3::ByteRange> ranges;
  ranges.reserve(plan.requests.size());
  for (const auto& request : plan.requests) ranges.push_back(request.range);
  return ranges;
}

// Where nothing is wanted there is nothing to ask.
std::vector<std::string> keys_of(const s3::RangePlan& plan, std::string key) {
  std::vector<std::string> keys;
  if (!plan.requests.empty()) keys.push_back(std::move(key));
  return keys;
}

// A piece of what was received: it keeps the memory of all of it.
Buffer cut_out(const Buffer& received, const s3::RangeCut& cut) {
  const std::uint64_t size = cut.size_of(received.bytes.size());
  return size == 0 ? Buffer{} : Buffer{received.slab, received.bytes.subspan(cut.in_request, size)};
}

class GetRangesCall final : public S3Call {
 public:
  GetRangesCall(std::string bucket, std::string key, std::vector<s3::ByteRange> wanted, s3::GetOptions options)
      : wanted_(wanted.size()),
        plan_(s3::plan_ranges(wanted, std::nullopt)),
        into_(plan_.requests.size()),
        get_(std::move(bucket), keys_of(plan_, std::move(key)), std::move(options), into_, s3_client::OnError::stop, {},
             requests_of(plan_)) {}
  s3_client::Operation& operation() override { return get_; }
  nb::object make_result() override {
    std::vector<Buffer> cut(wanted_);
    for (std::size_t i = 0; i < plan_.requests.size(); ++i) {
      for (const auto& each : plan_.requests[i].cuts) take(each, into_.buffers[i], cut[each.wanted]);
    }
    nb::list made;
    for (Buffer& buffer : cut) made.append(s3_buffer(std::move(buffer)));
    return made;
  }

 private:
  // A range that is longer than a request has its parts put together.
  static void take(const s3::RangeCut& each, const Buffer& received, Buffer& whole) {
    const Buffer piece = cut_out(received, each);
    if (each.in_wanted == 0) {
      whole = piece;
    } else if (!piece.bytes.empty()) {
      auto slab = std::make_shared<const s3_client::Slab>(each.in_wanted + piece.bytes.size());
      std::memcpy(slab->data(), whole.bytes.data(), whole.bytes.size());
      std::memcpy(slab->data() + each.in_wanted, piece.bytes.data(), piece.bytes.size());
      const std::span<std::uint8_t> bytes(slab->data(), each.in_wanted + piece.bytes.size());
      whole = Buffer{std::move(slab), bytes};
    }
  }

  std::size_t wanted_;
  s3::RangePlan plan_;
  IntoArena into_;
  GetObjects get_;
};

// --- streams ---------------------------------------------------------------------------------------------------------

std::vector<s3::ByteRange> parts_between(std::uint64_t begin, std::uint64_t end, std::uint64_t bytes) {
  std::vector<s3::ByteRange> parts;
  parts.reserve((end - begin + bytes - 1) / bytes);
  for (std::uint64_t at = begin; at < end; at += bytes) {
    parts.push_back(s3::ByteRange::between(at, std::min(end, at + bytes)));
  }
  return parts;
}

}  // namespace

struct S3Stream::State {
  State(std::shared_ptr<s3_client::Client> of, std::string bucket, std::string key, s3::GetOptions options,
        std::vector<s3::ByteRange> ranges, unsigned window_of)
      : client(std::move(of)),
        window(window_of),
        into(ranges.size()),
        get(std::move(bucket), {std::move(key)}, std::move(options), into, s3_client::OnError::stop,
            {std::numeric_limits<std::uint64_t>::max() / 4, 1}, std::move(ranges)),
        run(*client, get) {}

  std::shared_ptr<s3_client::Client> client;
  unsigned window;
  IntoArena into;
  GetObjects get;
  s3_client::Run run;
  std::size_t at = 0;
  std::mutex mutex;
};

S3Stream::S3Stream(std::shared_ptr<s3_client::Client> client, std::string bucket, std::string key,
                   s3::GetOptions options, std::uint64_t begin, std::uint64_t end, s3_client::PartOptions parts)
    : state_(std::make_unique<State>(std::move(client), std::move(bucket), std::move(key), std::move(options),
                                     parts_between(begin, end, parts.bytes), parts.at_once)) {}

S3Stream::~S3Stream() {
  const Detached detached;
  state_.reset();
}

nb::object S3Stream::next(const Limits& limits) {
  State& state = *state_;
  if (state.at == state.into.buffers.size()) return nb::none();
  const auto ran = run_resumable(limits, [&](const Stop& stop) {
    const std::lock_guard lock(state.mutex);
    state.get.allow(state.at + state.window);
    state.get.wait_for(state.at);
    return state.run.go_on(stop);
  });
  if (!ran) throw S3Exception(ran.error());
  if (state.get.error()) throw S3Exception(*state.get.error());
  return s3_buffer(std::move(state.into.buffers[state.at++]));
}

std::shared_ptr<S3Call> get_ranges_call(std::string bucket, std::string key, std::vector<s3::ByteRange> ranges,
                                        s3::GetOptions options) {
  return std::make_shared<GetRangesCall>(std::move(bucket), std::move(key), std::move(ranges), std::move(options));
}

std::shared_ptr<S3Call> get_call(std::string bucket, std::string key, s3::GetOptions options,
                                 std::optional<HeldBuffer> into, s3_client::PartOptions parts) {
  if (!into) return std::make_shared<GetCall>(std::move(bucket), std::move(key), std::move(options), parts);
  return std::make_shared<GetIntoCall>(std::move(bucket), std::move(key), std::move(options), *std::move(into), parts);
}

std::shared_ptr<S3Call> get_many_call(std::string bucket, std::vector<std::string> keys, s3::GetOptions options,
                                      s3_client::OnError on_error, s3_client::PartOptions parts) {
  return std::make_shared<GetManyCall>(std::move(bucket), std::move(keys), std::move(options), on_error, parts);
}

}  // namespace wirespeed::python
