#include "wirespeed/xml/inflater.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>
#include <string>
#include <vector>

namespace wirespeed::xml {
namespace {

std::string gzip(std::string_view text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string sample_text() {
  std::mt19937 random(7);
  std::string text;
  while (text.size() < 200'000) text += std::to_string(random() % 5000) + " words of text, ";
  return text;
}

class InflaterTest : public testing::TestWithParam<const char*> {
 protected:
  static std::unique_ptr<InflateBackend> backend() {
    return GetParam() == std::string("zlib") ? make_zlib_backend() : make_isal_backend();
  }
  void SetUp() override {
    if (!backend()) GTEST_SKIP() << "built without ISA-L";
  }

  // All of `bytes` inflated, fed and fetched in pieces; "truncated" if the input ends inside a member.
  static Result<std::string> inflate(std::string_view bytes, std::size_t in_piece = 1000,
                                     std::size_t out_piece = 1000) {
    Inflater inflater(backend());
    std::string text;
    std::vector<std::uint8_t> out(out_piece);
    while (true) {
      auto step = inflater.inflate(bytes_of(bytes.substr(0, in_piece)), out);
      if (!step) return std::unexpected(step.error());
      text.append(reinterpret_cast<const char*>(out.data()), step->produced);
      bytes.remove_prefix(step->consumed);
      if (bytes.empty() && step->produced == 0) break;
    }
    if (!inflater.at_end()) return fail(Errc::truncated, "truncated");
    return text;
  }
};

INSTANTIATE_TEST_SUITE_P(Backends, InflaterTest, testing::Values("isal", "zlib"),
                         [](const auto& test) { return std::string(test.param); });

TEST_P(InflaterTest, it_goes_on_from_saved_bytes) {
  const std::string text = sample_text(), bytes = gzip(text) + gzip("the end");
  const auto view = bytes_of(bytes);
  for (std::size_t stop = 1; stop < bytes.size(); stop += 9973) {
    std::string out(text.size() + 100, '\0');
    const std::span<std::uint8_t> room(reinterpret_cast<std::uint8_t*>(out.data()), out.size());
    Inflater first(backend()), second(backend());
    std::size_t in = 0, made = 0;
    while (in < stop) {
      const auto step = value_or_throw(first.inflate(view.subspan(in, stop - in), room.subspan(made, 777)));
      in += step.consumed;
      made += step.produced;
    }
    const auto saved = first.save();
    if (saved.empty()) GTEST_SKIP() << "zlib's state cannot be kept";
    ASSERT_TRUE(second.restore(saved));
    while (true) {
      const auto step = value_or_throw(second.inflate(view.subspan(in), room.subspan(made)));
      in += step.consumed;
      made += step.produced;
      if (step.consumed + step.produced == 0) break;
    }
    EXPECT_TRUE(second.at_end());
    EXPECT_EQ(out.substr(0, made), text + "the end") << stop;
  }
}

TEST_P(InflaterTest, other_bytes_are_no_saved_place) {
  Inflater inflater(backend());
  const auto saved = inflater.save();
  EXPECT_FALSE(inflater.restore({}));
  if (!saved.empty()) {
    EXPECT_FALSE(inflater.restore(ByteView(saved).first(saved.size() - 1)));
  }
}

TEST_P(InflaterTest, gives_back_the_text_for_any_size_of_the_pieces) {
  const std::string text = sample_text();
  const std::string bytes = gzip(text);
  for (const std::size_t in_piece : {1u, 2u, 3u, 4u, 5u, 4096u, 1u << 20}) {
    for (const std::size_t out_piece : {7u, 65536u}) EXPECT_EQ(inflate(bytes, in_piece, out_piece), text);
  }
}

TEST_P(InflaterTest, members_follow_each_other) {
  EXPECT_EQ(inflate(gzip("one ") + gzip("") + gzip("two")), "one two");
  EXPECT_EQ(inflate(gzip("one ") + gzip("two"), 1, 1), "one two");
}

TEST_P(InflaterTest, zeros_behind_the_last_member_are_padding) {
  EXPECT_EQ(inflate(gzip("one") + std::string(1000, '\0'), 5), "one");
}

TEST_P(InflaterTest, other_bytes_behind_the_last_member_are_an_error) {
  const auto found = inflate(gzip("one") + "rest");
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("expected a member"), std::string::npos) << found.error().message;
}

TEST_P(InflaterTest, every_truncation_is_noticed) {
  const std::string bytes = gzip("a text that is not long, and not long at all");
  for (std::size_t size = 1; size < bytes.size(); ++size) EXPECT_FALSE(inflate(bytes.substr(0, size))) << size;
}

TEST_P(InflaterTest, an_altered_byte_never_gives_another_text) {
  const std::string text = "a text that is not long, and not long at all";
  const std::string bytes = gzip(text);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string altered = bytes;
    altered[at] = static_cast<char>(altered[at] ^ 0x21);
    const auto found = inflate(altered);
    EXPECT_TRUE(!found || *found == text) << "byte " << at;  // the header's time and system carry no text
  }
}

}  // namespace
}  // namespace wirespeed::xml
