#include "wirespeed/discogs/content_hash.hpp"

#include <algorithm>

#include "wirespeed/base/sha256_batch.hpp"
#include "wirespeed/discogs/canonical.hpp"
#include "wirespeed/discogs/record_loop.hpp"

namespace wirespeed::discogs {
namespace {

struct Digests final : BatchResult {
  std::vector<Sha256Digest> digests;
};

bool is_number(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// The canonical form of a record, which must have an id: an attribute of the record or its child.
class HashHandler {
 public:
  void begin() noexcept {
    writer_.begin();
    depth_ = 0;
    has_id_ = in_id_ = false;
  }
  void start(std::string_view name, std::span<const xml::Attribute> attributes) {
    if (depth_ == 0) has_id_ = std::ranges::any_of(attributes, is_id);
    in_id_ = depth_ == 1 && name == "id";
    ++depth_;
    writer_.start(name, attributes);
  }
  void empty(std::string_view name, std::span<const xml::Attribute> attributes) {
    if (depth_ == 0) has_id_ = std::ranges::any_of(attributes, is_id);
    writer_.empty(name, attributes);
  }
  void leaf(std::string_view name, std::string_view text) {
    if (depth_ == 1 && name == "id") has_id_ = is_number(text);
    writer_.leaf(name, text);
  }
  void text(std::string_view raw, xml::TextForm form) {
    if (in_id_) has_id_ = is_number(raw);
    writer_.text(raw, form);
  }
  void end(std::string_view name) {
    --depth_;
    in_id_ = false;
    writer_.end(name);
  }

  bool has_id() const noexcept { return has_id_; }
  CanonicalWriter& writer() noexcept { return writer_; }

 private:
  static bool is_id(const xml::Attribute& attribute) noexcept {
    return attribute.name == "id" && is_number(attribute.value);
  }

  CanonicalWriter writer_;
  std::size_t depth_ = 0;
  bool has_id_ = false;
  bool in_id_ = false;
};

// Canonical forms are gathered and hashed some at a time, as SHA-256 is quicker for several.
class HashWorker final : public BatchWorker {
 public:
  std::unique_ptr<BatchResult> process(const Batch& batch) override {
    auto result = std::make_unique<Digests>();
    handler_.writer().clear();
    ends_.clear();
    const auto on_record = [&](std::string_view) -> const char* {
      if (!handler_.has_id()) return "expected a number as the record's id";
      result->repairs += handler_.writer().repairs();
      ends_.push_back(handler_.writer().keep());
      if (ends_.back() >= sha256_batch_bytes()) hash_forms(result->digests);
      return nullptr;
    };
    for_each_record(batch, handler_, *result, [&] { handler_.begin(); }, on_record);
    hash_forms(result->digests);
    return result;
  }

 private:
  void hash_forms(std::vector<Sha256Digest>& digests) {
    const ByteView all = bytes_of(handler_.writer().kept());
    forms_.clear();
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
      forms_.push_back(all.subspan(begin, end - begin));
      begin = end;
    }
    const std::size_t before = digests.size();
    digests.resize(before + forms_.size());
    sha256_batch(forms_, std::span(digests).subspan(before), sha_);
    handler_.writer().clear();
    ends_.clear();
  }

  HashHandler handler_;
  std::vector<std::size_t> ends_;  // of the forms that are kept
  std::vector<ByteView> forms_;
  Sha256 sha_;
};

}  // namespace

Result<HashReport> hash_dumps(const std::vector<DumpFile>& files, const ReadOptions& options,
                              const std::function<void(const Reject&)>& on_reject) {
  Sha256 total;
  const auto merge = [&](const DumpFile&, BatchResult& result) -> Result<void> {
    const auto& digests = static_cast<Digests&>(result).digests;
    total.update({reinterpret_cast<const std::uint8_t*>(digests.data()), digests.size() * sizeof(Sha256Digest)});
    if (on_reject) std::ranges::for_each(result.rejects, on_reject);
    return {};
  };
  auto report = read_dumps(files, options, [] { return std::make_unique<HashWorker>(); }, merge);
  if (!report) return std::unexpected(report.error());
  return HashReport{*report, total.finish()};
}

}  // namespace wirespeed::discogs
