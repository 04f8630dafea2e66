#include "records.hpp"

namespace wirespeed::bolt_replay {

namespace {

// The encoder can only lack memory, and then it throws.
void write_record(packstream::VectorOutput& output, const Workload& workload, std::uint64_t row, Era era) {
  Writer writer(output);
  const std::uint64_t columns = workload.columns();
  bool ok = writer.structure(static_cast<std::uint8_t>(Tag::record), 1) && writer.list(columns);
  for (std::uint64_t column = 0; ok && column < columns; ++column) {
    const std::uint64_t index = (row * columns + column) % workload.distinct;
    ok = write_value(writer, workload.shape, {row, column, workload.width, index}, era);
  }
}

}  // namespace

packstream::Bytes encode_record(const Workload& workload, std::uint64_t row, Era era) {
  packstream::VectorOutput output;
  write_record(output, workload, row, era);
  return output.take();
}

Records::Records(const Workload& workload, Era era) {
  begins_.reserve(workload.length + 1);
  for (std::uint64_t row = 0; row < workload.length; ++row) {
    begins_.push_back(bytes_.size());
    append_framed(bytes_, encode_record(workload, row, era));
  }
  begins_.push_back(bytes_.size());
}

ByteView Records::framed(std::uint64_t first, std::uint64_t last) const noexcept {
  return ByteView(bytes_).subspan(begins_[first], begins_[last] - begins_[first]);
}

std::shared_ptr<const Records> RecordCache::records(const Workload& workload, Era era) {
  const std::scoped_lock lock(mutex_);
  auto& made = made_[{workload, era}];
  if (!made) made = std::make_shared<Records>(workload, era);
  return made;
}

}  // namespace wirespeed::bolt_replay
