// Xapian (glass), one boolean term for each folded word; document numbers are ranks, so "the ten best" is the first
// ten.
#include <xapian.h>

#include <filesystem>

#include "search_names/name_task.hpp"

namespace {

constexpr std::size_t kFlushEvery = 1'000'000;  // documents; its default of 10,000 is far slower in bulk

template <typename Visit>
void for_each_word(const std::string& text, Visit&& visit) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    visit(text.substr(at, end - at));
    at = end + 1;
  }
}

std::vector<std::string> names_by_rank(const std::string& folder) {
  const auto order = bench::read_numbers(folder + "/order.u32");
  std::vector<std::uint32_t> ranks(order.size());
  for (std::uint32_t rank = 0; rank < order.size(); ++rank) ranks[order[rank]] = rank;
  std::vector<std::string> names(order.size());
  std::size_t node = 0;
  bench::for_each_line(folder + "/folded.txt", [&](std::string& line) { names[ranks[node++]] = std::move(line); });
  return names;
}

void build(const std::string& path, const std::vector<std::string>& names) {
  const std::string loading = path + ".loading";
  Xapian::WritableDatabase database(loading, Xapian::DB_CREATE | Xapian::DB_NO_SYNC | Xapian::DB_DANGEROUS);
  std::size_t pending = 0;
  for (const std::string& name : names) {
    Xapian::Document document;
    for_each_word(name, [&](const std::string& word) { document.add_boolean_term(word); });
    database.add_document(document);
    if (++pending % kFlushEvery == 0) database.commit();
  }
  database.commit();
  database.compact(path, Xapian::DBCOMPACT_NO_RENUMBER);
}

std::uint64_t folder_bytes(const std::string& path) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path)) bytes += entry.file_size();
  return bytes;
}

class XapianSearch final : public bench::NameSearch {
 public:
  XapianSearch(const std::string& path, std::vector<std::uint32_t> order)
      : order_(std::move(order)), database_(path), enquire_(database_) {
    enquire_.set_weighting_scheme(Xapian::BoolWeight());
    enquire_.set_docid_order(Xapian::Enquire::ASCENDING);
  }

  std::vector<std::uint32_t> autocomplete(const std::string& text) override { return nodes(run(query(text, true), 0)); }
  std::vector<std::uint32_t> two_words(const std::string& text, std::uint64_t& count) override {
    const Xapian::MSet found = run(query(text, false), database_.get_doccount());
    count = found.get_matches_estimated();
    return nodes(found);
  }
  std::vector<std::uint32_t> ranked(const std::string& text) override { return nodes(run(query(text, false), 0)); }

 private:
  static Xapian::Query query(const std::string& text, bool last_is_prefix) {
    std::vector<Xapian::Query> parts;
    const std::size_t last = text.rfind(' ') == std::string::npos ? 0 : text.rfind(' ') + 1;
    for_each_word(text.substr(0, last == 0 ? 0 : last - 1), [&](const std::string& word) { parts.emplace_back(word); });
    const std::string word = text.substr(last);
    parts.push_back(last_is_prefix ? Xapian::Query(Xapian::Query::OP_WILDCARD, word) : Xapian::Query(word));
    return {Xapian::Query::OP_AND, parts.begin(), parts.end()};
  }
  Xapian::MSet run(const Xapian::Query& query, Xapian::doccount check_at_least) {
    enquire_.set_query(query);
    return enquire_.get_mset(0, bench::kTop, check_at_least);
  }
  std::vector<std::uint32_t> nodes(const Xapian::MSet& found) const {
    std::vector<std::uint32_t> list;
    for (auto hit = found.begin(); hit != found.end(); ++hit) list.push_back(order_[*hit - 1]);
    return list;
  }

  std::vector<std::uint32_t> order_;
  Xapian::Database database_;
  Xapian::Enquire enquire_;
};

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](const bench::Call& call, bench::Outcome& outcome) {
    const std::string path = bench::scratch() + "/names.xapian";
    std::uint64_t count = 0;
    double seconds = 0;
    {
      const auto names = names_by_rank(call.data);
      count = names.size();
      const double start = bench::cpu_seconds();
      build(path, names);
      seconds = bench::cpu_seconds() - start;
    }
    bench::report_build(outcome, count, seconds, folder_bytes(path) + 4 * count);
    XapianSearch search(path, bench::read_numbers(call.data + "/order.u32"));
    bench::report_search(outcome, call, search);
  });
}
