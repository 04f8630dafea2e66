#include "wirespeed/kernels/text_groups.hpp"

#include <atomic>
#include <memory>
#include <vector>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/column/array_items.hpp"
#include "wirespeed/kernels/key_sizes.hpp"
#include "wirespeed/kernels/same_bytes.hpp"
#include "wirespeed/kernels/text_table.hpp"
#include "wirespeed/kernels/text_words.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

constexpr std::string_view kEmpty = "";              // there, unlike a text without data
constexpr std::size_t kPart = std::size_t{1} << 14;  // rows between two looks at how many groups there are

constexpr std::uint64_t kNoSize = ~std::uint64_t{0};  // of a text that is not there

// Texts as bytes, each of its own size; those that are not there have no data.
template <typename Read>
struct ByteTexts {
  Read read;
  const ArrayView* view;
  TextHash hash;

  TextKey key(std::size_t row) const noexcept {
    const auto i = static_cast<std::int64_t>(row);
    const bool is_there = view->validity == nullptr || view->is_there(i);
    const std::string_view text = is_there ? read(*view, i) : std::string_view();
    const char* at = text.data();
    const std::size_t size = text.size();
    if (size < 8) {
      const KnownText known{load_part(at, size), 0, at == nullptr ? kNoSize : size, at};
      return {known, hash.step(hash.start(known.size), known.head, 0)};
    }
    const KnownText known{load_word(at), load_word(at + size - 8), size, at};
    return {known, size <= 16 ? hash.step(hash.start(size), known.head, known.tail) : hash(text)};
  }

  bool is_same_rest(const KnownText& a, const KnownText& b) const noexcept {
    if (a.size <= 16 || a.size == kNoSize) return true;
    std::uint64_t differing = 0;
    for (std::size_t at = 8; at + 8 < a.size; at += 8) differing |= load_word(a.data + at) ^ load_word(b.data + at);
    return differing == 0;
  }
};

// U: words of characters, which may be hashes; then all bytes are compared.
struct Ucs4Texts {
  const ArrayView* view;
  TextWord word_of;
  WordHash hash;

  TextKey key(std::size_t row) const noexcept {
    const auto i = static_cast<std::int64_t>(row);
    if (view->validity != nullptr && !view->is_there(i)) return {{0, 0, kNoSize, nullptr}, hash(kNoText)};
    const char* at = reinterpret_cast<const char*>(view->data) + i * view->stride;
    const std::uint64_t word = word_of.of_ucs4(at, static_cast<std::size_t>(view->width) / 4);
    return {{word, 0, 0, at}, hash(word)};
  }

  bool is_same_rest(const KnownText& a, const KnownText& b) const noexcept {
    return (a.head & kHashed) == 0 || same_bytes(a.data, b.data, static_cast<std::size_t>(view->width));
  }
};

// f(texts) with what reads the view's texts.
template <typename F>
std::optional<std::uint32_t> with_texts(const ArrayView& view, const F& f) {
  const auto sized = [&](auto read) { return f(ByteTexts<decltype(read)>{read, &view, {}}); };
  switch (view.item) {
    case Item::ucs4:
      return f(Ucs4Texts{&view, {}, {}});
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

// Codes of rows [from, to), and whether there are no more groups than `most`; if there are, not of all.
template <typename Texts>
bool put_rows(TextTable<Texts>& table, std::size_t from, std::size_t to, std::uint32_t* codes, std::uint32_t most) {
  for (std::size_t row = from; row < to; row += kPart) {
    table.put(row, std::min(kPart, to - row), codes + row);
    if (table.groups() > most) return false;
  }
  return true;
}

// Rows [from, to) by a table of their own.
template <typename Texts>
struct Piece {
  Piece(const Texts& texts, std::size_t begin, std::size_t end, std::uint32_t* first)
      : from(begin), to(end), table(scratch, texts, first + begin, end - begin) {}

  std::size_t from;
  std::size_t to;
  Scratch scratch;
  TextTable<Texts> table;
  std::vector<std::uint32_t> now;  // what the first piece calls its groups
};

template <typename Texts>
class TextGroups {
 public:
  TextGroups(const Texts& texts, std::size_t rows, unsigned threads, std::uint32_t* codes, std::uint32_t* first)
      : threads_(threads), codes_(codes), first_(first) {
    for (unsigned i = 0; i < threads; ++i) {
      pieces_.push_back(
          std::make_unique<Piece<Texts>>(texts, rows * i / threads, rows * (std::size_t{i} + 1) / threads, first));
    }
  }

  std::optional<std::uint32_t> run() {
    std::atomic<bool> is_done = true;
    parallel_for(threads_, threads_, [&](std::size_t i) {
      Piece<Texts>& piece = *pieces_[i];
      if (!put_rows(piece.table, piece.from, piece.to, codes_, kGroupsInCache)) is_done = false;
    });
    if (!is_done) return std::nullopt;
    for (unsigned i = 1; i < threads_; ++i) unite(*pieces_[i]);
    rename();
    return pieces_[0]->table.groups();
  }

 private:
  // The first piece's table notes first rows where this piece's are, but never more than were read.
  void unite(Piece<Texts>& piece) {
    const std::uint32_t groups = piece.table.groups();
    piece.now.resize(groups);
    for (std::uint32_t group = 0; group < groups; ++group) {
      piece.now[group] = pieces_[0]->table.code_of(first_[piece.from + group]);
    }
  }

  void rename() {
    const std::size_t begin = pieces_[0]->to;
    const std::size_t end = pieces_.back()->to;
    parallel_for(threads_, (end - begin + kPart - 1) / kPart, [&](std::size_t part) {
      const std::size_t from = begin + part * kPart;
      const std::size_t to = std::min(from + kPart, end);
      for (const auto& piece : pieces_) {
        for (std::size_t row = std::max(from, piece->from); row < std::min(to, piece->to); ++row) {
          codes_[row] = piece->now[codes_[row]];
        }
      }
    });
  }

  unsigned threads_;
  std::uint32_t* codes_;
  std::uint32_t* first_;
  std::vector<std::unique_ptr<Piece<Texts>>> pieces_;
};

// On this thread, in its scratch memory.
template <typename Texts>
std::optional<std::uint32_t> group_alone(const Texts& texts, std::size_t rows, std::uint32_t* codes,
                                         std::uint32_t* first) {
  TextTable<Texts> table(Scratch::mine(), texts, first, rows);
  if (!put_rows(table, 0, rows, codes, rows < kRowsToPart ? kNoGroup : kGroupsInCache)) return std::nullopt;
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
