#include "s3_reads.hpp"

#include <mutex>

#include "errors.hpp"
#include "s3_buffer.hpp"
#include "s3_objects.hpp"
#include "wirespeed/s3_client/get_ranges.hpp"
#include "wirespeed/s3_client/object_stream.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using s3_client::Buffer;
using s3_client::GetObjects;
using s3_client::IntoArena;

class GetCall final : public S3Call {
 public:
  GetCall(std::string bucket, std::string key, s3::GetOptions options, s3_client::PartOptions parts, SharedHandle of)
      : into_(1),
        get_(std::move(bucket), {std::move(key)}, std::move(options), into_, s3_client::OnError::stop, parts) {
    get_.keep_infos();
    if (of != nullptr) get_.share(std::move(of));
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
      : held_(std::move(into)),
        into_(held_.bytes()),
        get_(std::move(bucket), {std::move(key)}, std::move(options), into_, s3_client::OnError::stop, parts) {
    get_.keep_infos();
  }
  s3_client::Operation& operation() override { return get_; }
  nb::object make_result() override { return nb::make_tuple(into_.received, info_dict(get_.info(0))); }

 private:
  HeldBuffer held_;
  s3_client::IntoMemory into_;
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

class GetRangesCall final : public S3Call {
 public:
  GetRangesCall(std::string bucket, std::string key, const std::vector<s3::ByteRange>& wanted, s3::GetOptions options)
      : get_(std::move(bucket), std::move(key), wanted, std::move(options)) {}
  s3_client::Operation& operation() override { return get_.operation(); }
  nb::object make_result() override {
    nb::list made;
    for (Buffer& buffer : get_.take()) made.append(s3_buffer(std::move(buffer)));
    return made;
  }

 private:
  s3_client::GetRanges get_;
};

}  // namespace

// --- streams ---------------------------------------------------------------------------------------------------------

struct S3Stream::State {
  State(std::shared_ptr<s3_client::Client> of, std::string bucket, std::string key, s3::GetOptions options,
        s3_client::PartOptions parts)
      : client(std::move(of)), stream(*client, std::move(bucket), std::move(key), std::move(options), parts) {}

  std::shared_ptr<s3_client::Client> client;
  s3_client::ObjectStream stream;
  std::mutex mutex;
};

S3Stream::S3Stream(std::shared_ptr<s3_client::Client> client, std::string bucket, std::string key,
                   s3::GetOptions options, s3_client::PartOptions parts)
    : state_(std::make_unique<State>(std::move(client), std::move(bucket), std::move(key), std::move(options), parts)) {
}

S3Stream::~S3Stream() {
  const Detached detached;
  state_.reset();
}

nb::object S3Stream::next(const Limits& limits) {
  auto next = run_resumable(limits, [this](const Stop& stop) {
    const std::lock_guard lock(state_->mutex);
    return state_->stream.next(stop);
  });
  if (!next) throw S3Exception(std::move(next).error());
  return *next ? s3_buffer(*std::move(*next)) : nb::none();
}

std::shared_ptr<S3Call> get_ranges_call(std::string bucket, std::string key, const std::vector<s3::ByteRange>& ranges,
                                        s3::GetOptions options) {
  return std::make_shared<GetRangesCall>(std::move(bucket), std::move(key), ranges, std::move(options));
}

std::shared_ptr<S3Call> get_call(std::string bucket, std::string key, s3::GetOptions options,
                                 std::optional<HeldBuffer> into, s3_client::PartOptions parts, SharedHandle of) {
  if (!into) {
    return std::make_shared<GetCall>(std::move(bucket), std::move(key), std::move(options), parts, std::move(of));
  }
  return std::make_shared<GetIntoCall>(std::move(bucket), std::move(key), std::move(options), *std::move(into), parts);
}

std::shared_ptr<S3Call> get_many_call(std::string bucket, std::vector<std::string> keys, s3::GetOptions options,
                                      s3_client::OnError on_error, s3_client::PartOptions parts) {
  return std::make_shared<GetManyCall>(std::move(bucket), std::move(keys), std::move(options), on_error, parts);
}

}  // namespace wirespeed::python
