#include "wirespeed/postgres/conninfo.hpp"

#include "wirespeed/postgres/conninfo_url.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace wirespeed::postgres {
namespace {

constexpr std::array kKeywords = std::to_array<ConninfoKeyword>({
    {"application_name", "PGAPPNAME"},
    {"channel_binding", "PGCHANNELBINDING"},
    {"client_encoding", "PGCLIENTENCODING"},
    {"connect_timeout", "PGCONNECT_TIMEOUT"},
    {"dbname", "PGDATABASE"},
    {"fallback_application_name", ""},
    {"gssdelegation", "PGGSSDELEGATION"},
    {"gssencmode", "PGGSSENCMODE"},
    {"gsslib", "PGGSSLIB"},
    {"host", "PGHOST"},
    {"hostaddr", "PGHOSTADDR"},
    {"keepalives", ""},
    {"keepalives_count", ""},
    {"keepalives_idle", ""},
    {"keepalives_interval", ""},
    {"krbsrvname", "PGKRBSRVNAME"},
    {"load_balance_hosts", "PGLOADBALANCEHOSTS"},
    {"max_protocol_version", "PGMAXPROTOCOLVERSION"},
    {"min_protocol_version", "PGMINPROTOCOLVERSION"},
    {"options", "PGOPTIONS"},
    {"passfile", "PGPASSFILE"},
    {"password", "PGPASSWORD"},
    {"port", "PGPORT"},
    {"replication", ""},
    {"require_auth", "PGREQUIREAUTH"},
    {"requirepeer", "PGREQUIREPEER"},
    {"service", "PGSERVICE"},
    {"servicefile", "PGSERVICEFILE"},
    {"ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION"},
    {"ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"},
    {"sslcert", "PGSSLCERT"},
    {"sslcertmode", "PGSSLCERTMODE"},
    {"sslcompression", "PGSSLCOMPRESSION"},
    {"sslcrl", "PGSSLCRL"},
    {"sslcrldir", "PGSSLCRLDIR"},
    {"sslkey", "PGSSLKEY"},
    {"sslmode", "PGSSLMODE"},
    {"sslnegotiation", "PGSSLNEGOTIATION"},
    {"sslpassword", ""},
    {"sslrootcert", "PGSSLROOTCERT"},
    {"sslsni", "PGSSLSNI"},
    {"target_session_attrs", "PGTARGETSESSIONATTRS"},
    {"tcp_user_timeout", ""},
    {"user", "PGUSER"},
});

// What other drivers call them.
constexpr std::array kAliases =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"database", "dbname"},
                                                                  {"db", "dbname"},
                                                                  {"username", "user"},
                                                                  {"hostname", "host"},
                                                                  {"timeout", "connect_timeout"},
                                                                  {"passwd", "password"},
                                                                  {"ssl", "sslmode"}});

constexpr std::size_t kMostEdits = 4;  // beyond it two words are not alike

// Levenshtein's distance.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::string_view nearest_keyword(std::string_view name) {
  for (const auto& [alias, keyword] : kAliases) {
    if (alias == name) return keyword;
  }
  std::string_view nearest;
  std::size_t fewest = std::min(kMostEdits, name.size());
  for (const ConninfoKeyword& keyword : kKeywords) {
    const std::size_t edits = edits_between(name, keyword.name);
    if (edits < fewest) {
      fewest = edits;
      nearest = keyword.name;
    }
  }
  return nearest;
}

bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

// keyword = value pairs.
class PairReader {
 public:
  explicit PairReader(std::string_view text) noexcept : text_(text) {}

  bool at_end() noexcept {
    skip_space();
    return at_ == text_.size();
  }

  Result<std::string_view> keyword() {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != '=' && !is_space(text_[at_])) ++at_;
    const std::string_view name = text_.substr(start, at_ - start);
    skip_space();
    // What has no "=" may be the rest of a password with a space in it: it is not repeated.
    if (at_ == text_.size() || text_[at_] != '=') return missing_equals(start);
    if (auto known = check_keyword(name); !known) return std::unexpected(std::move(known).error());
    ++at_;
    skip_space();
    return name;
  }

  Result<std::string> value() { return at_ < text_.size() && text_[at_] == '\'' ? quoted() : bare(); }

 private:
  std::unexpected<wirespeed::Error> missing_equals(std::size_t where) const {
    return fail(
        Errc::invalid_argument,
        "connection string, at character {}: expected \"keyword=value\", found a word without \"=\"; quote values "
        "that have spaces, as in application_name='my app'",
        where + 1);
  }
  Result<std::string> bare() {
    std::string value;
    for (; at_ < text_.size() && !is_space(text_[at_]); ++at_) {
      if (text_[at_] == '\\' && ++at_ == text_.size()) break;
      value += text_[at_];
    }
    return value;
  }
  Result<std::string> quoted() {
    const std::size_t start = at_++;
    std::string value;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\'') {
        ++at_;
        return value;
      }
      if (text_[at_] == '\\' && ++at_ == text_.size()) break;
      value += text_[at_];
    }
    return fail(Errc::invalid_argument, "connection string: the quote at character {} is not closed", start + 1);
  }
  void skip_space() noexcept {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Result<Conninfo> parse_pairs(std::string_view text) {
  PairReader reader(text);
  Conninfo info;
  while (!reader.at_end()) {
    const auto keyword = reader.keyword();
    if (!keyword) return std::unexpected(keyword.error());
    auto value = reader.value();
    if (!value) return std::unexpected(std::move(value).error());
    info.insert_or_assign(std::string(*keyword), *std::move(value));  // the last one counts
  }
  return info;
}

}  // namespace

std::span<const ConninfoKeyword> conninfo_keywords() noexcept { return kKeywords; }

Result<void> check_keyword(std::string_view name) {
  const bool known = std::any_of(kKeywords.begin(), kKeywords.end(), [&](const auto& k) { return k.name == name; });
  if (known) return {};
  const std::string_view nearest = nearest_keyword(name);
  if (nearest.empty()) {
    return fail(Errc::invalid_argument,
                "connection string: expected a keyword as host, port, dbname or user, found \"{}\"", name);
  }
  return fail(Errc::invalid_argument, "connection string: \"{}\" is no keyword; did you mean \"{}\"?", name, nearest);
}

bool is_conninfo_url(std::string_view text) noexcept {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

Result<Conninfo> parse_conninfo(std::string_view text) {
  return is_conninfo_url(text) ? parse_conninfo_url(text) : parse_pairs(text);
}

void add_missing(Conninfo& info, const Conninfo& from) {
  for (const auto& [keyword, value] : from) info.try_emplace(keyword, value);
}

Conninfo conninfo_of(const Environment& environment) {
  Conninfo info;
  for (const ConninfoKeyword& keyword : kKeywords) {
    const auto found = environment.find(keyword.variable);
    if (!keyword.variable.empty() && found != environment.end()) info.emplace(keyword.name, found->second);
  }
  return info;
}

}  // namespace wirespeed::postgres
