#include "wirespeed/kernels/text_groups.hpp"

#include <atomic>
#include <memory>
#include <vector>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/column/array_items.hpp"
#include "wirespeed/kernels/code_pieces.hpp"
#include "wirespeed/kernels/key_sizes.hpp"
#include "wirespeed/kernels/same_bytes.hpp"
#include "wirespeed/kernels/text_table.hpp"
#include "wirespeed/kernels/text_words.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

constexpr std::string_view kEmpty = "";              // there, unlike a text without data
constexpr std::size_t kPart = std::size_t{1} << 11;  // rows between two looks at how many groups there are

constexpr std::uint32_t kLongText = 17;  // the size of texts whose head is their size and whose tail is their hash

// Texts as bytes, each of its own size; those that are not there have no data.
template <typename Read>
class ByteTexts {
 public:
  ByteTexts(Read reader, const ArrayView& from) : read_(reader), view_(from) {}

  // Field by field: a whole slot would be read as wider words than it was just written by, which takes ten times as
  // long.
  std::uint64_t read_into(TextSlot& into, std::size_t row) const noexcept {
    const auto i = static_cast<std::int64_t>(row);
    const bool is_there = view_.validity == nullptr || view_.is_there(i);
    const std::string_view text = is_there ? read_(view_, i) : std::string_view();
    const char* at = text.data();
    const std::size_t size = text.size();
    into.data = at;
    if (size > 16) return put(into, size, hash_(text), kLongText);
    if (size >= 8) return put(into, load_word(at), load_word(at + size - 8), static_cast<std::uint32_t>(size));
    return put(into, load_part(at, size), 0, at == nullptr ? kMissingText : static_cast<std::uint32_t>(size));
  }

  std::uint64_t hash(const TextSlot& text) const noexcept { return hash_with(text.head, text.tail, text.size); }

  bool is_same_rest(const TextSlot& a, const TextSlot& b) const noexcept {
    return a.size != kLongText || same_bytes(a.data, b.data, a.head);
  }

 private:
  std::uint64_t put(TextSlot& into, std::uint64_t head, std::uint64_t tail, std::uint32_t size) const noexcept {
    into.head = head;
    into.tail = tail;
    into.size = size;
    return hash_with(head, tail, size);
  }

  std::uint64_t hash_with(std::uint64_t head, std::uint64_t tail, std::uint32_t size) const noexcept {
    return size == kLongText ? tail : hash_.step(hash_.start(size), head, tail);
  }

  Read read_;
  ArrayView view_;
  TextHash hash_;
};

// U: words of characters, which may be hashes; then all bytes are compared.
struct Ucs4Texts {
  ArrayView view;
  TextWord word_of;
  WordHash hash_of;

  std::uint64_t read_into(TextSlot& into, std::size_t row) const noexcept {
    const auto i = static_cast<std::int64_t>(row);
    const bool is_there = view.validity == nullptr || view.is_there(i);
    const char* at = reinterpret_cast<const char*>(view.data) + i * view.stride;
    const std::uint64_t word = is_there ? word_of.of_ucs4(at, static_cast<std::size_t>(view.width) / 4) : kNoText;
    into.head = word;
    into.tail = 0;
    into.data = at;
    into.size = is_there ? 0 : kMissingText;
    return hash_of(word);
  }

  std::uint64_t hash(const TextSlot& text) const noexcept { return hash_of(text.head); }

  bool is_same_rest(const TextSlot& a, const TextSlot& b) const noexcept {
    return (a.head & kHashed) == 0 || same_bytes(a.data, b.data, static_cast<std::size_t>(view.width));
  }
};

// f(texts) with what reads the view's texts.
template <typename F>
std::optional<std::uint32_t> with_texts(const ArrayView& view, const F& f) {
  const auto sized = [&](auto read) { return f(ByteTexts<decltype(read)>(read, view)); };
  switch (view.item) {
    case Item::ucs4:
      return f(Ucs4Texts{view, {}, {}});
    case Item::bytes:
      return sized([](const ArrayView& from, std::int64_t i) {
        return std::string_view(reinterpret_cast<const char*>(from.data) + i * from.stride,
                                static_cast<std::size_t>(from.width));
      });
    case Item::text:
      return sized([](const ArrayView& from, std::int64_t i) {
        const std::string_view text = column::text_between<std::int32_t>(from, i);
        return text.data() == nullptr ? kEmpty : text;
      });
    case Item::large_text:
      return sized([](const ArrayView& from, std::int64_t i) {
        const std::string_view text = column::text_between<std::int64_t>(from, i);
        return text.data() == nullptr ? kEmpty : text;
      });
    case Item::text_view:
      return sized([](const ArrayView& from, std::int64_t i) { return column::text_in_view(from, i); });
    default:
      return sized([](const ArrayView& from, std::int64_t i) { return column::item_at<std::string_view>(from, i); });
  }
}

