// The drain limit: inflate with ISA-L on one core, and throw the XML away.
#include "contender.hpp"
#include "discogs_hash/gzip_stream.hpp"

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](const bench::Call& call, bench::Outcome& outcome) {
    bench::GzipStream stream(call.data);
    std::uint64_t bytes = 0;
    for (auto slab = stream.next(); !slab.empty(); slab = stream.next()) bytes += slab.size();
    outcome.answer("bytes", bytes);
  });
}
