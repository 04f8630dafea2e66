#include "wirespeed/months/dump_months.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <system_error>

#include "wirespeed/base/file.hpp"
#include "wirespeed/base/hash.hpp"
#include "wirespeed/base/parallel.hpp"
#include "wirespeed/discogs/dump_date.hpp"
#include "wirespeed/months/file_bytes.hpp"

namespace wirespeed::months {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "discogs_";
constexpr std::size_t kSha256Digits = 64;

bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

bool is_dump(const std::string& name) { return name.ends_with(".xml") || name.ends_with(".xml.gz"); }

std::string look_at(const fs::path& path) {
  std::error_code ignored;
  const auto bytes = fs::file_size(path, ignored);
  const auto time = fs::last_write_time(path, ignored).time_since_epoch().count();
  return fmt::format("{} {} {}\n", path.filename().string(), bytes, time);
}

void add_file(const fs::path& path, std::map<std::string, DumpMonth>& months) {
  const std::string name = path.filename().string();
  const std::string date = discogs::dump_date(path);
  const bool has_checksums = name.ends_with("_CHECKSUM.txt");
  if (date.empty() || (!is_dump(name) && !has_checksums)) return;
  DumpMonth& month = months[date];
  month.date = date;
  if (has_checksums) {
    month.checksums = path;
  } else {
    month.dumps.push_back(path);
  }
}

Result<void> check_is_there(const fs::path& path) {
  std::error_code ignored;
  if (fs::exists(path, ignored)) return {};
  return fail(Errc::not_found, "month in {}: expected {}, which is not there yet", path.parent_path().string(),
              path.filename().string());
}

// What an ingest wants to know of a file comes along, so that it need not read it once more.
Result<FileHash> check_sum(const fs::path& path, const std::string& expected, const Stop& stop) {
  Sha256 sha256;
  FileHasher hash;
  const auto read = visit_bytes(path, stop, "verify", [&](ByteView part) {
    sha256.update(part);
    hash.update(part);
  });
  if (!read) return std::unexpected(read.error());
  if (const std::string found = to_hex(sha256.finish()); found != expected) {
    return fail(Errc::corrupt, "verify {}: expected SHA-256 {}, found {}; fetch it again", path.string(), expected,
                found);
  }
  return hash.finish();
}

// All names first, which costs nothing.
Result<FileHashes> check_sums(const DumpMonth& month, unsigned threads, const Stop& stop) {
  auto text = read_file(month.checksums);
  if (!text) return std::unexpected(text.error());
  auto sums = parse_checksums(*text);
  if (!sums) return fail(sums.error().code, "read {}, {}", month.checksums.string(), sums.error().message);
  const fs::path folder = month.checksums.parent_path();
  for (const FileChecksum& sum : *sums) {
    if (auto ok = check_is_there(folder / sum.name); !ok) return std::unexpected(ok.error());
  }
  std::vector<Result<FileHash>> results(sums->size());
  parallel_for(threads, results.size(),
               [&](std::size_t i) { results[i] = check_sum(folder / (*sums)[i].name, (*sums)[i].sha256, stop); });
  FileHashes hashes;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!results[i]) return std::unexpected(results[i].error());
    hashes.emplace(folder / (*sums)[i].name, *results[i]);
  }
  return hashes;
}

}  // namespace

Result<std::vector<DumpMonth>> list_months(const fs::path& directory) {
  std::map<std::string, DumpMonth> by_date;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (it->is_regular_file(ignored)) add_file(it->path(), by_date);
  }
  if (error) return fail(Errc::io, "read {}: {}", directory.string(), error.message());
  std::vector<DumpMonth> months;
  for (auto& [date, month] : by_date) {
    std::ranges::sort(month.dumps);
    for (const fs::path& dump : month.dumps) month.look += look_at(dump);
    if (!month.checksums.empty()) month.look += look_at(month.checksums);
    months.push_back(std::move(month));
  }
  return months;
}

Result<std::vector<FileChecksum>> parse_checksums(std::string_view text) {
  std::vector<FileChecksum> sums;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const std::size_t name = std::min(line.find_first_not_of(" *", kSha256Digits), line.size());
    const bool has_digest = line.size() > kSha256Digits && std::ranges::all_of(line.substr(0, kSha256Digits), is_hex);
    const std::string_view file = line.substr(name);
    if (!has_digest || name == kSha256Digits || file.empty() || file.contains('/')) {
      return fail(Errc::malformed, "line {}: expected 64 hexadecimal digits, a space and a file's name", number);
    }
    std::string digits(line.substr(0, kSha256Digits));
    std::ranges::transform(digits, digits.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    sums.push_back({std::string(file), std::move(digits)});
  }
  if (sums.empty()) return fail(Errc::truncated, "line 1: expected checksums, found none");
  return sums;
}

Result<FileHashes> check_whole(const DumpMonth& month, unsigned threads, const Stop& stop) {
  if (!month.checksums.empty()) return check_sums(month, threads, stop);
  for (const char* kind : {"artists", "labels", "masters", "releases"}) {
    const auto is_kind = [&](const fs::path& path) {
      return path.filename().string().starts_with(fmt::format("{}{}_{}.xml", kPrefix, month.date, kind));
    };
    if (std::ranges::none_of(month.dumps, is_kind)) {
      return fail(Errc::not_found, "month {}: expected a file of {}, which is not there yet", month.date, kind);
    }
  }
  return FileHashes();
}

Result<FileHashes> MonthChecks::check(const DumpMonth& month, unsigned threads, const Stop& stop) {
  const auto known = verdicts_.find(month.date);
  if (known != verdicts_.end() && known->second.look == month.look) return known->second.whole;
  auto whole = check_whole(month, threads, stop);
  if (whole || whole.error().code == Errc::corrupt) verdicts_[month.date] = {month.look, whole};
  return whole;
}

void MonthChecks::refuse(const DumpMonth& month, Error error) {
  verdicts_[month.date] = {month.look, std::unexpected(std::move(error))};
}

}  // namespace wirespeed::months
