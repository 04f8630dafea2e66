#include "wirespeed/bolt_client/ingest.hpp"

#include "wirespeed/bolt/message_writer.hpp"

namespace wirespeed::bolt_client {
namespace {

using bolt::Bytes;
using bolt::Counters;

// One batch as RUN takes it.
struct Batch {
  Bytes parameters;
  std::int64_t first_row = 0;
  std::int64_t rows = 0;  // none: the stream has ended
};

void add(Counters& total, const Counters& more) {
  for (const auto& [name, count] : more.counts) {
    const auto known = std::ranges::find(total.counts, name, &std::pair<std::string, std::int64_t>::first);
    if (known == total.counts.end()) {
      total.counts.emplace_back(name, count);
    } else {
      known->second += count;
    }
  }
  total.contains_updates |= more.contains_updates;
  total.contains_system_updates |= more.contains_system_updates;
}

class Ingest {
 public:
  Ingest(Client& client, std::string_view query, bolt::ColumnsToRows rows, const IngestOptions& options)
      : client_(client), query_(query), rows_(std::move(rows)), options_(options) {}

  Outcome<IngestReport> run(const Stop& stop) {
    if (auto ok = load(); !ok) return std::unexpected(std::move(ok).error());
    while (next_.rows > 0) {
      Batch batch = std::exchange(next_, {});
      is_loaded_ = false;
      if (auto ok = send(batch, stop); !ok) return std::unexpected(located(std::move(ok).error(), batch));
      ++report_.batches;
      report_.rows += batch.rows;
      if (auto ok = load(); !ok) return std::unexpected(located(std::move(ok).error(), next_));
    }
    return std::move(report_);
  }

 private:
  // Encodes the next batch, unless that has been done.
  Outcome<void> load() {
    if (is_loaded_) return {};
    auto rows = rows_.next();
    if (!rows) return std::unexpected(Error(std::move(rows).error()));
    auto parameters = parameters_of(*rows);
    if (!parameters) return std::unexpected(std::move(parameters).error());
    next_ = {*std::move(parameters), rows->first_row, rows->rows};
    is_loaded_ = true;
    return {};
  }

  Outcome<Bytes> parameters_of(const bolt::RowBatch& rows) const {
    bolt::MessageWriter writer;
    writer.map(options_.parameters.size() + 1);
    for (const auto& [key, value] : options_.parameters.entries()) {
      writer.text(key);
      writer.value(value);
    }
    writer.text(options_.parameter);
    writer.raw(rows.bytes);
    return writer.take("RUN");
  }

  Outcome<void> send(const Batch& batch, const Stop& stop) {
    std::int64_t tries = 0;
    auto counters =
        client_.execute(options_.work, stop, [&](Transaction& transaction, const Stop& s) -> Outcome<Counters> {
          ++tries;
          return work(transaction, batch, s);
        });
    report_.retries += std::max<std::int64_t>(0, tries - 1);
    if (!counters) return std::unexpected(std::move(counters).error());
    add(report_.counters, *counters);
    return {};
  }

  Outcome<Counters> work(Transaction& transaction, const Batch& batch, const Stop& stop) {
    if (!transaction.form().structures.utc && options_.rows.utc) {
      return fail(Errc::unsupported, "ingest: the server takes no times in UTC; connect to Neo4j 5 or a patched 4.4");
    }
    auto result = transaction.run(query_, batch.parameters);
    if (!result) return std::unexpected(std::move(result).error());
    if (auto ok = transaction.flush(stop); !ok) return std::unexpected(std::move(ok).error());
    [[maybe_unused]] const auto loaded = load();  // an error stays, and is met when the batch is wanted
    auto summary = result->summary(stop);
    if (!summary) return std::unexpected(std::move(summary).error());
    return std::move(summary->counters);
  }

  Error located(Error error, const Batch& batch) const {
    error.message =
        fmt::format("ingest: rows {} to {} failed, {} rows before them are committed: {}", batch.first_row,
                    batch.first_row + std::max<std::int64_t>(0, batch.rows - 1), report_.rows, error.message);
    return error;
  }

  Client& client_;
  std::string_view query_;
  bolt::ColumnsToRows rows_;
  const IngestOptions& options_;
  Batch next_;
  bool is_loaded_ = false;
  IngestReport report_;
};

}  // namespace

Outcome<IngestReport> ingest(Client& client, std::string_view query, ArrowArrayStream* stream,
                             const IngestOptions& options, const Stop& stop) {
  auto rows = bolt::ColumnsToRows::make(stream, options.rows);
  if (!rows) return std::unexpected(Error(std::move(rows).error()));
  return Ingest(client, query, *std::move(rows), options).run(stop);
}

}  // namespace wirespeed::bolt_client
