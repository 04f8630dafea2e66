// wirespeed._native._postgres: the PostgreSQL client for python/wirespeed/postgres/, which has its manners.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include "arrow_capsule.hpp"
#include "postgres_copy.hpp"
#include "postgres_pipeline.hpp"
#include "postgres_task_wait.hpp"
#include "wirespeed/postgres/column_option_names.hpp"
#include "wirespeed/postgres_client/defaults.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using postgres_client::Connection;
using postgres_client::ConnectionOptions;

using Timeout = std::optional<double>;

template <typename T>
nb::object or_none(std::optional<T> value) {
  return value ? nb::cast(*std::move(value)) : nb::none();
}

nb::object table_or_none(const std::optional<SharedTable>& table) {
  return table && *table != nullptr ? column_table(*table) : nb::none();
}

nb::object true_or_none(bool done) { return done ? nb::bool_(true) : nb::object(nb::none()); }

// --- options ---------------------------------------------------------------------------------------------------------

postgres::ColumnOptions column_options(const nb::dict& said, const Connection& connection) {
  postgres::ColumnOptions options;
  for (const auto [key, value] : said) {
    if (!nb::isinstance<nb::str>(value)) continue;
    value_or_throw(
        postgres::set_column_option(options, nb::cast<std::string_view>(key), nb::cast<std::string_view>(value)));
  }
  if (said.contains("money_digits")) options.money_digits = nb::cast<std::int32_t>(said["money_digits"]);
  options.server_is_utf8 = connection.sends_utf8();
  return options;
}

postgres::BatchLimits batch_limits(const nb::dict& said) {
  postgres::BatchLimits limits{.rows = std::size_t{1} << 16, .bytes = std::size_t{16} << 20};
  if (said.contains("batch_rows")) limits.rows = nb::cast<std::size_t>(said["batch_rows"]);
  if (said.contains("batch_bytes")) limits.bytes = nb::cast<std::size_t>(said["batch_bytes"]);
  if (limits.rows == 0) {
    throw Exception({Errc::invalid_argument, "batch_rows: expected at least 1, found 0"});
  }
  return limits;
}

// --- streams ---------------------------------------------------------------------------------------------------------

// Pulls from the wire when its consumer asks, on whatever thread that is, attached to the interpreter or not.
class ColumnStream final : public column::BatchSource {
 public:
  ColumnStream(std::shared_ptr<PythonQuery> query, const postgres::ColumnOptions& options,
               const postgres::BatchLimits& limits, const Waiting& waiting, nb::object kept)
      : query_(std::move(query)), options_(options), limits_(limits), waiting_(waiting), kept_(std::move(kept)) {
    schema_ = query_->schema_of(options_, limits_, waiting_);
  }
  ~ColumnStream() override {
    const nb::gil_scoped_acquire attached;
    kept_.reset();
    query_.reset();
  }

  const column::Schema& schema() const override { return schema_; }

  Result<std::shared_ptr<const column::Batch>> next() override {
    const nb::gil_scoped_acquire attached;
    try {
      const auto table = query_->next_batch(options_, limits_, waiting_);
      return table && *table != nullptr ? (*table)->batches.front() : nullptr;
    } catch (const PostgresException& failed) {
      return std::unexpected(static_cast<const Error&>(failed.error()));
    } catch (const Exception& failed) {
      return std::unexpected(failed.error());
    } catch (nb::python_error& raised) {
      return fail(Errc::cancelled, "stream of columns: {}", raised.what());
    }
  }

 private:
  std::shared_ptr<PythonQuery> query_;
  postgres::ColumnOptions options_;
  postgres::BatchLimits limits_;
  Waiting waiting_;
  nb::object kept_;  // the cancel token's owner
  column::Schema schema_;
};

nb::object stream(std::shared_ptr<PythonQuery> self, const nb::dict& said, Timeout timeout_s, nb::object cancel,
                  nb::handle requested_schema) {
  if (!requested_schema.is_none()) {
    self->request(value_or_throw(column::requested_columns(schema_in(requested_schema))));
  }
  const auto options = column_options(said, *self->owner()->connection);
  const Waiting waiting = waiting_of(timeout_s, cancel);
  return stream_capsule(
      std::make_unique<ColumnStream>(std::move(self), options, batch_limits(said), waiting, std::move(cancel)));
}

