#include "wirespeed/adbc_postgres/partitions.hpp"

#include <algorithm>
#include <thread>

#include "wirespeed/adbc_postgres/query_results.hpp"
#include "wirespeed/adbc_postgres/simple_select.hpp"

namespace wirespeed::adbc_postgres {
namespace {

constexpr std::string_view kHead = "wirespeed-postgresql-partition 1\n";

// Of a table and all that inherits from it: whether each can be read by ctid ranges, the pages of the largest, and
// whether the server does so without reading the rest.
constexpr const char* kTableQuery =
    "WITH RECURSIVE family(oid) AS (SELECT pg_catalog.to_regclass($1)::pg_catalog.oid UNION "
    "SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN family f ON i.inhparent = f.oid) "
    "SELECT pg_catalog.bool_and(c.relkind IN ('r', 'm', 'p')) "
    "AND pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 140000, "
    "pg_catalog.max((pg_catalog.pg_relation_size(c.oid) - 1) "
    "/ pg_catalog.current_setting('block_size')::pg_catalog.int8 + 1) "
    "FROM family f JOIN pg_catalog.pg_class c ON c.oid = f.oid";

// Up to the first line's end, which goes too.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::unexpected<Failure> bad_token(const char* expected, std::size_t bytes) {
  return refuse(
      status::kInvalidArgument,
      "read a partition: expected {}, found {} bytes that are something else; pass what ExecutePartitions gave",
      expected, bytes);
}

std::size_t parts_of(const ReadOptions& options) {
  if (options.partitions != 0) return options.partitions;
  return std::max(1U, std::thread::hardware_concurrency());
}

// What an AdbcPartitions shows.
struct PartitionsHolder {
  std::vector<std::string> tokens;
  std::vector<const std::uint8_t*> pointers;
  std::vector<std::size_t> sizes;
};

}  // namespace

std::string serialize(const Partition& partition) {
  return fmt::format("{}{}\n{}\n{}", kHead, partition.snapshot, partition.search_path, partition.sql);
}

Answer<Partition> parse_partition(std::string_view token) {
  std::string_view left = token;
  if (!left.starts_with(kHead)) return bad_token("a partition of this driver", token.size());
  left.remove_prefix(kHead.size());
  const auto snapshot = take_line(left);
  const auto path = snapshot ? take_line(left) : std::nullopt;
  if (!path || left.empty()) return bad_token("a snapshot, a search path and a query", token.size());
  return Partition{std::string(*snapshot), std::string(*path), std::string(left)};
}

Answer<std::shared_ptr<SnapshotLeader>> SnapshotLeader::open(const Database& database, Session& session) {
  auto path = session.ask("SELECT pg_catalog.current_setting('search_path')", {}, 1);
  if (!path) return std::unexpected(std::move(path).error());
  std::string search_path = path->front().front().value_or("");
  // A name with a line's end in it would end the token's line.
  std::ranges::replace(search_path, '\n', ' ');
  auto leader = database.connect();
  if (!leader) return std::unexpected(std::move(leader).error());
  auto begun = (*leader)->run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  if (!begun) return std::unexpected(std::move(begun).error());
  const OptionalText parameters[] = {search_path};
  auto exported = (*leader)->ask(
      "SELECT pg_catalog.pg_export_snapshot(), pg_catalog.set_config('search_path', $1, false)", parameters, 2);
  if (!exported) return std::unexpected(std::move(exported).error());
  return std::make_shared<SnapshotLeader>(*std::move(leader), search_path, exported->front().front().value_or(""));
}

Answer<column::Schema> SnapshotLeader::describe(const std::string& sql, const ReadOptions& options) {
  const auto query = session_->connection().query(sql);
  auto plan = answer_of(query->describe(session_->stop()));
  if (!plan) return std::unexpected(std::move(plan).error());
  if (!(*plan)->parameters.empty()) {
    return refuse(status::kNotImplemented,
                  "execute partitions: expected a query without parameters, found {}: write the values into it",
                  (*plan)->parameters.size());
  }
  if ((*plan)->columns.empty()) {
    return refuse(status::kInvalidArgument, "execute partitions: expected a query that returns columns");
  }
  return schema_of(*session_, (*plan)->columns, options);
}

