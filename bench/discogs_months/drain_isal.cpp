// The drain limit: inflate the files of the month with ISA-L on one core, and throw the XML away.
#include <filesystem>

#include "contender.hpp"
#include "discogs_hash/gzip_stream.hpp"

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](const bench::Call& call, bench::Outcome& outcome) {
    std::uint64_t bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(call.data)) {
      if (file.path().extension() != ".gz") continue;
      bench::GzipStream stream(file.path().string());
      for (auto slab = stream.next(); !slab.empty(); slab = stream.next()) bytes += slab.size();
    }
    outcome.answer("bytes", bytes);
  });
}
