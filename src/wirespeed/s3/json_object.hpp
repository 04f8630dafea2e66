// Reads a JSON object of strings and numbers (RFC 8259), as those write it who hand out credentials.
//
//   auto object = JsonObject::parse(R"({"Code": "Success", "Version": 1, "More": {"not": ["kept"]}})");
//   object->text("Code")     ->  "Success"
//   object->number("Version")->  "1"
//
// Strict: no comments, no commas too many, valid UTF-8, each name once. Errors tell where, never what stands there: it
// may be a secret.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"

namespace wirespeed::s3 {

class JsonObject {
 public:
  static constexpr std::size_t kMaxDepth = 16;  // of what is in it, which is checked and left out

  static Result<JsonObject> parse(std::string_view text);

  // The member of that name if it is a string, without its escapes; nothing else is one.
  std::optional<std::string_view> text(std::string_view name) const noexcept { return find(name, Kind::text); }
  // As it was written.
  std::optional<std::string_view> number(std::string_view name) const noexcept { return find(name, Kind::number); }

  std::size_t size() const noexcept { return members_.size(); }

 private:
  friend class JsonObjectReader;

  enum class Kind : std::uint8_t { text, number, other };
  struct Member {
    std::string name;
    Kind kind = Kind::other;
    std::string value;
  };

  std::optional<std::string_view> find(std::string_view name, Kind kind) const noexcept;

  std::vector<Member> members_;
};

}  // namespace wirespeed::s3
