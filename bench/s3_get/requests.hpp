// The requests that load.py wrote for a workload: one a line, "METHOD target first size".
#pragma once

#include <sys/mman.h>

#include <sstream>
#include <utility>

#include "s3_get/http_drain.hpp"

namespace bench::s3 {

struct Line {
  std::string method;
  std::string target;
  std::uint64_t first = 0;  // of the bytes of its object
  std::uint64_t size = 0;
  bool ranged = false;
};

inline std::vector<Line> read_lines(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("open " + path + ": load.py has not written it");
  std::vector<Line> lines;
  for (std::string text; std::getline(file, text);) {
    Line line;
    std::istringstream words(text);
    words >> line.method >> line.target >> line.first >> line.size >> line.ranged;
    lines.push_back(std::move(line));
  }
  return lines;
}

// Memory of the system, given back with its end.
class Pages {
 public:
  explicit Pages(std::size_t size) : size_(size) {
    void* at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) throw std::runtime_error("mmap: no memory");
    data_ = static_cast<char*>(at);
  }
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  ~Pages() { ::munmap(data_, size_); }
  char* data() noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  void touch() { std::memset(data_, 1, size_); }

 private:
  char* data_;
  std::size_t size_;
};

}  // namespace bench::s3
