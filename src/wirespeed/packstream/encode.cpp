// Values to bytes.
#include <algorithm>

#include "wirespeed/packstream/encoder.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::packstream {
namespace {

// Visits a Value; false leaves the reason in `why`.
class Writer {
 public:
  explicit Writer(Version version) noexcept : version_(version) {}

  bool write(const Value& value) { return std::visit(*this, value.data()); }

  bool operator()(std::monostate /*null*/) { return encoder_.null(); }
  bool operator()(bool value) { return encoder_.boolean(value); }
  bool operator()(std::int64_t value) { return encoder_.integer(value); }
  bool operator()(double value) { return encoder_.floating(value); }
  bool operator()(const std::string& value) { return fits("text", value.size()) && encoder_.text(value); }
  bool operator()(const Bytes& value) { return fits("bytes", value.size()) && encoder_.bytes(value); }
  bool operator()(const List& list) {
    return fits("list", list.size()) && encoder_.list(list.size()) && write_all(list);
  }
  bool operator()(const Map& map) {
    if (!fits("map", map.size()) || !encoder_.map(map.size())) return false;
    for (const auto& [key, value] : map.entries()) {
      if (!(*this)(key) || !write(value)) return false;
    }
    return true;
  }
  bool operator()(const Structure& structure) {
    return fits("structure", structure.fields.size(), kMaxFields) &&
           encoder_.structure(structure.tag, structure.fields.size()) && write_all(structure.fields);
  }
  bool operator()(const Uuid& value) {
    if (version_ == Version::v2) return encoder_.uuid(value);
    why_ = {Errc::unsupported, "pack: a UUID needs PackStream 2 (Bolt 6.1), found version 1"};
    return false;
  }

  Bytes take() { return output_.take(); }
  Error why() && { return std::move(why_); }

 private:
  bool fits(const char* what, std::size_t size, std::uint64_t most = kMaxSize) {
    if (size <= most) return true;
    why_ = {Errc::limit, fmt::format("pack: a {} holds at most {}, found {}", what, most, size)};
    return false;
  }
  bool write_all(const List& values) {
    return std::all_of(values.begin(), values.end(), [this](const Value& value) { return write(value); });
  }

  VectorOutput output_;
  Encoder<VectorOutput> encoder_{output_};
  Version version_;
  Error why_{Errc::limit, "pack: the value is too large"};
};

}  // namespace

Result<Bytes> encode(const Value& value, Version version) {
  Writer writer(version);
  if (!writer.write(value)) return std::unexpected(std::move(writer).why());
  return writer.take();
}

}  // namespace wirespeed::packstream
