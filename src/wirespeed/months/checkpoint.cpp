#include "wirespeed/months/checkpoint.hpp"

#include <bit>
#include <utility>

#include "wirespeed/base/file.hpp"
#include "wirespeed/base/hash.hpp"
#include "wirespeed/months/byte_code.hpp"

namespace wirespeed::months {
namespace {

constexpr std::string_view kMagic = "WSPDCHK1";
constexpr std::size_t kHashBytes = 8;

void encode_report(const discogs::ReadReport& report, ByteEncoder& code) {
  for (const std::uint64_t records : report.records) code.number(records);
  for (const std::uint64_t number : {report.repairs, report.rejects, report.bytes_in, report.bytes_xml}) {
    code.number(number);
  }
  code.number(std::bit_cast<std::uint64_t>(report.seconds));
}

discogs::ReadReport decode_report(ByteDecoder& code) {
  discogs::ReadReport report;
  for (std::uint64_t& records : report.records) records = code.number();
  for (std::uint64_t* number : {&report.repairs, &report.rejects, &report.bytes_in, &report.bytes_xml}) {
    *number = code.number();
  }
  report.seconds = std::bit_cast<double>(code.number());
  return report;
}

}  // namespace

std::string encode(const Checkpoint& checkpoint) {
  const discogs::ReadPlace& place = checkpoint.place;
  std::string payload;
  ByteEncoder code(payload);
  for (const std::uint64_t number :
       {checkpoint.work, checkpoint.log_bytes, place.file, place.file_offset, place.offset}) {
    code.number(number);
  }
  code.text(text_of(place.inflater));
  code.text({place.carry.data(), place.carry.size()});
  encode_report(place.report, code);
  std::string bytes(kMagic);
  bytes.resize(kMagic.size() + kHashBytes);
  store_le(bytes.data() + kMagic.size(), hash64(bytes_of(payload)));
  return bytes + payload;
}

Result<Checkpoint> decode_checkpoint(std::string_view bytes) {
  constexpr std::size_t kHeader = kMagic.size() + kHashBytes;
  if (bytes.size() < kHeader || !bytes.starts_with(kMagic)) {
    return fail(Errc::malformed, "expected a checkpoint, found {} other bytes", bytes.size());
  }
  const std::string_view payload = bytes.substr(kHeader);
  if (load_le<std::uint64_t>(bytes.data() + kMagic.size()) != hash64(bytes_of(payload))) {
    return fail(Errc::corrupt, "the checkpoint's checksum does not fit");
  }
  ByteDecoder code(payload);
  Checkpoint checkpoint;
  discogs::ReadPlace& place = checkpoint.place;
  for (std::uint64_t* number :
       {&checkpoint.work, &checkpoint.log_bytes, &place.file, &place.file_offset, &place.offset}) {
    *number = code.number();
  }
  const ByteView inflater = bytes_of(code.text());
  place.inflater.assign(inflater.begin(), inflater.end());
  const std::string_view carry = code.text();
  place.carry.assign(carry.begin(), carry.end());
  place.report = decode_report(code);
  if (!code.ok() || !code.at_end()) return fail(Errc::malformed, "the checkpoint ends too early or too late");
  return checkpoint;
}

std::optional<Checkpoint> find_checkpoint(const std::filesystem::path& directory, std::uint64_t work) {
  const auto bytes = read_file(directory / kCheckpointName);
  if (!bytes) return std::nullopt;
  auto checkpoint = decode_checkpoint(*bytes);
  if (!checkpoint || checkpoint->work != work) return std::nullopt;
  return std::move(*checkpoint);
}

CheckpointWriter::CheckpointWriter(std::filesystem::path directory, const LogWriter& log)
    : directory_(std::move(directory)), log_(log), thread_([this] { run(); }) {}

CheckpointWriter::~CheckpointWriter() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
}

Result<void> CheckpointWriter::write(Checkpoint checkpoint) {
  const std::lock_guard lock(mutex_);
  waiting_ = std::move(checkpoint);
  changed_.notify_all();
  return last_;
}

void CheckpointWriter::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ended_ || waiting_; });
    if (!waiting_) return;
    const Checkpoint checkpoint = std::move(*std::exchange(waiting_, std::nullopt));
    lock.unlock();
    auto written = write_now(checkpoint);
    lock.lock();
    if (last_) last_ = std::move(written);
  }
}

Result<void> CheckpointWriter::write_now(const Checkpoint& checkpoint) const {
  if (auto ok = log_.sync(); !ok) return ok;
  return replace_file(directory_ / kCheckpointName, bytes_of(encode(checkpoint)));
}

}  // namespace wirespeed::months
