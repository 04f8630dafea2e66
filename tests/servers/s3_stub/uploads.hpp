// Uploads in parts that have begun and not ended.
#pragma once

#include <map>
#include <string>

namespace wirespeed::s3_stub {

class Uploads {
 public:
  std::string begin();
  // False for one that is not open. Bytes that are thrown away are "".
  bool add(std::string_view id, std::uint64_t number, std::string bytes);
  // The parts one behind the other, and that upload is no longer open.
  std::string end(std::string_view id);
  // What the first completion of an upload was answered; a client that lost it asks again and is told the same.
  std::map<std::string, std::string, std::less<>>& completed() noexcept { return completed_; }
  bool open(std::string_view id) const { return uploads_.contains(id); }
  std::uint64_t parts(std::string_view id) const;
  std::size_t count() const noexcept { return uploads_.size(); }
  void clear() {
    uploads_.clear();
    completed_.clear();
  }

 private:
  using Parts = std::map<std::uint64_t, std::string>;
  std::map<std::string, Parts, std::less<>> uploads_;
  std::map<std::string, std::string, std::less<>> completed_;
  std::uint64_t begun_ = 0;
};

}  // namespace wirespeed::s3_stub
