// PackStream values straight into columns: the type of a column is what its first values are (column/any_builder.hpp).
//
//   ColumnReader reader(rules);
//   reader.start(bytes);
//   if (!reader.read(builder)) return std::unexpected(reader.error());
//
// What structures mean is not PackStream's to know: rules say it. Maps become structs of the keys seen, or JSON text.
// No allocation for a value but what columns grow by, no virtual call. Borrows the rules and the bytes.
#pragma once

#include <optional>
#include <string>

#include "wirespeed/column/any_builder.hpp"
#include "wirespeed/packstream/cursor.hpp"

namespace wirespeed::packstream {

class ColumnReader;
class JsonReader;

// How deep lists, maps and structures may lie in each other as columns: each may be up to three levels of Arrow, whose
// readers stop at 64. JSON text may be deeper.
inline constexpr std::uint32_t kMaxColumnDepth = 20;

struct ColumnRules {
  // Appends the structure whose tag was just read, with so many fields to come. None: structures are refused.
  bool (*structure)(ColumnReader& reader, column::AnyBuilder& to, std::uint8_t tag, std::size_t fields) = nullptr;
  bool (*json_structure)(JsonReader& reader, std::uint8_t tag, std::size_t fields) = nullptr;
  bool json_maps = false;
  bool json_graph = false;  // for `structure`
  Version version = Version::v1;
};

class ColumnReader {
 public:
  explicit ColumnReader(const ColumnRules& rules) noexcept : rules_(&rules) {}

  void start(ByteView bytes) noexcept { cursor_ = Cursor(bytes); }
  Cursor& cursor() noexcept { return cursor_; }
  const ColumnRules& rules() const noexcept { return *rules_; }

  // Appends the next value. False: see error(); neither reader nor builder is of use then.
  [[nodiscard]] bool read(column::AnyBuilder& to);
  // So many values, one level deeper, as one value of a list.
  [[nodiscard]] bool read_items(column::AnyBuilder& list, std::uint64_t count);
  // The next value, as a member of a struct that is not closed yet.
  [[nodiscard]] bool read_member(column::AnyBuilder& structure, std::string_view name);
  // The value that begins at `begin` as JSON into a text column; moves behind it.
  [[nodiscard]] bool read_json(column::AnyBuilder& to, std::size_t begin);
  // What to do when a builder gave no place for a value of its kind: text where it takes that, else false.
  [[nodiscard]] bool read_elsewhere(column::AnyBuilder& to, std::size_t begin) {
    return to.as_text() && read_text(to, begin);
  }

  // Bytes that are PackStream, but not what they must be here; false.
  bool malformed(std::string why);

  // One level deeper, if there may be one; leave() follows then.
  [[nodiscard]] bool enter(std::uint8_t marker) noexcept {
    if (depth_ == kMaxColumnDepth) return cursor_.fail(Fault::Kind::too_deep, marker, kMaxColumnDepth);
    ++depth_;
    return true;
  }
  void leave() noexcept { --depth_; }

  // After read() was false because of the bytes; nothing when a builder refused a value, which its Refusal tells of.
  std::optional<Error> error() const;

 private:
  bool large(column::AnyBuilder& to, std::uint8_t marker);
  bool integer(column::AnyBuilder& to, std::uint8_t marker);
  bool floating(column::AnyBuilder& to);
  bool text(column::AnyBuilder& to, std::uint8_t marker, std::uint64_t size);
  bool bytes(column::AnyBuilder& to, std::uint8_t marker, std::uint64_t size);
  bool uuid(column::AnyBuilder& to);
  bool list(column::AnyBuilder& to, std::uint8_t marker, std::uint64_t size, std::size_t begin);
  bool map(column::AnyBuilder& to, std::uint8_t marker, std::uint64_t size, std::size_t begin);
  bool structure(column::AnyBuilder& to, std::uint8_t marker, std::size_t begin);
  bool read_text(column::AnyBuilder& to, std::size_t begin);

  Cursor cursor_;
  const ColumnRules* rules_;
  std::uint32_t depth_ = 0;
  std::string wrong_;  // malformed
  std::string text_;   // of one JSON value
};

}  // namespace wirespeed::packstream
