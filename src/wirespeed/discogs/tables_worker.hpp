// The rows of a batch of records: what each thread of a pass over dumps does when tables are wanted.
#pragma once

#include <memory>

#include "wirespeed/discogs/record_parser.hpp"
#include "wirespeed/discogs/tables_define.hpp"

namespace wirespeed::discogs {

// Fills the wanted tables, and leaves all others alone. Not thread-safe.
class TableFiller final : public RecordVisitor {
 public:
  explicit TableFiller(TableMask wanted);
  ~TableFiller() override;

  void on_artist(const Artist& artist) override;
  void on_label(const Label& label) override;
  void on_master(const Master& master) override;
  void on_release(const Release& release) override;

  // The rows since the last call, for each table that has some.
  Result<std::vector<TableBatch>> finish();

 private:
  struct Sets;
  std::unique_ptr<Sets> sets_;
};

struct TableResult final : BatchResult {
  Result<std::vector<TableBatch>> batches;
};

class TableWorker final : public BatchWorker {
 public:
  explicit TableWorker(TableMask wanted) : filler_(wanted) {}
  std::unique_ptr<BatchResult> process(const Batch& batch) override;

 private:
  TableFiller filler_;
  RecordParser parser_;
};

}  // namespace wirespeed::discogs
