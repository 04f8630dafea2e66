#include "wirespeed/graph/row_file.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace wirespeed::graph {
namespace {

// Odd, and without a pattern: the ends of a relationship must not change places unseen.
constexpr std::uint64_t kSourceFactor = 0x9E3779B1;
constexpr std::uint64_t kTargetFactor = 0x85EBCA77;

// Two 32-bit factors and no more than shifts, so that a loop over targets takes several at once.
constexpr std::uint64_t mixed(NodeId node, std::uint64_t factor) noexcept {
  const std::uint64_t product = (std::uint64_t{node} + 1) * factor;
  return product ^ product >> 29;
}

// Rows that have entries, one after the other. REQUIRES: what check_shape(), checked_offsets() and checked_words() see
// to
class RowSteps {
 public:
  RowSteps(RowForm form, std::span<const std::uint32_t> offsets, std::span<const std::uint64_t> words) noexcept
      : form_(form), offsets_(offsets), words_(words), bits_(words.empty() ? 0 : words[0]) {}

  // REQUIRES: there is one more
  void next() noexcept {
    if (form_ == RowForm::dense) {
      while (offsets_[at_] == offsets_[at_ + 1]) ++at_;
      node_ = static_cast<NodeId>(at_);
    } else {
      while (bits_ == 0) bits_ = words_[++word_];
      node_ = static_cast<NodeId>(word_ * 64 + static_cast<unsigned>(std::countr_zero(bits_)));
      bits_ &= bits_ - 1;
    }
    size_ = form_ == RowForm::unit ? 1 : offsets_[at_ + 1] - offsets_[at_];
    ++at_;
  }
  NodeId node() const noexcept { return node_; }
  std::uint32_t size() const noexcept { return size_; }

 private:
  RowForm form_;
  std::span<const std::uint32_t> offsets_;
  std::span<const std::uint64_t> words_;
  std::uint64_t bits_;  // of the word that are still to come
  std::size_t word_ = 0;
  std::size_t at_ = 0;  // of offsets_
  NodeId node_ = 0;
  std::uint32_t size_ = 0;
};

class RowReader {
 public:
  RowReader(const CheckedSections& sections, const std::string& name, const RowFileShape& said)
      : sections_(sections), name_(name), said_(said), shape_(said.shape) {}

  Result<CheckedRows> read() {
    if (auto ok = check_shape(); !ok) return std::unexpected(ok.error());
    auto offsets = checked_offsets();
    if (!offsets) return std::unexpected(offsets.error());
    auto words = checked_words();
    if (!words) return std::unexpected(words.error());
    auto targets = checked_targets(*offsets, *words);
    if (!targets) return std::unexpected(targets.error());
    auto weights = checked_weights();
    if (!weights) return std::unexpected(weights.error());
    return CheckedRows{
        Rows::borrowed(shape_, *std::move(offsets), *std::move(words), *std::move(targets), *std::move(weights)),
        pairs_, least_weight_};
  }

 private:
  std::string part(const char* what) const { return name_ + "/" + what; }

  Result<void> check_shape() const {
    if (shape_.form > RowForm::unit) {
      return sections_.wrong(name_, "expected a form of rows, found {}", static_cast<unsigned>(shape_.form));
    }
    if (shape_.rows != said_.nodes) {
      return sections_.wrong(name_, "expected rows of {} nodes, found {}", said_.nodes, shape_.rows);
    }
    if (shape_.form == RowForm::unit && shape_.filled != shape_.entries) {
      return sections_.wrong(name_, "expected {} rows of one each, found {}", shape_.entries, shape_.filled);
    }
    return {};
  }

  Result<SharedArray<std::uint32_t>> checked_offsets() const {
    const std::string name = part("offsets");
    std::uint32_t before = 0;
    bool is_first = true;
    const auto check = [&](std::span<const std::uint32_t> offsets) -> Result<void> {
      if (is_first && offsets[0] != 0) return sections_.wrong(name, "expected 0 first, found {}", offsets[0]);
      for (const std::uint32_t offset : offsets.subspan(is_first ? 1 : 0)) {
        const bool ascends = shape_.form == RowForm::sparse ? before < offset : before <= offset;
        if (!ascends) return sections_.wrong(name, "expected them to ascend, found {} after {}", offset, before);
        before = offset;
      }
      is_first = false;
      return {};
    };
    auto offsets = sections_.array<std::uint32_t>(name, shape_.offset_count(), check);
    if (offsets && before != (offsets->empty() ? 0 : shape_.entries)) {
      return sections_.wrong(name, "expected {} last, found {}", shape_.entries, before);
    }
    return offsets;
  }

