#include <algorithm>
#include <deque>
#include <random>

#include "wirespeed/discogs/shape_reference.hpp"

namespace wirespeed::discogs::reference {
namespace {

bool is_id(Id id) { return id > 0 && id <= 0xFFFFFFFF; }

NodeName node(const char* label, Id id) { return std::string(label) + " " + std::to_string(id); }
NodeName node(const char* label, Text name) { return std::string(label) + " " + std::string(name); }

std::string year_of(Text date) {
  if (date.size() < 4 || date.substr(0, 4).find_first_not_of("0123456789") != Text::npos) return "";
  const int year = std::stoi(std::string(date.substr(0, 4)));
  return year >= 1860 && year <= 2027 ? std::to_string(year) : "";
}

// Of equal ids the last, where it stands.
template <typename Record>
std::vector<Record> last_of(const std::vector<Record>& records) {
  std::vector<Record> last;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto is_same = [&](const Record& other) { return other.id == records[i].id; };
    const auto behind = records.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    if (is_id(records[i].id) && std::none_of(behind, records.end(), is_same)) last.push_back(records[i]);
  }
  return last;
}

class Drawing {
 public:
  explicit Drawing(const Dump& dump) {
    learn_names(dump);
    const Dump last = {last_of(dump.artists), last_of(dump.labels), last_of(dump.masters), last_of(dump.releases)};
    for (const auto& record : last.artists) set("Artist", record.id, {{"name", record.name}});
    for (const auto& record : last.labels) set("Label", record.id, {{"name", record.name}});
    for (const auto& record : last.masters) set_master(record);
    for (const auto& record : last.releases) set_release(record);
    for (const auto& record : last.artists) connect(record);
    for (const auto& record : last.labels) connect(record);
    for (const auto& record : last.masters) connect_tags(node("Master", record.id), record);
    for (const auto& record : last.masters) connect_artists(node("Master", record.id), record.artists);
    for (const auto& record : last.releases) connect(record);
  }

  Picture picture;

 private:
  void learn(const char* label, Id id, Text name) {
    if (is_id(id) && !name.empty()) names_.try_emplace(node(label, id), name);
  }
  void learn(const std::vector<NamedId>& list, const char* label) {
    for (const NamedId& item : list) learn(label, item.id, item.name);
  }
  void learn(const std::vector<Credit>& credits) {
    for (const Credit& credit : credits) learn("Artist", credit.id, credit.name);
  }
  void learn_names(const Dump& dump) {
    for (const auto& record : dump.artists) {
      if (!is_id(record.id)) continue;
      for (const auto* list : {&record.aliases, &record.members, &record.groups}) learn(*list, "Artist");
    }
    for (const auto& record : dump.labels) {
      if (!is_id(record.id)) continue;
      learn(record.sublabels, "Label");
      learn("Label", record.parent.id, record.parent.name);
    }
    for (const auto& record : dump.masters) {
      if (is_id(record.id)) learn(record.artists);
    }
    for (const auto& record : dump.releases) {
      if (!is_id(record.id)) continue;
      learn(record.artists);
      learn(record.extra_artists);
      for (const auto& label : record.labels) learn("Label", label.id, label.name);
    }
  }

  void set(const char* label, Id id, std::vector<std::pair<const char*, Text>> facts) {
    Facts& stored = picture.nodes[node(label, id)];
    for (const auto& [name, value] : facts) {
      if (!value.empty()) stored[name] = value;
    }
  }
  void set_master(const Master& record) {
    set("Master", record.id, {{"title", record.title}, {"year", year_of(record.year)}});
  }
  void set_release(const Release& record) {
    std::string formats;
    for (const auto& format : record.formats) {
      if (!format.name.empty()) formats += (formats.empty() ? "" : ",") + std::string(format.name);
    }
    const Text number = record.labels.empty() ? Text() : record.labels[0].catno;
    set("Release", record.id,
        {{"title", record.title},
         {"year", year_of(record.released)},
         {"formats", formats},
         {"catalog_number", number}});
  }

  NodeName refer(const char* label, Id id) {
    const NodeName name = node(label, id);
    const auto [at, is_new] = picture.nodes.try_emplace(name);
    if (is_new) {
      at->second["stub"] = "yes";
      if (const auto known = names_.find(name); known != names_.end()) at->second["name"] = known->second;
    }
    return name;
  }
  NodeName named(const char* label, Text name) {
    picture.nodes[node(label, name)]["name"] = name;
    return node(label, name);
  }
  void edge(const char* type, const NodeName& source, const NodeName& target, Text role = {}) {
    picture.edges.insert({type, source, target, std::string(role)});
    ++picture.rows[type];
  }

