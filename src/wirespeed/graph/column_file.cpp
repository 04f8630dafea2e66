#include "wirespeed/graph/column_file.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "wirespeed/column/array_items.hpp"

namespace wirespeed::graph {
namespace {

using column::ArrayView;
using column::Item;

constexpr std::size_t bytes_of_bits(std::uint64_t bits) noexcept { return static_cast<std::size_t>((bits + 7) / 8); }

// Of items that have one width each; 0: any other.
std::uint32_t width_of(Item item) noexcept {
  constexpr std::array<std::uint8_t, 13> kWidths{1, 0, 1, 2, 4, 8, 1, 2, 4, 8, 4, 8, 8};
  const auto at = static_cast<std::size_t>(item);
  return at < kWidths.size() ? kWidths[at] : 0;
}

bool is_integer(Item item) noexcept { return item >= Item::int8 && item <= Item::uint64; }

ByteView bytes_of_items(const void* items, std::size_t size) noexcept {
  return {static_cast<const std::uint8_t*>(items), size};
}

// --- writing ---------------------------------------------------------------------------------------------------------

class ColumnWriter {
 public:
  ColumnWriter(SectionWriter& writer, std::string name, const ArrayView& view)
      : writer_(writer), name_(std::move(name)), view_(view) {}

  Result<PlainDescription> write() {
    said_.item = view_.item;
    said_.length = static_cast<std::uint64_t>(view_.length);
    if (auto ok = write_validity(); !ok) return std::unexpected(ok.error());
    if (auto ok = write_items(); !ok) return std::unexpected(ok.error());
    return said_;
  }

  // Of columns that have nothing else.
  Result<void> write_nulls() {
    said_.item = view_.item;
    said_.length = static_cast<std::uint64_t>(view_.length);
    return write_validity();
  }
  const PlainDescription& said() const noexcept { return said_; }

 private:
  bool is_there(std::int64_t i) const noexcept {
    if (!view_.is_there(i)) return false;
    if (view_.item == Item::slices) return column::text_at(view_, i).data() != nullptr;
    if (view_.dictionary == nullptr) return true;
    const std::int64_t place = column::place_at(view_, i);
    return place >= 0 && place < view_.dictionary->length;
  }

  Result<void> write_validity() {
    if (view_.validity == nullptr && view_.item != Item::slices && view_.dictionary == nullptr) return {};
    std::vector<std::uint8_t> bits(bytes_of_bits(said_.length));
    std::int64_t there = 0;
    for (std::int64_t i = 0; i < view_.length; ++i) {
      if (!is_there(i)) continue;
      ++there;
      column::set_bit(bits.data(), i);
    }
    if (there == view_.length) return {};
    said_.has_validity = 1;
    return writer_.add(name_ + "/validity", bits);
  }

  Result<void> write_items() {
    if (view_.item == Item::bit) return write_bits();
    if (view_.item == Item::text) return write_texts_of<std::int32_t>();
    if (view_.item == Item::large_text) return write_texts_of<std::int64_t>();
    if (view_.item == Item::text_view || view_.item == Item::slices) return write_gathered_texts();
    said_.width = static_cast<std::uint32_t>(view_.width);
    const auto width = static_cast<std::size_t>(view_.width);
    if (view_.is_contiguous()) return writer_.add(name_ + "/data", bytes_of_items(view_.data, said_.length * width));
    std::vector<std::uint8_t> items;
    items.reserve(said_.length * width);
    for (std::int64_t i = 0; i < view_.length; ++i) {
      const std::uint8_t* at = view_.data + i * view_.stride;
      items.insert(items.end(), at, at + width);
    }
    return writer_.add(name_ + "/data", items);
  }

  Result<void> write_bits() {
    std::vector<std::uint8_t> bits(bytes_of_bits(said_.length));
    for (std::int64_t i = 0; i < view_.length; ++i) {
      if (column::bit_at(view_, i)) column::set_bit(bits.data(), i);
    }
    return writer_.add(name_ + "/data", bits);
  }

