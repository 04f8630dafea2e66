#include "wirespeed/discogs/tables_worker.hpp"

#include "wirespeed/discogs/tables_records.hpp"

namespace wirespeed::discogs {
namespace {

constexpr std::size_t kFirstLabelTable = ArtistTables::kCount;
constexpr std::size_t kFirstMasterTable = kFirstLabelTable + LabelTables::kCount;
constexpr std::size_t kFirstReleaseTable = kFirstMasterTable + MasterTables::kCount;
static_assert(kFirstReleaseTable + ReleaseTables::kCount <= 8 * sizeof(TableMask), "a bit for each table");

std::vector<TableInfo> describe_all() {
  std::vector<TableInfo> all;
  ArtistTables::describe(all);
  LabelTables::describe(all);
  MasterTables::describe(all);
  ReleaseTables::describe(all);
  return all;
}

}  // namespace

std::span<const TableInfo> all_tables() {
  static const std::vector<TableInfo> kAll = describe_all();
  return kAll;
}

const TableInfo* find_table(std::string_view name) {
  const auto all = all_tables();
  const auto found = std::ranges::find(all, name, &TableInfo::name);
  return found == all.end() ? nullptr : &*found;
}

struct TableFiller::Sets {
  ArtistTables artists;
  LabelTables labels;
  MasterTables masters;
  ReleaseTables releases;
};

TableFiller::TableFiller(TableMask wanted)
    : sets_(new Sets{ArtistTables(wanted), LabelTables(wanted >> kFirstLabelTable),
                     MasterTables(wanted >> kFirstMasterTable), ReleaseTables(wanted >> kFirstReleaseTable)}) {}

TableFiller::~TableFiller() = default;

void TableFiller::on_artist(const Artist& artist) { sets_->artists.add(artist); }
void TableFiller::on_label(const Label& label) { sets_->labels.add(label); }
void TableFiller::on_master(const Master& master) { sets_->masters.add(master); }
void TableFiller::on_release(const Release& release) { sets_->releases.add(release); }

Result<std::vector<TableBatch>> TableFiller::finish() {
  std::vector<TableBatch> batches;
  for (auto done :
       {sets_->artists.finish(0, batches), sets_->labels.finish(kFirstLabelTable, batches),
        sets_->masters.finish(kFirstMasterTable, batches), sets_->releases.finish(kFirstReleaseTable, batches)}) {
    if (!done) return std::unexpected(std::move(done).error());
  }
  return batches;
}

std::unique_ptr<BatchResult> TableWorker::process(const Batch& batch) {
  auto result = std::make_unique<TableResult>();
  parser_.parse(batch, filler_, *result);
  result->batches = filler_.finish();
  return result;
}

}  // namespace wirespeed::discogs