  void connect(const Artist& record) {
    const NodeName own = node("Artist", record.id);
    for (const auto& other : record.aliases) {
      if (is_id(other.id)) edge("ALIAS_OF", own, refer("Artist", other.id));
    }
    for (const auto& other : record.groups) {
      if (is_id(other.id)) edge("MEMBER_OF", own, refer("Artist", other.id));
    }
    for (const auto& other : record.members) {
      if (is_id(other.id)) edge("MEMBER_OF", refer("Artist", other.id), own);
    }
  }
  void connect(const Label& record) {
    const NodeName own = node("Label", record.id);
    for (const auto& other : record.sublabels) {
      if (is_id(other.id)) edge("SUBLABEL_OF", refer("Label", other.id), own);
    }
    if (is_id(record.parent.id)) edge("SUBLABEL_OF", own, refer("Label", record.parent.id));
  }
  void connect_artists(const NodeName& own, const std::vector<Credit>& artists) {
    for (const auto& artist : artists) {
      if (is_id(artist.id)) edge("BY", own, refer("Artist", artist.id));
    }
  }
  template <typename Record>
  void connect_tags(const NodeName& own, const Record& record) {
    std::set<Text> genres;
    for (const Text genre : record.genres) {
      if (genre.empty()) continue;
      genres.insert(genre);
      edge("IS", own, named("Genre", genre));
    }
    for (const Text style : record.styles) {
      if (style.empty()) continue;
      edge("IS", own, named("Style", style));
      if (genres.size() == 1) edge("PART_OF", named("Style", style), node("Genre", *genres.begin()));
    }
    if (own.starts_with("Master")) {
      for (const Text genre : genres) count_release(node("Genre", genre), "");
      for (const Text style : record.styles) count_release(node("Style", style), "");
    }
  }
  // Counts are properties, so also a genre of masters alone has one: 0.
  void count_release(const NodeName& tag, const std::string& year, int releases = 0) {
    const auto at = picture.nodes.find(tag);
    if (at == picture.nodes.end()) return;
    Facts& facts = at->second;
    facts["release_count"] =
        std::to_string((facts.contains("release_count") ? std::stoi(facts["release_count"]) : 0) + releases);
    if (!year.empty() && (!facts.contains("first_year") || year < facts["first_year"])) facts["first_year"] = year;
  }
  void count_release(const Release& record) {
    const std::string year = year_of(record.released);
    for (const Text genre : std::set<Text>(record.genres.begin(), record.genres.end())) {
      if (!genre.empty()) count_release(node("Genre", genre), year, 1);
    }
    for (const Text style : std::set<Text>(record.styles.begin(), record.styles.end())) {
      if (!style.empty()) count_release(node("Style", style), year, 1);
    }
  }
  void connect(const Release& record) {
    const NodeName own = node("Release", record.id);
    connect_artists(own, record.artists);
    connect_tags(own, record);
    count_release(record);
    for (const auto& label : record.labels) {
      if (is_id(label.id)) edge("ON", own, refer("Label", label.id));
    }
    if (is_id(record.master_id)) edge("DERIVED_FROM", own, refer("Master", record.master_id));
    for (const auto& credit : record.extra_artists) {
      if (credit.name.empty()) continue;
      const NodeName person = named("Person", credit.name);
      edge("CREDITED_ON", person, own, credit.role);
      if (is_id(credit.id)) edge("SAME_AS", person, refer("Artist", credit.id));
    }
  }

  std::map<NodeName, std::string> names_;
};

}  // namespace

Picture draw(const Dump& dump) { return std::move(Drawing(dump).picture); }

struct RandomDump::Maker {
  explicit Maker(unsigned seed) : random(seed) {
    repeat(20, [&] { dump.artists.push_back(artist()); });
    repeat(12, [&] { dump.labels.push_back(label()); });
    repeat(10, [&] { dump.masters.push_back(master()); });
    repeat(40, [&] { dump.releases.push_back(release()); });
  }

  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); }
  template <typename Do>
  void repeat(int at_most, Do once) {
    for (int n = below(at_most + 1); n > 0; --n) once();
  }

  // Few, so that they meet; sometimes none at all.
  Id id() {
    constexpr Id kOdd[] = {0, kNoId, Id{1} << 32, 0xFFFFFFFF, 70000};
    return below(8) == 0 ? kOdd[below(5)] : 1 + below(15);
  }
  Text text(const char* stem, int variants) {
    if (below(10) == 0) return {};
    return texts.emplace_back(stem + std::to_string(below(variants)));
  }
  Text date() {
    constexpr const char* kDates[] = {"1999", "2001-02-03", "1850", "2028", "?", "", "1987-00-00"};
    return kDates[below(7)];
  }
  NamedId named() { return {id(), text("Name ", 50)}; }
  Credit credit() { return {id(), text("Person ", 12), {}, {}, text("Role ", 3), {}}; }
  template <typename Work>
  void fill_work(Work& work) {
    work.id = id();
    work.title = text("Title ", 50);
    repeat(3, [&] { work.artists.push_back(credit()); });
    repeat(2, [&] { work.genres.push_back(text("Genre ", 4)); });
    repeat(3, [&] { work.styles.push_back(text("Style ", 6)); });
  }

  Artist artist() {
    Artist record;
    record.id = id();
    record.name = text("Artist ", 50);
    repeat(3, [&] { record.aliases.push_back(named()); });
    repeat(3, [&] { record.members.push_back(named()); });
    repeat(3, [&] { record.groups.push_back(named()); });
    return record;
  }
  Label label() {
    Label record;
    record.id = id();
    record.name = text("Label ", 50);
    repeat(3, [&] { record.sublabels.push_back(named()); });
    if (below(2) == 0) record.parent = named();
    return record;
  }
  Master master() {
    Master record;
    fill_work(record);
    record.year = date();
    return record;
  }
  Release release() {
    Release record;
    fill_work(record);
    record.released = date();
    record.master_id = id();
    repeat(3, [&] { record.labels.push_back({id(), text("Label ", 50), text("CAT ", 9)}); });
    repeat(2, [&] { record.formats.push_back({text("Format ", 4), {}, {}, 0, 0}); });
    repeat(5, [&] { record.extra_artists.push_back(credit()); });
    return record;
  }

  std::mt19937 random;
  std::deque<std::string> texts;
  Dump dump;
};

RandomDump::RandomDump(unsigned seed) : maker_(std::make_unique<Maker>(seed)) {}
RandomDump::~RandomDump() = default;
const Dump& RandomDump::dump() const noexcept { return maker_->dump; }

}  // namespace wirespeed::discogs::reference