  // As they lie, from the first one on.
  template <typename Offset>
  Result<void> write_texts_of() {
    if (view_.length == 0) return write_texts<Offset>(std::vector<Offset>(1), {});
    const auto* offsets = static_cast<const Offset*>(view_.offsets);
    const Offset first = offsets[0];
    std::vector<Offset> moved(offsets, offsets + view_.length + 1);
    for (Offset& offset : moved) offset -= first;
    const auto size = static_cast<std::size_t>(moved.back());
    return write_texts<Offset>(moved, bytes_of_items(view_.data + first, size));
  }

  Result<void> write_gathered_texts() {
    std::string text;
    std::vector<std::int64_t> offsets{0};
    offsets.reserve(said_.length + 1);
    for (std::int64_t i = 0; i < view_.length; ++i) {
      if (is_there(i)) text += column::text_at(view_, i);
      offsets.push_back(static_cast<std::int64_t>(text.size()));
    }
    if (text.size() > std::numeric_limits<std::int32_t>::max())
      return write_texts<std::int64_t>(offsets, bytes_of(text));
    return write_texts<std::int32_t>({offsets.begin(), offsets.end()}, bytes_of(text));
  }

  template <typename Offset>
  Result<void> write_texts(const std::vector<Offset>& offsets, ByteView text) {
    said_.item = sizeof(Offset) == sizeof(std::int32_t) ? Item::text : Item::large_text;
    if (auto ok = writer_.add_array<Offset>(name_ + "/offsets", offsets); !ok) return ok;
    return writer_.add(name_ + "/data", text);
  }

  SectionWriter& writer_;
  std::string name_;
  const ArrayView& view_;
  PlainDescription said_;
};

// --- reading ---------------------------------------------------------------------------------------------------------

class ColumnReader {
 public:
  ColumnReader(const CheckedSections& sections, const std::string& name, const PlainDescription& said)
      : sections_(sections), name_(name), said_(said) {}

  Result<ArrayView> read() {
    if (auto ok = check_description(); !ok) return std::unexpected(ok.error());
    view_.item = said_.item;
    view_.length = static_cast<std::int64_t>(said_.length);
    view_.width = view_.stride = said_.width;
    const auto validity = read_validity();
    if (!validity) return std::unexpected(validity.error());
    view_.validity = *validity;
    if (auto ok = read_items(); !ok) return std::unexpected(ok.error());
    return view_;
  }

  Result<void> check_length() const {
    if (said_.length < std::uint64_t{1} << 32) return {};
    return wrong("expected fewer than 2^32 items, found {}", said_.length);
  }

  // Null where all are there.
  Result<const std::uint8_t*> read_validity() const {
    if (said_.has_validity == 0) return nullptr;
    const auto bits = sections_.array<std::uint8_t>(name_ + "/validity", bytes_of_bits(said_.length));
    if (!bits) return std::unexpected(bits.error());
    return bits->data();
  }

  // From 0 on, and never less than before.
  template <typename Offset>
  Result<SharedArray<Offset>> read_offsets() const {
    const std::string name = name_ + "/offsets";
    Offset before = 0;
    const auto check = [&](std::span<const Offset> offsets) -> Result<void> {
      for (const Offset offset : offsets) {
        if (offset < before) return sections_.wrong(name, "expected them to ascend, found {} after {}", offset, before);
        before = offset;
      }
      return {};
    };
    return sections_.array<Offset>(name, said_.length + 1, check);
  }

 private:
  Result<void> check_description() const {
    const bool is_known = said_.item <= Item::large_text;
    if (!is_known) return wrong("expected a kind of items, found {}", static_cast<unsigned>(said_.item));
    if (auto ok = check_length(); !ok) return ok;
    const bool any_width = said_.item == Item::bytes || said_.item == Item::ucs4;
    const bool fits =
        any_width ? said_.item == Item::bytes || said_.width % 4 == 0 : said_.width == width_of(said_.item);
    if (!fits) return wrong("expected items of another width than {}", said_.width);
    return {};
  }

