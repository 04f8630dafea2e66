#include "ingested_date.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "month_options.hpp"
#include "wirespeed/base/file.hpp"
#include "wirespeed/discogs/dump_date.hpp"

namespace discography {

// JSON is YAML, and who reads rules has a reader of that.
std::string ingested_date(const std::filesystem::path& directory) {
  const auto text = wirespeed::read_file(directory / kReportName);
  if (!text) return {};
  std::string newest;
  try {
    for (const auto& file : YAML::Load(*text)["files"]) {
      newest = std::max(newest, wirespeed::discogs::dump_date(file["path"].as<std::string>()));
    }
  } catch (const YAML::Exception&) {
    return {};
  }
  return newest;
}

}  // namespace discography
