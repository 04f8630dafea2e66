#include "wirespeed/kernels/text_groups.hpp"

#include <type_traits>

#include "wirespeed/column/array_items.hpp"
#include "wirespeed/kernels/packed_texts.hpp"
#include "wirespeed/kernels/same_bytes.hpp"
#include "wirespeed/kernels/text_pieces.hpp"
#include "wirespeed/kernels/text_table.hpp"
#include "wirespeed/kernels/text_words.hpp"

namespace wirespeed::kernels {
namespace {

using column::ArrayView;
using column::Item;

constexpr std::string_view kEmpty = "";  // there, unlike a text without data

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

}  // namespace

std::optional<std::uint32_t> group_texts(const ArrayView& view, std::uint32_t* codes, std::uint32_t* first,
                                         unsigned threads) {
  if (const FoundTexts found = group_packed_texts(view, codes, first, threads); found.has_all) return found.groups;
  return with_texts(view, [&](const auto& texts) {
    using Texts = std::remove_cvref_t<decltype(texts)>;
    return group_texts_by<TextTable<Texts>>(texts, static_cast<std::size_t>(view.length), codes, first, threads).groups;
  });
}

}  // namespace wirespeed::kernels