// Whether so many groups of so many rows say that there are more than a table serves as well as parts do: some 500,000,
// of whose first 70,000 rows 15 of 16 are first ones.
bool are_too_many(std::uint32_t groups, std::size_t rows) noexcept {
  constexpr std::uint32_t kMostGroups = 1U << 19;
  return groups > kMostGroups || (groups > kGroupsInCache && groups > rows / 16 * 15);
}

// Codes of rows [from, to), and whether their groups are not too many; if they are, not of all.
template <typename Texts>
bool put_rows(TextTable<Texts>& table, std::size_t from, std::size_t to, std::uint32_t* codes) {
  const std::uint32_t before = table.groups();
  for (std::size_t row = from; row < to; row += kPart) {
    const std::size_t count = std::min(kPart, to - row);
    table.put(row, count, codes + row);
    if (are_too_many(table.groups() - before, row + count - from)) return false;
  }
  return true;
}

template <typename Texts>
struct OwnTable {
  OwnTable(const Texts& texts, const CodePiece& piece, std::uint32_t* first)
      : table(scratch, texts, first + piece.from, piece.to - piece.from) {}

  Scratch scratch;
  TextTable<Texts> table;
};

template <typename Texts>
class TextGroups {
 public:
  TextGroups(const Texts& texts, std::size_t rows, unsigned threads, std::uint32_t* codes, std::uint32_t* first)
      : threads_(threads), codes_(codes), first_(first), pieces_(code_pieces(rows, threads)) {
    for (const CodePiece& piece : pieces_) owned_.push_back(std::make_unique<OwnTable<Texts>>(texts, piece, first));
  }

  std::optional<std::uint32_t> run() {
    const std::size_t begun = begin_in_all();
    std::atomic<bool> is_done = true;
    parallel_for(threads_, threads_, [&](std::size_t i) {
      if (!put_rows(owned_[i]->table, i == 0 ? begun : pieces_[i].from, pieces_[i].to, codes_)) is_done = false;
    });
    if (!is_done) return std::nullopt;
    for (unsigned i = 1; i < threads_; ++i) unite(owned_[i]->table.groups(), pieces_[i]);
    rename_codes(pieces_, codes_, threads_);
    return owned_[0]->table.groups();
  }

 private:
  std::size_t begin_in_all() {
    TextTable<Texts>& table = owned_[0]->table;
    const std::size_t begun = begin_together(pieces_[0].to, [&](std::size_t from, std::size_t to) {
      table.put(from, to - from, codes_ + from);
      return table.groups();
    });
    known_ = table.groups();
    for (unsigned i = 1; i < threads_; ++i) owned_[i]->table.begin_as(table);
    return begun;
  }

  // The first table notes first rows where this piece's are, but never more than were read.
  void unite(std::uint32_t groups, CodePiece& piece) {
    if (groups == known_) return;
    owned_[0]->table.put_listed(first_ + piece.from, groups - known_, piece.name(groups, known_));
  }

  unsigned threads_;
  std::uint32_t* codes_;
  std::uint32_t* first_;
  std::uint32_t known_ = 0;  // groups that all pieces began with
  std::vector<CodePiece> pieces_;
  std::vector<std::unique_ptr<OwnTable<Texts>>> owned_;
};

// On this thread, in its scratch memory.
template <typename Texts>
std::optional<std::uint32_t> group_alone(const Texts& texts, std::size_t rows, std::uint32_t* codes,
                                         std::uint32_t* first) {
  TextTable<Texts> table(Scratch::mine(), texts, first, rows);
  if (rows < kRowsToPart) {
    table.put(0, rows, codes);
  } else if (!put_rows(table, 0, rows, codes)) {
    return std::nullopt;
  }
  return table.groups();
}

}  // namespace

std::optional<std::uint32_t> group_texts(const ArrayView& view, std::uint32_t* codes, std::uint32_t* first,
                                         unsigned threads) {
  const auto rows = static_cast<std::size_t>(view.length);
  const unsigned used = threads_for_keys(rows, threads);
  return with_texts(view, [&](const auto& texts) {
    if (used == 1) return group_alone(texts, rows, codes, first);
    return TextGroups(texts, rows, used, codes, first).run();
  });
}

}  // namespace wirespeed::kernels
