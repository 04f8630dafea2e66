#include "wirespeed/discogs/generator.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "wirespeed/base/file.hpp"
#include "wirespeed/discogs/generator_deflate.hpp"
#include "wirespeed/discogs/generator_pretty.hpp"
#include "wirespeed/discogs/generator_record.hpp"

namespace wirespeed::discogs {
namespace {

using generator::BlockDeflater;
using generator::DeflatedBlock;
using generator::World;
using generator::XmlBuffer;

// The whole dump of March 2026.
constexpr std::array<std::uint64_t, kKindCount> kWholeDump{9'957'079, 2'349'729, 2'530'697, 18'952'204};
constexpr std::uint64_t kFewest = 4;

// Records for each block: about a megabyte of text.
constexpr std::array<std::uint64_t, kKindCount> kBlockRecords{4096, 4096, 1024, 256};

std::string date_of(DumpShape shape, std::uint32_t month) {
  const std::uint32_t year = shape == DumpShape::y2026 ? 2026 : shape == DumpShape::y2020 ? 2020 : 2015;
  const std::uint32_t months = 7 + month;  // since January
  return fmt::format("{}{:02}{}", year + months / 12, months % 12 + 1, shape == DumpShape::y2020 ? "06" : "01");
}

void write_record(const World& world, Kind kind, std::uint64_t index, XmlBuffer& out) {
  switch (kind) {
    case Kind::artists:
      return generator::write_artist(world, index, out);
    case Kind::labels:
      return generator::write_label(world, index, out);
    case Kind::masters:
      return generator::write_master(world, index, out);
    case Kind::releases:
      return generator::write_release(world, index, out);
  }
}

// Takes blocks in any order, writes them in theirs. Blocks that came early wait here, a few for each thread at most.
class OrderedFile {
 public:
  OrderedFile(AtomicFile& file, std::size_t room) : file_(file), room_(room) {}

  // False when the run has failed, here or in another thread.
  bool put(std::uint64_t number, DeflatedBlock block) {
    std::unique_lock lock(mutex_);
    written_.wait(lock, [&] { return error_ || number < next_ + room_; });
    if (error_) return false;
    waiting_.emplace(number, std::move(block));
    while (!error_ && !waiting_.empty() && waiting_.begin()->first == next_) write_first();
    written_.notify_all();
    return !error_;
  }

  void give_up(Error error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
    written_.notify_all();
  }

  Result<void> finish() {
    if (error_) return std::unexpected(*error_);
    return file_.write(frame_.trailer());
  }

  std::uint64_t xml_bytes() const noexcept { return frame_.size(); }

 private:
  void write_first() {
    const auto first = waiting_.extract(waiting_.begin());
    frame_.add(first.mapped());
    if (auto written = file_.write(first.mapped().bytes); !written) error_ = std::move(written).error();
    ++next_;
  }

  AtomicFile& file_;
  std::size_t room_;
  std::mutex mutex_;
  std::condition_variable written_;
  std::map<std::uint64_t, DeflatedBlock> waiting_;
  std::uint64_t next_ = 0;
  generator::GzipFrame frame_;
  std::optional<Error> error_;
};

// One file's records, from all threads.
class DumpWriter {
 public:
  DumpWriter(const World& world, Kind kind, const GenerateOptions& options, OrderedFile& file)
      : world_(world),
        kind_(kind),
        options_(options),
        file_(file),
        records_(world.catalog.count(kind)),
        block_records_(kBlockRecords[static_cast<std::size_t>(kind)]),
        blocks_((records_ + block_records_ - 1) / block_records_) {}

  std::uint64_t run(unsigned threads) {
    std::vector<std::jthread> others;
    const auto useful = std::min<std::uint64_t>(threads, blocks_);
    for (std::uint64_t i = 1; i < useful; ++i) others.emplace_back([this] { work(); });
    work();
    others.clear();  // joins
    return written_;
  }

 private:
  void work() {
    XmlBuffer record, text;
    BlockDeflater deflater(options_.compression_level);
    for (;;) {
      const std::uint64_t block = next_.fetch_add(1, std::memory_order_relaxed);
      if (block >= blocks_) return;
      if (auto stopped = options_.stop.check("generate a dump"); !stopped) return file_.give_up(stopped.error());
      const std::uint64_t count = write_block(block, record, text);
      written_.fetch_add(count, std::memory_order_relaxed);
      DeflatedBlock deflated;
      if (auto done = deflater.deflate(text.view(), deflated); !done) return file_.give_up(done.error());
      if (!file_.put(block, std::move(deflated))) return;
      if (options_.records != nullptr) options_.records->fetch_add(count, std::memory_order_relaxed);
    }
  }

  std::uint64_t write_block(std::uint64_t block, XmlBuffer& record, XmlBuffer& text) const {
    const std::uint64_t begin = block * block_records_;
    const std::uint64_t end = std::min(begin + block_records_, records_);
    text.clear();
    if (block == 0) text << '<' << root_name(kind_) << ">\n";
    std::uint64_t written = 0;
    for (std::uint64_t index = begin; index < end; ++index) {
      if (world_.removed(kind_, index)) continue;
      ++written;
      if (options_.shape != DumpShape::y2015) {
        write_record(world_, kind_, index, text);
        continue;
      }
      record.clear();
      write_record(world_, kind_, index, record);
      generator::append_pretty(record.view(), text);
    }
    if (end == records_) text << "</" << root_name(kind_) << '>';
    return written;
  }

