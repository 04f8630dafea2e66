#include "wirespeed/months/slim_record.hpp"

#include <concepts>
#include <type_traits>

#include "wirespeed/months/byte_code.hpp"

namespace wirespeed::months {
namespace {

using discogs::Artist;
using discogs::Id;
using discogs::Label;
using discogs::Master;
using discogs::Release;
using discogs::Text;

constexpr std::size_t kYearDigits = 4;

class SlimWriter {
 public:
  explicit SlimWriter(std::string& out) : code_(out) {}

  void id(Id id) { code_.number(static_cast<std::uint64_t>(id) + 1); }  // kNoId is one byte
  void text(Text text) { code_.text(text); }
  void year(Text date) { text(date.substr(0, kYearDigits)); }
  void list(const auto& items, auto walk_item) {
    code_.number(items.size());
    for (const auto& item : items) walk_item(item);
  }

 private:
  ByteEncoder code_;
};

class SlimReader {
 public:
  explicit SlimReader(std::string_view bytes) : code_(bytes) {}

  void id(Id& id) { id = static_cast<Id>(code_.number() - 1); }
  void text(Text& text) { text = code_.text(); }
  void year(Text& date) { text(date); }
  void list(auto& items, auto walk_item) {
    items.resize(code_.count());
    for (auto& item : items) walk_item(item);
  }
  bool whole() const noexcept { return code_.ok() && code_.at_end(); }

 private:
  ByteDecoder code_;
};

// The form of each record, walked by the writer over a constant one, and by the reader over one to fill.
template <typename T, typename Of>
concept Is = std::same_as<std::remove_const_t<T>, Of>;

void walk_named(auto& code, auto& item) {
  code.id(item.id);
  code.text(item.name);
}

void walk_named_list(auto& code, auto& items) {
  code.list(items, [&](auto& item) { walk_named(code, item); });
}

void walk_texts(auto& code, auto& items) {
  code.list(items, [&](auto& item) { code.text(item); });
}

void walk(auto& code, Is<Artist> auto& record) {
  walk_named(code, record);
  walk_named_list(code, record.aliases);
  walk_named_list(code, record.members);
  walk_named_list(code, record.groups);
}

void walk(auto& code, Is<Label> auto& record) {
  walk_named(code, record);
  walk_named(code, record.parent);
  walk_named_list(code, record.sublabels);
}

void walk(auto& code, Is<Master> auto& record) {
  code.id(record.id);
  code.text(record.title);
  code.year(record.year);
  walk_named_list(code, record.artists);
  walk_texts(code, record.genres);
  walk_texts(code, record.styles);
}

void walk(auto& code, Is<Release> auto& record) {
  code.id(record.id);
  code.text(record.title);
  code.year(record.released);
  code.id(record.master_id);
  walk_named_list(code, record.artists);
  Text catalog_number = record.labels.empty() ? Text() : record.labels.front().catno;
  code.text(catalog_number);
  walk_named_list(code, record.labels);
  if constexpr (!std::is_const_v<std::remove_reference_t<decltype(record)>>) {
    if (!record.labels.empty()) record.labels.front().catno = catalog_number;
  }
  walk_texts(code, record.genres);
  walk_texts(code, record.styles);
  code.list(record.formats, [&](auto& format) { code.text(format.name); });
  code.list(record.extra_artists, [&](auto& credit) {
    walk_named(code, credit);
    code.text(credit.role);
  });
}

void append(const auto& record, std::string& out) {
  SlimWriter writer(out);
  walk(writer, record);
}

bool read(std::string_view bytes, auto& record) {
  SlimReader reader(bytes);
  walk(reader, record);
  return reader.whole();
}

}  // namespace

void append_slim(const Artist& record, std::string& out) { append(record, out); }
void append_slim(const Label& record, std::string& out) { append(record, out); }
void append_slim(const Master& record, std::string& out) { append(record, out); }
void append_slim(const Release& record, std::string& out) { append(record, out); }

bool read_slim(std::string_view bytes, Artist& record) { return read(bytes, record); }
bool read_slim(std::string_view bytes, Label& record) { return read(bytes, record); }
bool read_slim(std::string_view bytes, Master& record) { return read(bytes, record); }
bool read_slim(std::string_view bytes, Release& record) { return read(bytes, record); }

}  // namespace wirespeed::months
