// The fields of a request that its signature covers, in the order and form in which it does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wirespeed::s3 {

// False for what proxies may add, change or take away.
bool is_signed(std::string_view name) noexcept;

// Holds views. Made to be used again: clear() keeps the memory.
class SignedFields {
 public:
  void clear() noexcept { fields_.clear(); }
  void add(std::string_view name, std::string_view value) { fields_.push_back({name, value}); }

  // By name; of one name in the order in which they were added. To be called before the others.
  void sort() noexcept;
  // "host:example.com\nx-amz-date:...\n": trimmed, runs of space as one, values of one name joined by commas.
  void append_canonical(std::string& out) const;
  // "host;x-amz-date"
  void append_names(std::string& out) const;

 private:
  struct Field {
    std::string_view name;
    std::string_view value;
  };

  std::vector<Field> fields_;
};

}  // namespace wirespeed::s3
