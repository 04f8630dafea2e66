// What tests of dumps share: files made of XML, and batches of it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "wirespeed/discogs/dump_reader.hpp"

namespace wirespeed::discogs {

inline std::string gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// A folder of its own for each test.
class DumpTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) /
              fmt::format("dumps_{}_{}_{}", test->test_suite_name(), test->name(), ::getpid());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, std::string_view bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }

  std::filesystem::path folder_;
};

// A batch over text that it keeps, padded as the reader does.
class TextBatch {
 public:
  TextBatch(Kind kind, std::string_view xml) : file_{"test.xml", kind, xml.size()}, bytes_(xml) {
    bytes_.resize(xml.size() + kBatchPadding);
    batch_ = {&file_, 0, std::string_view(bytes_).substr(0, xml.size())};
  }
  TextBatch(const TextBatch&) = delete;
  TextBatch& operator=(const TextBatch&) = delete;
  const Batch& get() const noexcept { return batch_; }

 private:
  DumpFile file_;
  std::string bytes_;
  Batch batch_;
};

}  // namespace wirespeed::discogs