  const World& world_;
  Kind kind_;
  const GenerateOptions& options_;
  OrderedFile& file_;
  std::uint64_t records_, block_records_, blocks_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::uint64_t> written_{0};
};

Result<void> write_dump(const World& world, Kind kind, const GenerateOptions& options, unsigned threads,
                        AtomicFile& file, GeneratedFile& dump) {
  if (auto written = file.write(generator::GzipFrame::header()); !written) return std::unexpected(written.error());
  OrderedFile ordered(file, std::size_t{threads} * 4);
  dump.records = DumpWriter(world, kind, options, ordered).run(threads);
  if (auto finished = ordered.finish(); !finished) return std::unexpected(finished.error());
  dump.xml_bytes = ordered.xml_bytes();
  return {};
}

Result<void> check_options(const GenerateOptions& options) {
  if (options.releases < 1 || options.releases > kMaxGeneratedReleases) {
    return fail(Errc::invalid_argument, "generate a dump: expected 1 to {} releases, found {}", kMaxGeneratedReleases,
                options.releases);
  }
  if (options.compression_level < 0 || options.compression_level > 3) {
    return fail(Errc::invalid_argument, "generate a dump: expected a compression level of 0 to 3, found {}",
                options.compression_level);
  }
  if (options.month > kMaxGeneratedMonth || !(options.changed >= 0 && options.changed <= 1)) {
    return fail(Errc::invalid_argument,
                "generate a dump: expected a month of 0 to {} and a changed share of 0 to 1, found {} and {}",
                kMaxGeneratedMonth, options.month, options.changed);
  }
  return {};
}

// A directory that was made for a run that fails is taken away again, if nothing else came into it.
class OutputDirectory {
 public:
  static Result<OutputDirectory> make(const std::filesystem::path& path) {
    std::error_code error;
    const bool made = std::filesystem::create_directories(path, error);
    if (error || !std::filesystem::is_directory(path)) {
      return fail(Errc::io, "make directory {}: {}", path.string(),
                  error ? error.message() : std::string("there is a file of that name"));
    }
    return OutputDirectory(path, made);
  }
  OutputDirectory(OutputDirectory&& other) noexcept
      : path_(std::move(other.path_)), remove_(std::exchange(other.remove_, false)) {}
  OutputDirectory& operator=(OutputDirectory&&) = delete;
  ~OutputDirectory() {
    std::error_code ignored;
    if (remove_) std::filesystem::remove(path_, ignored);
  }
  void keep() noexcept { remove_ = false; }

 private:
  OutputDirectory(std::filesystem::path path, bool remove) : path_(std::move(path)), remove_(remove) {}
  std::filesystem::path path_;
  bool remove_;
};

Result<void> commit_all(std::vector<AtomicFile>& files, const GenerateReport& report) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto committed = files[i].commit();
    if (committed) continue;
    std::error_code ignored;
    for (std::size_t done = 0; done < i; ++done) std::filesystem::remove(report.files[done].path, ignored);
    return committed;
  }
  return {};
}

Result<GenerateReport> write_files(const GenerateOptions& options, unsigned threads) {
  GenerateReport report;
  std::vector<AtomicFile> files;
  const World world(options);
  for (std::size_t i = 0; i < kKindCount; ++i) {
    const auto kind = static_cast<Kind>(i);
    GeneratedFile& dump = report.files[i];
    dump.path =
        options.out / fmt::format("discogs_{}_{}.xml.gz", date_of(options.shape, options.month), root_name(kind));
    auto file = AtomicFile::create(dump.path);
    if (!file) return std::unexpected(file.error());
    if (auto ok = write_dump(world, kind, options, threads, *file, dump); !ok) return std::unexpected(ok.error());
    dump.gz_bytes = file->size();
    files.push_back(std::move(*file));
  }
  if (auto committed = commit_all(files, report); !committed) return std::unexpected(committed.error());
  return report;
}

}  // namespace

std::array<std::uint64_t, kKindCount> generated_counts(std::uint64_t releases) noexcept {
  constexpr std::uint64_t kWholeReleases = kWholeDump[static_cast<std::size_t>(Kind::releases)];
  std::array<std::uint64_t, kKindCount> counts{};
  for (std::size_t kind = 0; kind < kKindCount; ++kind) {
    counts[kind] = std::max(kFewest, (releases * kWholeDump[kind] + kWholeReleases / 2) / kWholeReleases);
  }
  counts[static_cast<std::size_t>(Kind::releases)] = releases;
  return counts;
}

Result<GenerateReport> generate(const GenerateOptions& options) {
  if (auto checked = check_options(options); !checked) return std::unexpected(checked.error());
  auto directory = OutputDirectory::make(options.out);
  if (!directory) return std::unexpected(directory.error());
  const unsigned machine = std::max(1U, std::thread::hardware_concurrency());
  auto report = write_files(options, options.threads == 0 ? machine : std::min(options.threads, 256U));
  if (report) directory->keep();
  return report;
}

}  // namespace wirespeed::discogs
