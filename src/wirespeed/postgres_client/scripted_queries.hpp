// For tests: a session with a server in this process whose answers to queries a test writes down.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>

#include "wirespeed/postgres_client/query.hpp"
#include "wirespeed/postgres_client/scripted_postgres.hpp"
#include "wirespeed/postgres_client/text_rows.hpp"

namespace wirespeed::postgres_client {

inline const Stop kPatience = Stop::after(std::chrono::seconds(60));
inline constexpr Oid kInt4 = 23;
inline constexpr Oid kTextOid = 25;
inline constexpr Oid kRecord = 2249;

template <typename T>
std::string big_endian(T number) {
  std::string bytes(sizeof(T), '\0');
  store_be(reinterpret_cast<std::uint8_t*>(bytes.data()), number);
  return bytes;
}

// --- what a server says ----------------------------------------------------------------------------------------------

inline const std::string kParsed = message('1', "");
inline const std::string kBound = message('2', "");
inline const std::string kNoRows = message('n', "");
inline const std::string kReadyWithin = message('Z', "T");

inline std::string parameters(const std::vector<Oid>& types) {
  std::string body = big_endian(static_cast<std::int16_t>(types.size()));
  for (const Oid type : types) body += big_endian(type);
  return message('t', body);
}

inline std::string columns(const std::vector<Oid>& types) {
  std::string body = big_endian(static_cast<std::int16_t>(types.size()));
  for (const Oid type : types) {
    body += std::string("c") + '\0' + big_endian(std::uint32_t{0}) + big_endian(std::int16_t{0}) + big_endian(type) +
            big_endian(std::int16_t{-1}) + big_endian(std::int32_t{-1}) + big_endian(std::int16_t{0});
  }
  return message('T', body);
}

inline std::string row(const std::vector<std::string>& values) {
  std::string body = big_endian(static_cast<std::int16_t>(values.size()));
  for (const std::string& value : values) body += big_endian(static_cast<std::int32_t>(value.size())) + value;
  return message('D', body);
}

inline std::string done(std::string_view tag) { return message('C', std::string(tag) + '\0'); }

inline std::string refusal(std::string_view sqlstate, std::string_view text, std::string_view routine = "x") {
  const auto part = [](char name, std::string_view value) { return name + std::string(value) + '\0'; };
  return message(
      'E', part('S', "ERROR") + part('V', "ERROR") + part('C', sqlstate) + part('M', text) + part('R', routine) + '\0');
}

// --- a session -------------------------------------------------------------------------------------------------------

// Answers the first, second, ... message of a type with what was written down for it; others with nothing.
class Script {
 public:
  Script& on(char type, std::string answer) {
    answers_[type].push_back(std::move(answer));
    return *this;
  }
  // A statement that is described: Parse, Describe, Flush.
  Script& describes(const std::vector<Oid>& takes, const std::vector<Oid>& gives) {
    return on('H', kParsed + parameters(takes) + (gives.empty() ? kNoRows : columns(gives)));
  }
  // What comes when the server has read up to the next Sync.
  Script& on_sync(std::string answer) { return on('S', std::move(answer)); }

  std::vector<Answer> answers() const {
    const auto state = std::make_shared<Script>(*this);
    const Answer next = [state](const std::string& heard) {
      auto& left = state->answers_[heard.front()];
      if (left.empty()) return std::string();
      std::string answer = std::move(left.front());
      left.pop_front();
      return answer;
    };
    std::vector<Answer> all{said(kOk, kKey, kReady)};
    all.resize(1000, next);
    return all;
  }

 private:
  std::map<char, std::deque<std::string>> answers_;
};

// In pieces of `step` bytes.
class ScriptedSession {
 public:
  explicit ScriptedSession(const Script& script, std::size_t step = SIZE_MAX, const ConnectionOptions& options = {})
      : server_(script.answers(), step) {
    const std::string text = fmt::format("host=127.0.0.1 port={} sslmode=disable user=ann", server_.port());
    const auto info = value_or_throw(postgres::understand(value_or_throw(postgres::parse_conninfo(text)), {}, "me"));
    auto opened = Connection::open(info, options, kPatience);
    if (!opened) throw std::runtime_error(opened.error().message);
    connection_ = *std::move(opened);
  }

  Connection& operator*() noexcept { return *connection_; }
  Connection* operator->() noexcept { return connection_.get(); }
  const std::shared_ptr<Connection>& shared() const noexcept { return connection_; }
  const ScriptedPostgres& server() const noexcept { return server_; }

  // The types of the messages that came, but for the first; waits until `last` is among them.
  std::string heard_up_to(char last, std::size_t times = 1) const {
    while (!kPatience.requested()) {
      std::string types;
      for (std::size_t i = 1; !server_.heard(i).empty(); ++i) types += server_.heard(i).front();
      if (static_cast<std::size_t>(std::ranges::count(types, last)) >= times) return types;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return "what was waited for did not come";
  }

 private:
  ScriptedPostgres server_;
  std::shared_ptr<Connection> connection_;
};

// How a statement without parameters went: its rows, then how it ended.
struct Went {
  std::vector<TextRow> rows;
  std::string end;  // the last command's tag, or the error
};

inline Went run(Query& query, const Parameters& values = {}) {
  TextRows rows;
  Went went;
  auto plan = query.describe(kPatience);
  if (!plan) return {{}, plan.error().message};
  if (auto sent = query.execute(values); !sent) return {{}, sent.error().message};
  Outcome<bool> more = true;
  while (more && *more) more = query.read(rows, kPatience);
  went.rows = rows.rows();
  if (!more) {
    went.end = more.error().message;
  } else if (!query.tags().empty()) {
    went.end = query.tags().back().text;
  }
  return went;
}

}  // namespace wirespeed::postgres_client
