#include "wirespeed/months/slim_record.hpp"

#include <vector>

#include "wirespeed/months/byte_code.hpp"

namespace wirespeed::months {
namespace {

using discogs::Artist;
using discogs::Credit;
using discogs::Format;
using discogs::Id;
using discogs::Label;
using discogs::LabelCredit;
using discogs::Master;
using discogs::NamedId;
using discogs::Release;
using discogs::Text;

constexpr std::size_t kYearDigits = 4;

class SlimWriter {
 public:
  explicit SlimWriter(std::string& out) : code_(out) {}

  void id(Id id) { code_.number(static_cast<std::uint64_t>(id) + 1); }  // kNoId is one byte
  void text(Text text) { code_.text(text); }
  template <typename Item>
  void named(const Item& item) {
    id(item.id);
    text(item.name);
  }
  template <typename Item, typename Write>
  void list(const std::vector<Item>& items, Write write) {
    code_.number(items.size());
    for (const Item& item : items) write(item);
  }
  template <typename Item>
  void named_list(const std::vector<Item>& items) {
    list(items, [this](const Item& item) { named(item); });
  }
  void texts(const std::vector<Text>& items) {
    list(items, [this](Text item) { text(item); });
  }

 private:
  ByteEncoder code_;
};

class SlimReader {
 public:
  explicit SlimReader(std::string_view bytes) : code_(bytes) {}

  Id id() { return static_cast<Id>(code_.number() - 1); }
  Text text() { return code_.text(); }
  template <typename Item>
  void named(Item& item) {
    item.id = id();
    item.name = text();
  }
  template <typename Item, typename Read>
  void list(std::vector<Item>& items, Read read) {
    items.resize(code_.count());
    for (Item& item : items) read(item);
  }
  template <typename Item>
  void named_list(std::vector<Item>& items) {
    list(items, [this](Item& item) { named(item); });
  }
  void texts(std::vector<Text>& items) {
    list(items, [this](Text& item) { item = text(); });
  }
  bool whole() const noexcept { return code_.ok() && code_.at_end(); }

 private:
  ByteDecoder code_;
};

}  // namespace

void append_slim(const Artist& record, std::string& out) {
  SlimWriter writer(out);
  writer.named(record);
  writer.named_list(record.aliases);
  writer.named_list(record.members);
  writer.named_list(record.groups);
}

void append_slim(const Label& record, std::string& out) {
  SlimWriter writer(out);
  writer.named(record);
  writer.named(record.parent);
  writer.named_list(record.sublabels);
}

void append_slim(const Master& record, std::string& out) {
  SlimWriter writer(out);
  writer.id(record.id);
  writer.text(record.title);
  writer.text(record.year.substr(0, kYearDigits));
  writer.named_list(record.artists);
  writer.texts(record.genres);
  writer.texts(record.styles);
}

void append_slim(const Release& record, std::string& out) {
  SlimWriter writer(out);
  writer.id(record.id);
  writer.text(record.title);
  writer.text(record.released.substr(0, kYearDigits));
  writer.id(record.master_id);
  writer.named_list(record.artists);
  writer.text(record.labels.empty() ? Text() : record.labels.front().catno);
  writer.named_list(record.labels);
  writer.texts(record.genres);
  writer.texts(record.styles);
  writer.list(record.formats, [&](const Format& format) { writer.text(format.name); });
  writer.list(record.extra_artists, [&](const Credit& credit) {
    writer.named(credit);
    writer.text(credit.role);
  });
}

bool read_slim(std::string_view bytes, Artist& record) {
  SlimReader reader(bytes);
  reader.named(record);
  reader.named_list(record.aliases);
  reader.named_list(record.members);
  reader.named_list(record.groups);
  return reader.whole();
}

bool read_slim(std::string_view bytes, Label& record) {
  SlimReader reader(bytes);
  reader.named(record);
  reader.named(record.parent);
  reader.named_list(record.sublabels);
  return reader.whole();
}

bool read_slim(std::string_view bytes, Master& record) {
  SlimReader reader(bytes);
  record.id = reader.id();
  record.title = reader.text();
  record.year = reader.text();
  reader.named_list(record.artists);
  reader.texts(record.genres);
  reader.texts(record.styles);
  return reader.whole();
}

bool read_slim(std::string_view bytes, Release& record) {
  SlimReader reader(bytes);
  record.id = reader.id();
  record.title = reader.text();
  record.released = reader.text();
  record.master_id = reader.id();
  reader.named_list(record.artists);
  const Text catalog_number = reader.text();
  reader.named_list(record.labels);
  if (!record.labels.empty()) record.labels.front().catno = catalog_number;
  reader.texts(record.genres);
  reader.texts(record.styles);
  reader.list(record.formats, [&](Format& format) { format.name = reader.text(); });
  reader.list(record.extra_artists, [&](Credit& credit) {
    reader.named(credit);
    credit.role = reader.text();
  });
  return reader.whole();
}

}  // namespace wirespeed::months
