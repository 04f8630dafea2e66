// The fields of a structure one after the other, each of an expected kind. The first that is not remains the error.
#pragma once

#include <string>
#include <utility>

#include "wirespeed/base/error.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt {

class FieldReader {
 public:
  FieldReader(const packstream::Structure& structure, const char* name, std::size_t expected)
      : structure_(structure), name_(name) {
    if (structure.fields.size() == expected) return;
    problem_ = fmt::format("expected {} fields, found {}", expected, structure.fields.size());
  }

  std::int64_t integer() { return take<std::int64_t>("an integer"); }
  double floating() { return take<double>("a float"); }
  std::string text() { return take<std::string>("text"); }
  packstream::Map map() { return take<packstream::Map>("a map"); }
  packstream::List list() { return take<packstream::List>("a list"); }
  packstream::Bytes bytes() { return take<packstream::Bytes>("bytes"); }
  std::vector<std::string> texts() {
    std::vector<std::string> texts;
    for (packstream::Value& value : list()) {
      auto* one = value.get<std::string>();
      if (one == nullptr) return refuse("a list of texts"), texts;
      texts.push_back(std::move(*one));
    }
    return texts;
  }

  // Says what the last field should have been.
  void refuse(const char* expected) {
    if (problem_.empty()) problem_ = fmt::format("expected {} in field {}, found another value", expected, next_);
  }

  template <typename T>
  Result<T> done(T made) const {
    if (problem_.empty()) return made;
    return fail(Errc::malformed, "Bolt structure {}: {}", name_, problem_);
  }

 private:
  template <typename T>
  T take(const char* expected) {
    const T* found = next_ < structure_.fields.size() ? structure_.fields[next_].get<T>() : nullptr;
    ++next_;
    if (found != nullptr) return *found;
    refuse(expected);
    return T();
  }

  const packstream::Structure& structure_;
  const char* name_;
  std::size_t next_ = 0;
  std::string problem_;
};

}  // namespace wirespeed::bolt
