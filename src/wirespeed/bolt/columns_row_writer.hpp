// Values of bound columns, each as PackStream.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "wirespeed/column/arrow_import.hpp"
#include "wirespeed/packstream/encoder.hpp"

namespace wirespeed::bolt {

using column::ImportedColumn;

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
  bool structure(const ImportedColumn& column, std::int64_t row);

  const std::string& column() const noexcept { return column_; }
  const std::string& wrong() const noexcept { return wrong_; }

 private:
  bool value(const ImportedColumn& column, std::int64_t row);
  bool wrong_in(const ImportedColumn& column);
  bool other(const ImportedColumn& column, std::int64_t row);
  bool temporal(const ImportedColumn& column, std::int64_t row);
  bool unsigned_integer(std::uint64_t value);
  bool items(const ImportedColumn& column, std::int64_t begin, std::int64_t count);
  template <typename Offset>
  bool list(const ImportedColumn& column, std::int64_t row);
  bool map(const ImportedColumn& column, std::int64_t row);
  bool alternative(const ImportedColumn& column, std::int64_t row);
  bool date(std::int64_t days);
  bool time(std::int64_t ns);
  bool timestamp(const ImportedColumn& column, SplitTime time);
  bool duration(std::int64_t months, std::int64_t days, SplitTime time);
  bool day_time(std::int64_t bits);
  bool month_day_nano(const ImportedColumn& column, std::int64_t row);
  bool integers(std::int64_t first, std::int64_t second);

  RowOutput& output_;
  packstream::Encoder<RowOutput> encoder_;
  bool utc_;
  std::string wrong_;
  std::string column_;
};

}  // namespace wirespeed::bolt
