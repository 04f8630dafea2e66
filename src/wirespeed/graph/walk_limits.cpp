#include "wirespeed/graph/walk_limits.hpp"

namespace wirespeed::graph {

Result<void> check_rows(const char* operation, std::uint64_t rows, std::uint64_t max_rows) {
  if (rows <= max_rows) return {};
  return fail(Errc::limit, "{}: expected at most {} rows, found more; give a limit or filters", operation, max_rows);
}

Result<void> check_memory(const char* operation, std::uint64_t held, std::uint64_t memory, const char* advice) {
  if (held <= memory) return {};
  return fail(Errc::limit, "{}: expected to hold at most {} bytes at a time, found {}; give {}", operation, memory,
              held, advice);
}

}  // namespace wirespeed::graph
