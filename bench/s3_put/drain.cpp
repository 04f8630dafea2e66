// The drain limit: puts signed beforehand, over the workload's number of connections, from memory that is there. An
// object of several parts is an upload, begun and completed.

#include "s3_get/requests.hpp"

namespace {

namespace s3 = bench::s3;

class Drain {
 public:
  explicit Drain(const bench::Call& call)
      : workload_(bench::read_workload(call.data)),
        address_(s3::address_of(workload_)),
        lines_(s3::read_lines(call.data + ".requests")),
        client_(address_, static_cast<std::size_t>(bench::number(workload_.at("connections")))),
        bytes_(static_cast<std::size_t>(bench::number(workload_.at("size")))) {
    bytes_.touch();
  }

  std::uint64_t operator()() {
    return workload_.at("operation") == "put" ? upload()
                                              : put(lines_, [](const s3::Line& line) { return line.target; });
  }

 private:
  template <typename Target>
  std::uint64_t put(const std::vector<s3::Line>& lines, const Target& target) {
    std::size_t number = 0;
    std::uint64_t sent = 0;
    client_.run(
        [&](std::size_t, s3::Request& request) {
          if (number == lines.size()) return false;
          const s3::Line& line = lines[number++];
          const std::string length = fmt::format("Content-Length: {}\r\n", line.size);
          request = {
              s3::head_of("PUT", target(line), address_, length), {bytes_.data() + line.first, line.size}, nullptr};
          sent += line.size;
          return true;
        },
        [](std::size_t, std::string_view) {});
    return sent;
  }

  std::uint64_t upload() {
    const std::string& key = lines_[0].target;
    const std::string id = encoded(text_of("POST", key + "?uploads", "", "<UploadId>"));
    std::size_t part = 0;
    const std::uint64_t sent = put(lines_, [&](const s3::Line& line) {
      return fmt::format("{}?partNumber={}&uploadId={}", line.target, ++part, id);
    });
    text_of("POST", key + "?uploadId=" + id, "<CompleteMultipartUpload></CompleteMultipartUpload>", "<ETag>");
    return sent;
  }

  // What stands behind `tag` in the answer.
  std::string text_of(std::string_view method, const std::string& target, std::string_view body, std::string_view tag) {
    bool asked = false;
    std::string found;
    const std::string length = fmt::format("Content-Length: {}\r\n", body.size());
    client_.run(
        [&](std::size_t, s3::Request& request) {
          request = {s3::head_of(method, target, address_, length), body, nullptr};
          return !std::exchange(asked, true);
        },
        [&](std::size_t, std::string_view start) {
          const std::string_view rest = start.substr(std::min(start.size(), start.find(tag) + tag.size()));
          found = rest.substr(0, rest.find('<'));
        });
    return found;
  }

  static std::string encoded(std::string_view text) {
    std::string found;
    for (const char one : text) found += fmt::format("%{:02X}", static_cast<unsigned char>(one));
    return found;
  }

  bench::Workload workload_;
  std::string address_;
  std::vector<s3::Line> lines_;
  s3::Client client_;
  s3::Pages bytes_;
};

auto begin(const bench::Call& said) {
  auto drain = std::make_shared<Drain>(said);
  return [drain](bool checking, bench::Outcome& outcome) {
    if (checking) {
      outcome.answer("bytes", (*drain)());
    } else {
      bench::measure_turn(*drain, outcome);
    }
  };
}

}  // namespace

int main(int argc, char** argv) { return bench::stay(argc, argv, begin); }