TextAs text_as(std::string_view name) {
  if (name == "utf8") return TextAs::str;
  if (name == "binary") return TextAs::bytes;
  throw Exception({Errc::invalid_argument, fmt::format("text: expected utf8 or binary, found \"{}\"", name)});
}

// --- queries ---------------------------------------------------------------------------------------------------------

ByteView view_of(const nb::bytes& bytes) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(bytes.c_str()), bytes.size()};
}

nb::list columns_of(PythonQuery& self) {
  nb::list made;
  const auto& types = self.owner()->connection->types();
  for (const auto& column : self.query().columns()) {
    const auto* type = types.find(column.type.oid);
    made.append(nb::make_tuple(column.name, column.type.oid, column.type.typmod,
                               type == nullptr ? nb::none() : nb::cast(type->name), column.type_size, column.table,
                               column.attribute));
  }
  return made;
}

nb::list tags_of(PythonQuery& self) {
  nb::list made;
  for (const auto& tag : self.query().tags()) {
    made.append(nb::make_tuple(nb::str(std::string(tag.command()).c_str()), tag.rows));
  }
  return made;
}

void bind_query(nb::module_& m) {
  nb::class_<PythonQuery>(m, "Query")
      .def(
          "start",
          [](PythonQuery& self, nb::handle parameters, Timeout timeout_s, nb::handle cancel, bool waits) {
            return true_or_none(self.start(parameters, waiting_of(timeout_s, cancel, waits)));
          },
          "parameters"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none(), "waits"_a = true)
      .def("go_on", [](PythonQuery& self) { return true_or_none(self.go_on()); })
      .def(
          "start_script",
          [](PythonQuery& self, Timeout timeout_s, nb::handle cancel, bool waits) {
            return true_or_none(self.start_script(waiting_of(timeout_s, cancel, waits)));
          },
          "timeout"_a = nb::none(), "cancel"_a = nb::none(), "waits"_a = true)
      .def(
          "start_many",
          [](PythonQuery& self, nb::handle rows, Timeout timeout_s, nb::handle cancel) {
            self.start_many(rows, waiting_of(timeout_s, cancel));
          },
          "rows"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def(
          "describe",
          [](PythonQuery& self, Timeout timeout_s, nb::handle cancel, bool waits) {
            return true_or_none(self.describe(waiting_of(timeout_s, cancel, waits)));
          },
          "timeout"_a = nb::none(), "cancel"_a = nb::none(), "waits"_a = true)
      .def(
          "rows",
          [](PythonQuery& self, bool all, Timeout timeout_s, nb::handle cancel, bool waits, std::string_view text) {
            return or_none(self.rows(all, text_as(text), waiting_of(timeout_s, cancel, waits)));
          },
          "all"_a = true, "timeout"_a = nb::none(), "cancel"_a = nb::none(), "waits"_a = true, "text"_a = "utf8")
      .def("all_rows", [](PythonQuery& self) { return self.rows(true, TextAs::str, {}); })
      .def("rows_now",
           [](PythonQuery& self) { return or_none(self.rows(true, TextAs::str, {.limits = {}, .waits = false})); })
      .def(
          "gather",
          [](PythonQuery& self, const nb::dict& options, Timeout timeout_s, nb::handle cancel, bool waits) {
            return table_or_none(
                self.gather(column_options(options, *self.owner()->connection), waiting_of(timeout_s, cancel, waits)));
          },
          "options"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none(), "waits"_a = true)
      .def(
          "next_batch",
          [](PythonQuery& self, const nb::dict& options, Timeout timeout_s, nb::handle cancel) {
            return table_or_none(self.next_batch(column_options(options, *self.owner()->connection),
                                                 batch_limits(options), waiting_of(timeout_s, cancel)));
          },
          "options"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("stream", stream, "options"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none(),
           "requested_schema"_a = nb::none())
      .def(
          "finish",
          [](PythonQuery& self, Timeout timeout_s, nb::handle cancel, bool waits) {
            return true_or_none(self.finish(waiting_of(timeout_s, cancel, waits)));
          },
          "timeout"_a = nb::none(), "cancel"_a = nb::none(), "waits"_a = true)
      .def(
          "count",
          [](PythonQuery& self, Timeout timeout_s, nb::handle cancel, bool waits) {
            return self.count(waiting_of(timeout_s, cancel, waits));
          },
          "timeout"_a = nb::none(), "cancel"_a = nb::none(), "waits"_a = true)
      .def(
          "copied",
          [](PythonQuery& self, Timeout timeout_s, nb::handle cancel, bool waits) {
            return or_none(self.copied(waiting_of(timeout_s, cancel, waits)));
          },
          "timeout"_a = nb::none(), "cancel"_a = nb::none(), "waits"_a = true)
      .def(
          "send_columns",
          [](PythonQuery& self, PythonCopyWriter& writer, Timeout timeout_s, nb::handle cancel) {
            return writer.send(self, waiting_of(timeout_s, cancel));
          },
          "writer"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def(
          "send_copy",
          [](PythonQuery& self, const nb::bytes& data, Timeout timeout_s, nb::handle cancel) {
            self.send_copy(view_of(data), waiting_of(timeout_s, cancel));
          },
          "data"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def(
          "end_copy",
          [](PythonQuery& self, Timeout timeout_s, nb::handle cancel) {
            return self.end_copy(waiting_of(timeout_s, cancel));
          },
          "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("fail_copy", &PythonQuery::fail_copy, "reason"_a)
      .def("close", &PythonQuery::close, "at_once"_a)
      .def("check", &PythonQuery::check)
      .def_prop_ro("columns", columns_of)
      .def_prop_ro("parameters",
                   [](PythonQuery& self) {
                     const auto* plan = self.query().plan();
                     return plan == nullptr ? std::vector<postgres::Oid>() : plan->parameters;
                   })
      .def_prop_ro("tags", tags_of)
      .def_prop_ro("is_long", [](PythonQuery& self) { return self.is_long(); })
      .def_prop_ro("has_ended", [](PythonQuery& self) { return self.has_ended(); })
      .def_prop_ro("is_copying_in", [](PythonQuery& self) { return self.query().is_copying_in(); })
      .def_prop_ro("is_copying_out", [](PythonQuery& self) { return self.query().is_copying_out(); });
}

// --- connections -----------------------------------------------------------------------------------------------------

nb::dict keywords_of(const std::string& conninfo) {
  nb::dict made;
  for (const auto& [name, value] : value_or_throw(postgres::parse_conninfo(conninfo))) made[name.c_str()] = value;
  return made;
}

std::shared_ptr<PythonConnection> connect(const std::string& conninfo, const nb::dict& keywords, std::size_t plans,
                                          std::uint64_t prepare_threshold, Timeout timeout_s, nb::handle cancel) {
  postgres::Conninfo more;
  for (const auto [keyword, value] : keywords) {
    more.insert_or_assign(nb::cast<std::string>(keyword), nb::cast<std::string>(value));
  }
  const auto info = value_or_throw(postgres_client::read_connection_info(conninfo, more));
  const ConnectionOptions options{.plans = plans, .prepare_threshold = prepare_threshold};
  std::optional<postgres::Outcome<std::shared_ptr<Connection>>> opened;
  run_watched(waiting_of(timeout_s, cancel).limits,
              [&](const Stop& stop) { opened.emplace(Connection::open(info, options, stop)); }, {});
  return std::make_shared<PythonConnection>(value_of(*std::move(opened)));
}

std::unique_ptr<PythonQuery> query(std::shared_ptr<PythonConnection> self, std::string_view sql) {
  auto made = self->connection->query(std::string(sql));
  return std::make_unique<PythonQuery>(std::move(self), std::move(made));
}

// query() and its start() in one call, for one that may wait.
std::unique_ptr<PythonQuery> start(std::shared_ptr<PythonConnection> self, std::string_view sql, nb::handle parameters,
                                   Timeout timeout_s, nb::handle cancel) {
  auto made = query(std::move(self), sql);
  made->start(parameters, waiting_of(timeout_s, cancel));
  return made;
}

// The same without limits: most calls are such, and each argument of a call costs.
std::unique_ptr<PythonQuery> run(std::shared_ptr<PythonConnection> self, std::string_view sql, nb::handle parameters) {
  auto made = query(std::move(self), sql);
  made->start(parameters, {});
  return made;
}

// The same for an event loop: what it waits for, go_on() of the query takes.
std::unique_ptr<PythonQuery> send(std::shared_ptr<PythonConnection> self, std::string_view sql, nb::object parameters) {
  auto made = query(std::move(self), sql);
  made->send(std::move(parameters));
  return made;
}

std::unique_ptr<PythonQuery> script(std::shared_ptr<PythonConnection> self, std::string_view sql) {
  auto made = self->connection->script(std::string(sql));
  return std::make_unique<PythonQuery>(std::move(self), std::move(made));
}

nb::list notices_of(PythonConnection& self) {
  const std::lock_guard turn(self.turn);
  nb::list made;
  for (const auto& notice : self.connection->take_notices()) made.append(to_python(notice));
  return made;
}

nb::list notifications_of(PythonConnection& self) {
  const std::lock_guard turn(self.turn);
  nb::list made;
  for (const auto& one : self.connection->take_notifications()) {
    made.append(nb::make_tuple(one.process_id, nb::str(one.channel.c_str()), nb::str(one.payload.c_str())));
  }
  return made;
}

// None: nothing has come within the time.
nb::object listen(PythonConnection& self, Timeout timeout_s, nb::handle cancel, bool waits) {
  const std::lock_guard turn(self.turn);
  Limits limits = waiting_of(timeout_s, cancel).limits;
  if (!waits) limits.timeout_s = 0;
  auto heard = self.run(limits, [&](const Stop& stop) { return self.connection->listen(stop); });
  if (!heard && heard.error().code == Errc::deadline) return nb::none();
  value_of(std::move(heard));
  return nb::bool_(true);
}

nb::dict settings_of(PythonConnection& self) {
  const std::lock_guard turn(self.turn);
  nb::dict made;
  for (const auto& status : self.connection->parameters()) made[status.name.c_str()] = status.value;
  return made;
}

void bind_connection(nb::module_& m) {
  nb::class_<PythonConnection>(m, "Connection")
      .def("query", query, "sql"_a)
      .def("script", script, "sql"_a)
      .def("start", start, "sql"_a, "parameters"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("run", run)
      .def("send", send)
      .def(
          "copy_writer",
          [](std::shared_ptr<PythonConnection> self, nb::handle stream) {
            return std::make_unique<PythonCopyWriter>(std::move(self), stream);
          },
          "stream"_a)
      .def("notices", notices_of)
      .def("notifications", notifications_of)
      .def("listen", listen, "timeout"_a = nb::none(), "cancel"_a = nb::none(), "waits"_a = true)
      .def(
          "cancel",
          [](PythonConnection& self, double timeout_s) {
            auto asked = [&] {
              const nb::gil_scoped_release release;
              return self.connection->cancel(stop_of({timeout_s, nullptr}));
            }();
            value_of(std::move(asked));
          },
          "timeout"_a)
      .def("forget_types", &PythonConnection::forget_types)
      .def("close", &PythonConnection::close)
      .def_prop_ro("settings", settings_of)
      .def_prop_ro("host",
                   [](PythonConnection& self) {
                     const auto& host = self.connection->host();
                     return nb::make_tuple(host.name, host.address, host.port);
                   })
      .def_prop_ro("process_id", [](PythonConnection& self) { return self.connection->process_id(); })
      .def_prop_ro("descriptor", [](PythonConnection& self) { return self.connection->stream().descriptor(); })
      .def_prop_ro("is_open", [](PythonConnection& self) { return self.connection->is_open(); })
      .def_prop_ro("is_idle", [](PythonConnection& self) { return self.connection->is_idle(); })
      .def_prop_ro("is_encrypted", [](PythonConnection& self) { return self.connection->stream().is_encrypted(); })
      .def_prop_ro("wants_write", [](PythonConnection& self) { return self.connection->channel().unsent() > 0; })
      .def_prop_ro("transaction_status",
                   [](PythonConnection& self) { return static_cast<char>(self.connection->transaction_status()); });
}

}  // namespace

void bind_postgres(nb::module_& m) {
  nb::module_ own = m.def_submodule("_postgres", "The PostgreSQL client; import wirespeed.postgres instead.");
  bind_postgres_errors(own);
  bind_postgres_copy(own);
  bind_postgres_copy_decoder(own);
  bind_query(own);
  bind_connection(own);
  bind_postgres_pipeline(own);
  PyObject* task_wait = make_task_wait_type();
  if (task_wait == nullptr) throw nb::python_error();
  own.attr("TaskWait") = nb::steal(task_wait);
  own.def("keywords_of", keywords_of, "conninfo"_a);
  own.def("connect", connect, "conninfo"_a, "keywords"_a, "plans"_a, "prepare_threshold"_a, "timeout"_a = nb::none(),
          "cancel"_a = nb::none());
}

}  // namespace wirespeed::python
