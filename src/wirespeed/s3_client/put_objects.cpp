#include "wirespeed/s3_client/put_objects.hpp"

#include "wirespeed/s3_client/request_exchange.hpp"
#include "wirespeed/s3_client/sent_body.hpp"

namespace wirespeed::s3_client {

class ObjectPut final : public RequestExchange {
 public:
  explicit ObjectPut(PutObjects& put) : RequestExchange(put, "put object"), put_(put) {}

  void begin(std::size_t index) noexcept { index_ = index; }
  void fail(s3::Error error) override {
    if (put_.on_error_ == OnError::stop) put_.set_error(error);
    put_.errors_[index_] = std::make_unique<s3::Error>(std::move(error));
  }

 protected:
  std::string_view bucket() const override { return put_.bucket_; }
  Outcome<void> prepare(s3::Request& request) override {
    const s3::Body body = guarded_.describe(item().bytes, put_.options_);
    return said(s3::write_put_object({put_.bucket_, item().key}, put_.options_.object, body, request));
  }
  BodySource* body() override { return guarded_.source(addressing(), bucket()); }
  Outcome<Sink> accept(const http::ResponseHead& head) override {
    s3::ObjectInfo& info = put_.infos_[index_];
    if (auto ok = keep(s3::read_object_info(head), info); !ok) return std::unexpected(std::move(ok).error());
    info.size = item().bytes.size();
    return Sink::nowhere();
  }
  Outcome<void> complete() override {
    put_.counted().bytes.fetch_add(item().bytes.size(), std::memory_order_relaxed);
    return {};
  }

 private:
  const PutObjects::Item& item() const noexcept { return put_.items_[index_]; }

  PutObjects& put_;
  std::size_t index_ = 0;
  GuardedBody guarded_;
};

PutObjects::PutObjects(std::string bucket, std::vector<Item> items, WriteOptions options, OnError on_error)
    : bucket_(std::move(bucket)),
      items_(std::move(items)),
      options_(std::move(options)),
      on_error_(on_error),
      infos_(items_.size()),
      errors_(items_.size()) {
  std::uint64_t bytes = 0;
  for (const Item& item : items_) bytes += item.bytes.size();
  counted().expected_bytes.store(bytes, std::memory_order_relaxed);
}

PutObjects::~PutObjects() = default;

Exchange* PutObjects::next() {
  if (error() || started_ == items_.size()) return nullptr;
  ObjectPut& put = pool_.take(*this);
  put.begin(started_++);
  ++under_way_;
  return &put;
}

void PutObjects::ended(Exchange& exchange) {
  --under_way_;
  counted().objects.fetch_add(1, std::memory_order_relaxed);
  pool_.give_back(static_cast<ObjectPut&>(exchange));
}

}  // namespace wirespeed::s3_client
