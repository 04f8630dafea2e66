#include "s3_writes.hpp"

#include <cstring>
#include <optional>

#include "s3_objects.hpp"
#include "wirespeed/s3_client/upload.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using s3_client::PutObjects;
using HeldItems = std::vector<std::pair<std::string, HeldBuffer>>;

std::vector<PutObjects::Item> views_of(const HeldItems& held) {
  std::vector<PutObjects::Item> items;
  items.reserve(held.size());
  for (const auto& [key, bytes] : held) items.push_back({key, bytes.bytes()});
  return items;
}

class PutManyCall final : public S3Call {
 public:
  PutManyCall(std::string bucket, HeldItems items, s3_client::WriteOptions options, s3_client::OnError on_error)
      : held_(std::move(items)), put_(std::move(bucket), views_of(held_), std::move(options), on_error) {}
  s3_client::Operation& operation() override { return put_; }
  nb::object make_result() override {
    nb::list made;
    for (std::size_t i = 0; i < put_.size(); ++i) {
      const s3::Error* error = put_.error_of(i);
      made.append(error == nullptr ? nb::object(info_dict(put_.info(i))) : exception_of(*error));
    }
    return made;
  }

 private:
  HeldItems held_;
  PutObjects put_;
};

// --- one object of any size ------------------------------------------------------------------------------------------

// Pieces of an iterable, put together to parts. The interpreter is entered for each piece.
class IterableParts final : public s3_client::PartSource {
 public:
  explicit IterableParts(nb::iterator pieces) : pieces_(std::move(pieces)) {}
  IterableParts(const IterableParts&) = delete;
  IterableParts& operator=(const IterableParts&) = delete;
  ~IterableParts() override {
    const Attached attached;
    piece_.reset();
    pieces_.reset();
    raised_.reset();
  }

  s3::Outcome<s3_client::Buffer> next(std::uint64_t bytes) override {
    auto slab = std::make_shared<const s3_client::Slab>(bytes);
    std::size_t filled = 0;
    while (filled < bytes) {
      if (left_.empty() && !take_piece()) break;
      const auto part = left_.first(std::min<std::uint64_t>(left_.size(), bytes - filled));
      std::memcpy(slab->data() + filled, part.data(), part.size());
      filled += part.size();
      left_ = left_.subspan(part.size());
    }
    if (raised_) {
      return std::unexpected(s3::Error({Errc::invalid_argument, "put object: what gives the data raised"}));
    }
    const std::span<std::uint8_t> filled_part(slab->data(), filled);
    return s3_client::Buffer{std::move(slab), filled_part};
  }

  // What the iterable raised is raised again.
  void raise() {
    if (raised_) std::rethrow_exception(*raised_);
  }

 private:
  // false: it is at its end, or raised.
  bool take_piece() {
    const Attached attached;
    try {
      piece_.reset();
      while (left_.empty()) {
        const nb::object piece = nb::steal(unless_python_ends([&] { return PyIter_Next(pieces_->ptr()); }));
        if (PyErr_Occurred() != nullptr) throw nb::python_error();
        if (!piece.is_valid()) return false;
        piece_.emplace(piece, false);
        left_ = piece_->bytes();
      }
      return true;
    } catch (...) {
      raised_ = std::current_exception();
      return false;
    }
  }

  std::optional<nb::iterator> pieces_;
  std::optional<HeldBuffer> piece_;
  std::span<std::uint8_t> left_;
  std::optional<std::exception_ptr> raised_;
};

class PutCall final : public S3Call {
 public:
  PutCall(std::string bucket, std::string key, nb::handle data, s3_client::WriteOptions options,
          s3_client::PartOptions parts)
      : source_(source_of(data)), upload_(std::move(bucket), std::move(key), *source_, std::move(options), parts) {}
  s3_client::Operation& operation() override { return upload_; }
  nb::object make_result() override { return info_dict(upload_.info()); }
  void raise_own() override {
    if (iterable_ != nullptr) iterable_->raise();
  }

 private:
  std::unique_ptr<s3_client::PartSource> source_of(nb::handle data) {
    if (PyObject_CheckBuffer(data.ptr()) != 0) {
      held_.emplace(data, false);
      return std::make_unique<s3_client::MemoryParts>(held_->bytes());
    }
    if (nb::isinstance<nb::int_>(data)) return std::make_unique<s3_client::FileParts>(nb::cast<int>(data));
    auto iterable = std::make_unique<IterableParts>(nb::iter(data));
    iterable_ = iterable.get();
    return iterable;
  }

  std::optional<HeldBuffer> held_;
  IterableParts* iterable_ = nullptr;
  std::unique_ptr<s3_client::PartSource> source_;
  s3_client::Upload upload_;
};

}  // namespace

std::shared_ptr<S3Call> put_call(std::string bucket, std::string key, nb::handle data, s3_client::WriteOptions options,
                                 s3_client::PartOptions parts) {
  return std::make_shared<PutCall>(std::move(bucket), std::move(key), data, std::move(options), parts);
}

std::shared_ptr<S3Call> put_many_call(std::string bucket, HeldItems items, s3_client::WriteOptions options,
                                      s3_client::OnError on_error) {
  return std::make_shared<PutManyCall>(std::move(bucket), std::move(items), std::move(options), on_error);
}

}  // namespace wirespeed::python