  Result<SharedArray<std::uint64_t>> checked_words() const {
    const std::string name = part("words");
    std::uint64_t filled = 0;
    const auto check = [&](std::span<const std::uint64_t> words) -> Result<void> {
      for (const std::uint64_t word : words) filled += static_cast<std::uint64_t>(std::popcount(word));
      return {};
    };
    const std::size_t count = BitRankView::blocks_of(shape_.bit_count()) * BitRankView::kBlockWords;
    auto words = sections_.array<std::uint64_t>(name, count, check);
    if (!words || shape_.form == RowForm::dense) return words;
    if (filled != shape_.filled) return sections_.wrong(name, "expected {} bits, found {}", shape_.filled, filled);
    for (std::size_t bit = shape_.rows; bit < 64 * words->size(); ++bit) {
      if (((*words)[bit / 64] >> (bit % 64) & 1) != 0) return sections_.wrong(name, "there is no node {}", bit);
    }
    return words;
  }

  Result<SharedArray<NodeId>> checked_targets(std::span<const std::uint32_t> offsets,
                                              std::span<const std::uint64_t> words) {
    const std::string name = part("targets");
    RowSteps row(shape_.form, offsets, words);
    std::size_t left = 0;  // of that row
    NodeId largest = 0;
    const auto check = [&](std::span<const NodeId> targets) -> Result<void> {
      while (!targets.empty()) {
        if (left == 0) row.next();
        if (left == 0) left = row.size();
        const auto some = targets.first(std::min(left, targets.size()));
        add(row.node(), some, largest);
        left -= some.size();
        targets = targets.subspan(some.size());
      }
      if (largest < said_.nodes) return {};
      return sections_.wrong(name, "expected nodes below {}, found {}", said_.nodes, largest);
    };
    return sections_.array<NodeId>(name, shape_.entries, check);
  }

  void add(NodeId node, std::span<const NodeId> others, NodeId& largest) {
    const bool is_out = said_.direction == Direction::out;
    const std::uint64_t factor = is_out ? kTargetFactor : kSourceFactor;
    std::uint64_t sum = 0;
    for (const NodeId other : others) {
      largest = std::max(largest, other);
      sum += mixed(other, factor);
    }
    pairs_ += mixed(node, is_out ? kSourceFactor : kTargetFactor) * sum;
  }

  Result<SharedArray<double>> checked_weights() {
    const std::string name = part("weights");
    const auto check = [&](std::span<const double> weights) -> Result<void> {
      bool is_nan = false;
      for (const double weight : weights) {
        is_nan |= std::isnan(weight);
        least_weight_ = std::min(least_weight_, weight);
      }
      return is_nan ? Result<void>(sections_.wrong(name, "expected numbers, found NaN")) : Result<void>();
    };
    return sections_.array<double>(name, said_.has_weights ? shape_.entries : 0, check);
  }

  const CheckedSections& sections_;
  const std::string& name_;
  const RowFileShape& said_;
  RowShape shape_;
  std::uint64_t pairs_ = 0;
  double least_weight_ = std::numeric_limits<double>::infinity();
};

}  // namespace

Result<void> save_rows(SectionWriter& writer, const std::string& name, const Rows& rows) {
  if (auto ok = writer.add_array(name + "/offsets", rows.offsets()); !ok) return ok;
  if (auto ok = writer.add_array(name + "/words", rows.index().bits().words()); !ok) return ok;
  if (auto ok = writer.add_array(name + "/targets", rows.targets()); !ok) return ok;
  return writer.add_array(name + "/weights", rows.weights());
}

Result<CheckedRows> checked_rows(const CheckedSections& sections, const std::string& name, const RowFileShape& said) {
  return RowReader(sections, name, said).read();
}

}  // namespace wirespeed::graph
