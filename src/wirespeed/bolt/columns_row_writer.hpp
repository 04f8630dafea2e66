// Values of bound columns, each as PackStream.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "wirespeed/bolt/columns_source.hpp"
#include "wirespeed/packstream/encoder.hpp"

namespace wirespeed::bolt {

// Memory that grows, and is used again for each batch.
class RowOutput {
 public:
  std::uint8_t* reserve(std::size_t n) {
    if (bytes_.size() - used_ < n) [[unlikely]]
      bytes_.resize(std::max(bytes_.size() * 2, used_ + n));
    return bytes_.data() + used_;
  }
  void commit(const std::uint8_t* end) noexcept { used_ = static_cast<std::size_t>(end - bytes_.data()); }
  std::size_t size() const noexcept { return used_; }

  // Leaves room for the header of the list, whose size is known at the end.
  void begin_list() {
    used_ = 0;
    commit(reserve(kListHeaderBytes) + kListHeaderBytes);
  }
  ByteView end_list(std::uint64_t size) noexcept {
    std::uint8_t header[packstream::kMaxHeaderBytes];
    const auto bytes = static_cast<std::size_t>(packstream::write_list_header(header, size) - header);
    const std::size_t begin = kListHeaderBytes - bytes;
    std::memcpy(bytes_.data() + begin, header, bytes);
    return {bytes_.data() + begin, used_ - begin};
  }
  void append(const std::vector<std::uint8_t>& bytes) {
    std::uint8_t* at = reserve(bytes.size());
    std::memcpy(at, bytes.data(), bytes.size());
    commit(at + bytes.size());
  }

 private:
  static constexpr std::size_t kListHeaderBytes = 5;

  std::vector<std::uint8_t> bytes_;
  std::size_t used_ = 0;
};

struct SplitTime {
  std::int64_t seconds = 0;
  std::int64_t nanos = 0;
};

// Not thread-safe; borrows the output.
class RowWriter {
 public:
  RowWriter(RowOutput& output, bool utc) noexcept : output_(output), encoder_(output), utc_(utc) {}

  // A struct as a map of all its fields. False: a value that Bolt has no form for; wrong() says which, column() where.
  bool structure(const SourceColumn& column, std::int64_t row);

  const std::string& column() const noexcept { return column_; }
  const std::string& wrong() const noexcept { return wrong_; }

 private:
  bool value(const SourceColumn& column, std::int64_t row);
  bool wrong_in(const SourceColumn& column);
  bool other(const SourceColumn& column, std::int64_t row);
  bool temporal(const SourceColumn& column, std::int64_t row);
  bool unsigned_integer(std::uint64_t value);
  bool items(const SourceColumn& column, std::int64_t begin, std::int64_t count);
  template <typename Offset>
  bool list(const SourceColumn& column, std::int64_t row);
  bool map(const SourceColumn& column, std::int64_t row);
  bool alternative(const SourceColumn& column, std::int64_t row);
  bool date(std::int64_t days);
  bool time(std::int64_t ns);
  bool timestamp(const SourceColumn& column, SplitTime time);
  bool duration(std::int64_t months, std::int64_t days, SplitTime time);
  bool day_time(std::int64_t bits);
  bool month_day_nano(const SourceColumn& column, std::int64_t row);
  bool integers(std::int64_t first, std::int64_t second);

  RowOutput& output_;
  packstream::Encoder<RowOutput> encoder_;
  bool utc_;
  std::string wrong_;
  std::string column_;
};

}  // namespace wirespeed::bolt
