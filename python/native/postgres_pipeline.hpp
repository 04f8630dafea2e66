// Statements that are sent together, as Python holds them.
#pragma once

#include "postgres_query.hpp"
#include "wirespeed/postgres_client/pipeline.hpp"

namespace wirespeed::python {

class PythonPipeline {
 public:
  explicit PythonPipeline(std::shared_ptr<PythonConnection> owner) : owner_(std::move(owner)) {}

  // Nothing is sent. `parameters` are read by run().
  std::shared_ptr<PythonQuery> add(const std::string& sql, nanobind::object parameters);
  std::size_t size() const noexcept { return entries_.size(); }
  // Sends what was added, with a Sync behind it, and receives all answers: each statement has ended then, for good or
  // for bad. False: it may not wait, and would have to; it is to be called again. Throws where the connection is at
  // fault, or a value: then nothing that was added is done.
  bool run(const Waiting& waiting);
  // What was added is never sent. `at_once`: what was sent is ended on the server.
  void close(bool at_once);

 private:
  struct Entry {
    std::shared_ptr<PythonQuery> query;
    nanobind::object parameters;
  };

  void drop();
  bool run_some(const Waiting& waiting);
  void encode(std::size_t i);
  void encode_known();
  bool send(const Waiting& waiting);
  bool describe_next(const Waiting& waiting);
  void refuse(std::size_t i);
  template <typename Work>
  auto wait(const Waiting& waiting, Work work);

  std::shared_ptr<PythonConnection> owner_;
  std::vector<Entry> entries_;
  std::unique_ptr<postgres_client::Pipeline> pipeline_;
  std::vector<postgres_client::Parameters> encoded_;
  std::size_t next_ = 0;
  bool is_encoded_ = false;
  bool is_synced_ = false;
  std::exception_ptr refusal_;
};

void bind_postgres_pipeline(nanobind::module_& m);

}  // namespace wirespeed::python