  Result<void> read_items() {
    if (said_.item == Item::text) return read_texts<std::int32_t>();
    if (said_.item == Item::large_text) return read_texts<std::int64_t>();
    const std::uint64_t size = said_.item == Item::bit ? bytes_of_bits(said_.length) : said_.length * said_.width;
    return read_data(size);
  }

  Result<void> read_data(std::uint64_t size) {
    const auto data = sections_.array<std::uint8_t>(name_ + "/data", size);
    if (!data) return std::unexpected(data.error());
    view_.data = data->data();
    return {};
  }

  template <typename Offset>
  Result<void> read_texts() {
    const auto offsets = read_offsets<Offset>();
    if (!offsets) return std::unexpected(offsets.error());
    view_.offsets = offsets->data();
    return read_data(static_cast<std::uint64_t>((*offsets)[said_.length]));
  }

  template <typename... Args>
  std::unexpected<Error> wrong(fmt::format_string<Args...> format, Args&&... args) const {
    return sections_.wrong(name_, format, std::forward<Args>(args)...);
  }

  const CheckedSections& sections_;
  const std::string& name_;
  const PlainDescription& said_;
  ArrayView view_;
};

// What a column of a file needs beside its view.
struct Kept {
  std::shared_ptr<const SectionFile> file;
  ArrayView dictionary;
};

Result<void> check_places(const CheckedSections& sections, const std::string& name, const ArrayView& view) {
  if (!is_integer(view.item)) return sections.wrong(name, "expected places in a dictionary, found other items");
  for (std::int64_t i = 0; i < view.length; ++i) {
    if (!view.is_there(i)) continue;
    const std::int64_t place = column::place_at(view, i);
    if (place >= 0 && place < view.dictionary->length) continue;
    return sections.wrong(name, "expected places below {}, found {}", view.dictionary->length, place);
  }
  return {};
}

}  // namespace

// NOLINTBEGIN(misc-no-recursion): as deep as columns stand within each other

namespace {

// Sections' names are short, so children of children are numbered on instead of named by their parents.
struct Names {
  const std::string& column;
  std::size_t children = 0;

