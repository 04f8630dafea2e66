#include "wirespeed/rules/field.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wirespeed::rules {
namespace {

using discogs::Artist;
using discogs::Company;
using discogs::Credit;
using discogs::Format;
using discogs::Id;
using discogs::Identifier;
using discogs::kNoId;
using discogs::Label;
using discogs::LabelCredit;
using discogs::Master;
using discogs::NamedId;
using discogs::Release;
using discogs::Series;
using discogs::Track;
using discogs::TrackCredit;
using discogs::Video;

void show(Text value, const VisitValue& visit) { visit(value); }

void show(Id value, const VisitValue& visit) {
  if (value == kNoId) return visit(Text());
  const fmt::format_int digits(value);
  visit({digits.data(), digits.size()});
}

bool matches(const auto& value, const MatchValue& match) {
  bool found = false;
  show(value, [&](Text text) { found = text.data() != nullptr && match(text); });
  return found;
}

void make_absent(Text& value) { value = Text(); }
void make_absent(Id& value) { value = kNoId; }

enum class Items : bool { can_go, must_stay };  // must_stay: others refer to them by number

// Adds fields one by one: `Value` is Text or Id.
template <typename Record>
class Schema {
 public:
  template <typename Value>
  Schema& value(const std::string& path, Value Record::* member) {
    return add(path, [member](auto& record, auto see) { see(record.*member); });
  }

  template <typename Value>
  Schema& part(const std::string& path, NamedId Record::* whole, Value NamedId::* member) {
    return add(path, [=](auto& record, auto see) { see(record.*whole.*member); });
  }

  Schema& texts(const std::string& path, std::vector<Text> Record::* list, Items items = Items::can_go) {
    add_list(path, list, [](auto& text) { return &text; }, items);
    fields_.back().is_list = true;
    return *this;
  }

  template <typename Item, typename Value>
  Schema& of_items(const std::string& path, std::vector<Item> Record::* list, Value Item::* member,
                   Items items = Items::can_go) {
    return add_list(path, list, [member](auto& item) { return &(item.*member); }, items);
  }

  Schema& named(const std::string& path, std::vector<NamedId> Record::* list) {
    return of_items(path + ".id", list, &NamedId::id).of_items(path + ".name", list, &NamedId::name);
  }

  Schema& credits(const std::string& path, std::vector<Credit> Record::* list) {
    of_items(path + ".id", list, &Credit::id).of_items(path + ".name", list, &Credit::name);
    of_items(path + ".anv", list, &Credit::anv).of_items(path + ".join", list, &Credit::join);
    return of_items(path + ".role", list, &Credit::role).of_items(path + ".tracks", list, &Credit::tracks);
  }

  Schema& videos(std::vector<Video> Record::* list) {
    of_items("videos.src", list, &Video::src).of_items("videos.duration", list, &Video::duration);
    of_items("videos.embed", list, &Video::embed).of_items("videos.title", list, &Video::title);
    return of_items("videos.description", list, &Video::description);
  }

  // Of tracks: `extra` tells the credits of <extraartists> from those of <artists>.
  template <typename Value>
  Schema& track_credit(const std::string& path, std::vector<TrackCredit> Record::* list, bool extra,
                       Value Credit::* member) {
    const auto value_of = [=](auto& item) { return item.extra == extra ? &(item.credit.*member) : nullptr; };
    return add_list(path, list, value_of, Items::can_go);
  }

  std::vector<Field<Record>> take() { return std::move(fields_); }

 private:
  // walk(record, see) shows see() each value of the field, whether the record is constant or not.
  template <typename Walk>
  Schema& add(const std::string& path, Walk walk) {
    fields_.push_back(
        {.path = path,
         .is_list = false,
         .each = [walk](const Record& record,
                        const VisitValue& visit) { walk(record, [&](const auto& value) { show(value, visit); }); },
         .remove = {},
         .nullify =
             [walk](Record& record, const MatchValue& match) {
               walk(record, [&](auto& value) {
                 if (matches(value, match)) make_absent(value);
               });
             }});
    return *this;
  }

  // value_of(item) is where the value of an item lies; null for one that has none.
  template <typename Item, typename ValueOf>
  Schema& add_list(const std::string& path, std::vector<Item> Record::* list, ValueOf value_of, Items items) {
    add(path, [=](auto& record, auto see) {
      for (auto& item : record.*list) {
        if (auto* const value = value_of(item)) see(*value);
      }
    });
    if (items == Items::must_stay) return *this;
    fields_.back().remove = [=](Record& record, const MatchValue& match) {
      std::erase_if(record.*list, [&](const Item& item) {
        const auto* const value = value_of(item);
        return value != nullptr && matches(*value, match);
      });
    };
    return *this;
  }

