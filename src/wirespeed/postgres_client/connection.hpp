// One session: what holds between queries. Queries are run by query.hpp, COPY by copy.hpp.
//
//   auto connection = Connection::open(info, Stop::after(10s));
//   auto query = (*connection)->query("SELECT id, name FROM artists WHERE id < $1");
//
// One thread at a time, and one query at a time: what is left of an earlier one's rows is received and kept when the
// next begins. cancel() alone may be called from any thread.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "wirespeed/postgres/responses.hpp"
#include "wirespeed/postgres/type.hpp"
#include "wirespeed/postgres_client/channel.hpp"
#include "wirespeed/postgres_client/open.hpp"
#include "wirespeed/postgres_client/plan_cache.hpp"

namespace wirespeed::postgres_client {

using postgres::Message;
using postgres::MessageType;
using postgres::Notice;
using postgres::Notification;
using postgres::TransactionStatus;

class Query;
class TextRows;
using TextRow = std::vector<std::optional<std::string>>;

struct ConnectionOptions {
  std::size_t plans = 256;              // statements whose description is kept
  std::uint64_t prepare_threshold = 5;  // runs after which a statement gets a name on the server; 0: never
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  static Outcome<std::shared_ptr<Connection>> open(const postgres::ConnectionInfo& info,
                                                   const ConnectionOptions& options, const Stop& stop);

  Connection(Opened opened, const ConnectionOptions& options);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  std::shared_ptr<Query> query(std::string sql);

  // Several statements, or one whose rows nobody wants: run to the end by the simple protocol.
  std::shared_ptr<Query> script(std::string sql);

  TransactionStatus transaction_status() const noexcept { return status_; }
  bool is_open() const noexcept { return channel_.is_open(); }
  bool of_this_process() const noexcept { return channel_.stream().of_this_process(); }
  // Whether nothing is under way.
  bool is_idle() const noexcept { return active_ == nullptr && is_ready(); }
  // The server's settings that it reports: server_version, TimeZone, ...
  const std::string* parameter(std::string_view name) const noexcept;
  const std::vector<postgres::ParameterStatus>& parameters() const noexcept { return parameters_; }
  // Whether the server has checked that its texts are UTF-8.
  bool sends_utf8() const noexcept;
  // Which of those that it could have been.
  const postgres::Host& host() const noexcept { return host_; }
  std::uint32_t process_id() const noexcept { return target_.key.process_id; }
  const net::Stream& stream() const noexcept { return channel_.stream(); }

  // Those that came since the last call. Of notices the last kKept are kept.
  std::vector<Notice> take_notices();
  std::vector<Notification> take_notifications();
  // Waits until the server says something by itself. REQUIRES: is_idle()
  Outcome<void> listen(const Stop& stop);

  // Asks the server to end what this session does, on a connection of its own. From any thread.
  Outcome<void> cancel(const Stop& stop) const;
  // Says goodbye if it can be said at once.
  void close() noexcept;

  // For queries: ---------------------------------------------------------------------------------------------------

  // Makes way for `next`: what is under way is kept or thrown away, up to the server's readiness.
  Outcome<void> begin(Query* next, const Stop& stop);
  // The next message, used up; nothing when it belongs to no request and was dealt with.
  Outcome<std::optional<Message>> next(const Stop& stop);
  Channel& channel() noexcept { return channel_; }
  // Ends the connection: what comes has no meaning any more.
  std::unexpected<Error> damaged(wirespeed::Error error);
  const ConnectionOptions& options() const noexcept { return options_; }

  // A Sync, or what else ends with a ReadyForQuery, was sent; and it has come.
  void expect_ready() noexcept { ++expected_; }
  void ready(TransactionStatus status) noexcept;
  bool is_ready() const noexcept { return expected_ == 0; }
  // `gone` will not read on.
  void forget(const Query* gone) noexcept;

  PlanCache& plans() noexcept { return plans_; }
  void keep_plan(const std::shared_ptr<Plan>& plan);
  void drop_plan(std::string_view sql);
  // Whether a statement's name will be there in the next query: not behind a pooler. Asked once.
  Outcome<bool> keeps_statements(const Stop& stop);
  std::string next_statement_name();

  const postgres::TypeCatalog& types() const noexcept { return types_; }
  // Whether all that values of these types are made of is known, or known to be unknown.
  bool knows(std::span<const Oid> oids) const;
  // Asks the server's catalog for what is not known. What it does not know either becomes opaque.
  Outcome<void> resolve(std::span<const Oid> oids, const Stop& stop);
  // Types that are not built in, and what statements take and give of them, are asked for anew when next used: ALTER
  // TYPE, or DROP and CREATE, made them others.
  void forget_types();
  // In which format values are asked for: text where the server has no binary output.
  Format format_of(Oid oid) const;

 private:
  static constexpr std::size_t kKept = 100;

  // False: the message belongs to a request.
  Outcome<bool> take_asynchronous(const Message& message);
  Outcome<void> drain(const Stop& stop);
  std::unexpected<Error> surprised(const Message& message);
  void set_parameter(postgres::ParameterStatus status);
  std::vector<Oid> missing(std::span<const Oid> oids) const;
  void close_statement(const std::shared_ptr<Plan>& plan);
  Outcome<std::vector<TextRow>> ask(const std::string& sql, const Parameters& parameters, std::size_t columns,
                                    const Stop& stop);

  Channel channel_;
  CancelTarget target_;
  postgres::Host host_;
  ConnectionOptions options_;
  std::vector<postgres::ParameterStatus> parameters_;
  TransactionStatus status_ = TransactionStatus::idle;
  std::size_t expected_ = 0;  // ReadyForQuery messages
  Query* active_ = nullptr;   // whose answers come
  PlanCache plans_;
  postgres::TypeCatalog types_;
  std::vector<Oid> unknown_;       // to the server's catalog, too
  std::shared_ptr<Query> nested_;  // a question of our own, which a stop may have interrupted
  std::unique_ptr<TextRows> nested_rows_;
  std::optional<bool> keeps_statements_;
  std::uint64_t names_ = 0;
  std::deque<Notice> notices_;
  std::deque<Notification> notifications_;
};

}  // namespace wirespeed::postgres_client