  std::string next() { return fmt::format("{}/{}", column, ++children); }
  std::string dictionary_of(const std::string& name) const { return name + (children == 0 ? "/dictionary" : "/d"); }
};

Result<ColumnDescription> save_any(SectionWriter& writer, Names& names, const std::string& name,
                                   const NodeProperty& column);
Result<NodeProperty> checked_any(const CheckedSections& sections, Names& names, const std::string& name,
                                 const ColumnDescription& said);

// Of the items only those that the lists have.
Result<ColumnDescription> save_nested(SectionWriter& writer, Names& names, const std::string& name,
                                      const NodeProperty& column) {
  if (depth_of(column) > kMaxNesting) {
    return fail(Errc::limit, "save: \"{}\": expected at most {} lists and structs within each other, found {}",
                column.name, kMaxNesting, depth_of(column));
  }
  ColumnDescription said{.name = column.name, .type = column.type};
  ColumnWriter nulls(writer, name, column.values);
  if (auto ok = nulls.write_nulls(); !ok) return std::unexpected(ok.error());
  said.values = nulls.said();
  std::int64_t first = 0;
  std::int64_t count = column.values.length;
  if (column.is_list()) {
    const std::int64_t* const offsets = column.list_offsets();
    std::vector<std::int64_t> moved{0};
    for (std::int64_t i = 0; i < column.values.length; ++i) moved.push_back(offsets[i + 1] - offsets[0]);
    first = column.values.length == 0 ? 0 : offsets[0];
    count = moved.back();
    if (auto ok = writer.add_array<std::int64_t>(name + "/offsets", moved); !ok) return std::unexpected(ok.error());
  }
  for (const NodeProperty& child : column.children) {
    auto saved = save_any(writer, names, names.next(), sliced(child, first, count));
    if (!saved) return saved;
    said.children.push_back(*std::move(saved));
  }
  return said;
}

Result<NodeProperty> checked_nested(const CheckedSections& sections, Names& names, const std::string& name,
                                    const ColumnDescription& said) {
  const bool is_list = said.type == kListType;
  if (is_list && said.children.size() != 1) {
    return sections.wrong(name, "expected the items of lists in one column, found {}", said.children.size());
  }
  ArrayView view{.item = is_list ? Item::large_text : Item::boolean,
                 .length = static_cast<std::int64_t>(said.values.length)};
  ColumnReader reader(sections, name, said.values);
  if (auto ok = reader.check_length(); !ok) return std::unexpected(ok.error());
  auto validity = reader.read_validity();
  if (!validity) return std::unexpected(validity.error());
  view.validity = *validity;
  std::uint64_t length = said.values.length;
  if (is_list) {
    const auto offsets = reader.read_offsets<std::int64_t>();
    if (!offsets) return std::unexpected(offsets.error());
    view.offsets = offsets->data();
    length = static_cast<std::uint64_t>((*offsets)[said.values.length]);
  }
  NodeProperty column{said.name, view, sections.file(), said.type};
  for (const ColumnDescription& child : said.children) {
    const std::string inner = names.next();
    if (child.values.length != length) {
      return sections.wrong(inner, "expected {} values, found {}", length, child.values.length);
    }
    auto read = checked_any(sections, names, inner, child);
    if (!read) return read;
    column.children.push_back(*std::move(read));
  }
  return column;
}

Result<ColumnDescription> save_any(SectionWriter& writer, Names& names, const std::string& name,
                                   const NodeProperty& column) {
  if (column.is_nested()) return save_nested(writer, names, name, column);
  const ArrayView& view = column.values;
  ColumnDescription said{.name = column.name, .type = column.type};
  auto values = ColumnWriter(writer, name, view).write();
  if (!values) return std::unexpected(values.error());
  said.values = *values;
  if (view.dictionary == nullptr) return said;
  if (view.dictionary->dictionary != nullptr) {
    return fail(Errc::unsupported, "save: \"{}\": expected a dictionary of values, found one of another dictionary",
                column.name);
  }
  auto dictionary = ColumnWriter(writer, names.dictionary_of(name), *view.dictionary).write();
  if (!dictionary) return std::unexpected(dictionary.error());
  said.has_dictionary = 1;
  said.dictionary = *dictionary;
  return said;
}

Result<NodeProperty> checked_any(const CheckedSections& sections, Names& names, const std::string& name,
                                 const ColumnDescription& said) {
  if (said.type == kListType || said.type == kStructType) return checked_nested(sections, names, name, said);
  auto view = ColumnReader(sections, name, said.values).read();
  if (!view) return std::unexpected(view.error());
  auto kept = std::make_shared<Kept>(Kept{sections.file(), {}});
  if (said.has_dictionary != 0) {
    const std::string inner = names.dictionary_of(name);
    auto dictionary = ColumnReader(sections, inner, said.dictionary).read();
    if (!dictionary) return std::unexpected(dictionary.error());
    kept->dictionary = *dictionary;
    view->dictionary = &kept->dictionary;
    if (auto ok = check_places(sections, name, *view); !ok) return std::unexpected(ok.error());
  }
  return NodeProperty{said.name, *view, std::move(kept), said.type};
}

}  // namespace

// NOLINTEND(misc-no-recursion)

Result<ColumnDescription> save_column(SectionWriter& writer, const std::string& name, const NodeProperty& column) {
  Names names{name};
  return save_any(writer, names, name, column);
}

Result<NodeProperty> checked_column(const CheckedSections& sections, const std::string& name,
                                    const ColumnDescription& said) {
  Names names{name};
  return checked_any(sections, names, name, said);
}

}  // namespace wirespeed::graph