  std::vector<Field<Record>> fields_;
};

std::vector<Field<Artist>> schema_of(const Artist*) {
  Schema<Artist> schema;
  schema.value("id", &Artist::id).value("name", &Artist::name).value("realname", &Artist::realname);
  schema.value("profile", &Artist::profile).value("data_quality", &Artist::data_quality);
  schema.texts("urls", &Artist::urls).texts("namevariations", &Artist::namevariations);
  schema.named("aliases", &Artist::aliases).named("members", &Artist::members).named("groups", &Artist::groups);
  return schema.take();
}

std::vector<Field<Label>> schema_of(const Label*) {
  Schema<Label> schema;
  schema.value("id", &Label::id).value("name", &Label::name).value("contactinfo", &Label::contactinfo);
  schema.value("profile", &Label::profile).value("data_quality", &Label::data_quality);
  schema.part("parentLabel.id", &Label::parent, &NamedId::id).part("parentLabel.name", &Label::parent, &NamedId::name);
  schema.named("sublabels", &Label::sublabels).texts("urls", &Label::urls);
  return schema.take();
}

std::vector<Field<Master>> schema_of(const Master*) {
  Schema<Master> schema;
  schema.value("id", &Master::id).value("main_release", &Master::main_release).value("title", &Master::title);
  schema.value("year", &Master::year).value("notes", &Master::notes).value("data_quality", &Master::data_quality);
  schema.credits("artists", &Master::artists).texts("genres", &Master::genres).texts("styles", &Master::styles);
  schema.videos(&Master::videos);
  return schema.take();
}

void add_release_values(Schema<Release>& schema) {
  schema.value("id", &Release::id).value("status", &Release::status).value("title", &Release::title);
  schema.value("country", &Release::country).value("released", &Release::released).value("notes", &Release::notes);
  schema.value("data_quality", &Release::data_quality).value("master_id", &Release::master_id);
  schema.value("is_main_release", &Release::is_main_release);
}

void add_release_lists(Schema<Release>& schema) {
  schema.credits("artists", &Release::artists).credits("extraartists", &Release::extra_artists);
  schema.of_items("labels.id", &Release::labels, &LabelCredit::id);
  schema.of_items("labels.name", &Release::labels, &LabelCredit::name);
  schema.of_items("labels.catno", &Release::labels, &LabelCredit::catno);
  schema.of_items("formats.name", &Release::formats, &Format::name);
  schema.of_items("formats.qty", &Release::formats, &Format::qty);
  schema.of_items("formats.text", &Release::formats, &Format::text);
  schema.texts("formats.descriptions", &Release::descriptions, Items::must_stay);
  schema.texts("genres", &Release::genres).texts("styles", &Release::styles);
}

void add_release_parts(Schema<Release>& schema) {
  schema.of_items("tracklist.position", &Release::tracks, &Track::position, Items::must_stay);
  schema.of_items("tracklist.title", &Release::tracks, &Track::title, Items::must_stay);
  schema.of_items("tracklist.duration", &Release::tracks, &Track::duration, Items::must_stay);
  for (const bool extra : {false, true}) {
    const std::string path = extra ? "tracklist.extraartists." : "tracklist.artists.";
    schema.track_credit(path + "id", &Release::track_credits, extra, &Credit::id);
    schema.track_credit(path + "name", &Release::track_credits, extra, &Credit::name);
    schema.track_credit(path + "role", &Release::track_credits, extra, &Credit::role);
  }
  schema.of_items("identifiers.type", &Release::identifiers, &Identifier::type);
  schema.of_items("identifiers.value", &Release::identifiers, &Identifier::value);
  schema.of_items("identifiers.description", &Release::identifiers, &Identifier::description);
  schema.of_items("companies.id", &Release::companies, &Company::id);
  schema.of_items("companies.name", &Release::companies, &Company::name);
  schema.of_items("companies.catno", &Release::companies, &Company::catno);
  schema.of_items("companies.entity_type", &Release::companies, &Company::entity_type);
  schema.of_items("companies.entity_type_name", &Release::companies, &Company::entity_type_name);
  schema.of_items("series.id", &Release::series, &Series::id);
  schema.of_items("series.name", &Release::series, &Series::name);
  schema.of_items("series.catno", &Release::series, &Series::catno);
  schema.videos(&Release::videos);
}

std::vector<Field<Release>> schema_of(const Release*) {
  Schema<Release> schema;
  add_release_values(schema);
  add_release_lists(schema);
  add_release_parts(schema);
  return schema.take();
}

}  // namespace

template <typename Record>
const std::vector<Field<Record>>& fields() {
  static const std::vector<Field<Record>> kFields = schema_of(static_cast<const Record*>(nullptr));
  return kFields;
}

template <typename Record>
const Field<Record>* find_field(std::string_view path) {
  const auto& all = fields<Record>();
  const auto at = std::ranges::find(all, path, &Field<Record>::path);
  return at == all.end() ? nullptr : &*at;
}

template <typename Record>
std::string paths() {
  std::string text;
  for (const Field<Record>& field : fields<Record>()) text += (text.empty() ? "" : ", ") + field.path;
  return text;
}

template const std::vector<Field<Artist>>& fields<Artist>();
template const std::vector<Field<Label>>& fields<Label>();
template const std::vector<Field<Master>>& fields<Master>();
template const std::vector<Field<Release>>& fields<Release>();
template const Field<Artist>* find_field<Artist>(std::string_view path);
template const Field<Label>* find_field<Label>(std::string_view path);
template const Field<Master>* find_field<Master>(std::string_view path);
template const Field<Release>* find_field<Release>(std::string_view path);
template std::string paths<Artist>();
template std::string paths<Label>();
template std::string paths<Master>();
template std::string paths<Release>();

}  // namespace wirespeed::rules
