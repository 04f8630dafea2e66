// Any bytes opened as a snapshot container: an error or sections that can be read to their last byte.
//
// A hash guards the header and another the directory, so nearly every mutation would end there. Each input is therefore
// tried twice: as it is, and with both hashes and the file size made right.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <numeric>
#include <vector>

#include "wirespeed/base/hash.hpp"
#include "wirespeed/base/section_file.hpp"

namespace {

using namespace wirespeed;

constexpr std::size_t kHeaderBytes = 64;
constexpr std::size_t kDirectoryOffsetAt = 16;
constexpr std::size_t kDirectoryHashAt = 24;
constexpr std::size_t kFileSizeAt = 32;
constexpr std::size_t kHeaderHashAt = 56;

std::vector<std::uint8_t> with_right_hashes(ByteView input) {
  std::vector<std::uint8_t> bytes(input.begin(), input.end());
  if (bytes.size() < kHeaderBytes) return bytes;
  const auto directory = load_le<std::uint64_t>(&bytes[kDirectoryOffsetAt]);
  if (directory <= bytes.size()) {
    store_le(&bytes[kDirectoryHashAt], hash64(ByteView(bytes).subspan(directory)));
  }
  store_le(&bytes[kFileSizeAt], std::uint64_t{bytes.size()});
  store_le(&bytes[kHeaderHashAt], hash64(ByteView(bytes).first(kHeaderHashAt)));
  return bytes;
}

// A file without a name, reachable through /proc.
class MemoryFile {
 public:
  explicit MemoryFile(ByteView bytes) : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    if (::write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(descriptor_); }

  std::string path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

 private:
  int descriptor_;
};

void read_all(const SectionFile& file) {
  const bool intact = file.verify().has_value();
  for (const Section& section : file.sections()) {
    const auto bytes = file.section(section.name);
    if (!bytes || bytes->size() != section.size) std::abort();
    [[maybe_unused]] const volatile unsigned sum = std::accumulate(bytes->begin(), bytes->end(), 0U);
    if (intact && hash64(*bytes) != section.hash) std::abort();
    if (file.array<std::uint32_t>(section.name).has_value() != (bytes->size() % 4 == 0)) std::abort();
  }
}

void open_and_read(ByteView bytes) {
  const MemoryFile file(bytes);
  if (const auto opened = SectionFile::open(file.path())) read_all(*opened);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  open_and_read({data, size});
  open_and_read(with_right_hashes({data, size}));
  return 0;
}