// ctid ranges that hold each row of the table in one of them; a single empty one where it cannot be cut.
Answer<std::vector<std::string>> SnapshotLeader::conditions(const std::string& table, std::size_t parts) {
  const OptionalText parameters[] = {table};
  auto rows = session_->ask(kTableQuery, parameters, 2);
  if (!rows) return std::unexpected(std::move(rows).error());
  const TextRow& row = rows->front();
  if (row[0] != "t" || !row[1]) return std::vector<std::string>{{}};
  auto pages = parse_integer("pages", *row[1]);
  if (!pages) return std::unexpected(std::move(pages).error());
  const auto count = std::clamp<std::int64_t>(static_cast<std::int64_t>(parts), 1, std::max<std::int64_t>(*pages, 1));
  std::vector<std::string> made;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto bound = [&](std::int64_t n) { return fmt::format("'({},0)'::pg_catalog.tid", n * *pages / count); };
    std::string range = "ctid >= " + bound(i);
    // What was added since the size was taken lies behind the last.
    if (i + 1 < count) range += " AND ctid < " + bound(i + 1);
    made.push_back(std::move(range));
  }
  return made;
}

Answer<bool> SnapshotLeader::accepts(const std::string& sql, const ReadOptions& options) {
  if (auto ok = session_->run("SAVEPOINT wirespeed_cut"); !ok) return std::unexpected(std::move(ok).error());
  const bool is_accepted = describe(sql, options).has_value();
  auto ended = session_->run(is_accepted ? "RELEASE wirespeed_cut" : "ROLLBACK TO wirespeed_cut");
  if (!ended) return std::unexpected(std::move(ended).error());
  return is_accepted;
}

Answer<std::vector<std::string>> SnapshotLeader::cut(const std::string& sql, const ReadOptions& options,
                                                     column::Schema& schema) {
  auto described = describe(sql, options);
  if (!described) return std::unexpected(std::move(described).error());
  schema = *std::move(described);
  const auto select = parse_simple_select(sql);
  if (!select) return std::vector{token(sql)};
  auto ranges = conditions(select->table, parts_of(options));
  if (!ranges) return std::unexpected(std::move(ranges).error());
  if (ranges->size() == 1) return std::vector{token(sql)};
  auto accepted = accepts(select->where(ranges->front()), options);
  if (!accepted) return std::unexpected(std::move(accepted).error());
  if (!*accepted) return std::vector{token(sql)};
  std::vector<std::string> tokens;
  for (const std::string& range : *ranges) tokens.push_back(token(select->where(range)));
  return tokens;
}

void export_partitions(const std::vector<std::string>& tokens, AdbcPartitions* out) {
  auto* holder = new PartitionsHolder{tokens, {}, {}};
  for (const std::string& token : holder->tokens) {
    holder->pointers.push_back(reinterpret_cast<const std::uint8_t*>(token.data()));
    holder->sizes.push_back(token.size());
  }
  out->num_partitions = holder->tokens.size();
  out->partitions = holder->pointers.data();
  out->partition_lengths = holder->sizes.data();
  out->private_data = holder;
  out->release = [](AdbcPartitions* self) {
    delete static_cast<PartitionsHolder*>(self->private_data);
    *self = {};
  };
}

Answer<void> read_partition(const std::shared_ptr<Session>& session, std::string_view token, const ReadOptions& options,
                            ArrowArrayStream* out) {
  auto partition = parse_partition(token);
  if (!partition) return std::unexpected(std::move(partition).error());
  if (auto ok = session->enter_snapshot(partition->snapshot, partition->search_path); !ok) {
    ok.error().message += "; a snapshot lives as long as the statement that made the partitions";
    return ok;
  }
  auto execution = Execution::start(session, partition->sql, std::nullopt);
  if (!execution) {
    session->leave_snapshot();
    return std::unexpected(std::move(execution).error());
  }
  export_results(results_of(session, *std::move(execution), options, [session] { session->leave_snapshot(); }), out);
  return {};
}

}  // namespace wirespeed::adbc_postgres
