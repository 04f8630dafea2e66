// The fields of a record, and where each lies.
//
//   auto schema = Schema::make({{"id", {Kind::int64}}, {"name", {Kind::text}}, {"note", {Kind::text}, true}});
//
// A schema grows by fields at its end. Records of the older one are read with defaults in place of the new fields,
// which therefore are optional or have one; those of the newer one are read by the older schema, which leaves out what
// it does not know. Names, types and order of the old fields stay; whether a field is optional may change.
//
// Immutable and shared: any thread may read it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/record/layout.hpp"
#include "wirespeed/record/type.hpp"

namespace wirespeed::record {

struct FieldSpec {
  std::string name{};
  FieldType type{};
  bool is_optional = false;
  bool has_default = false;  // then with_defaults() says which
};

struct Field {
  std::string name{};
  FieldType type{};
  bool is_optional = false;
  bool has_default = false;
  std::uint32_t offset = 0;  // in the fixed part
  std::uint32_t index = 0;
};

using SchemaPtr = std::shared_ptr<const Schema>;

class Schema {
 public:
  // Fails for no field, too many, two of one name, a width of 0 or beyond kMaxWidth, a record without its schema.
  static Result<SchemaPtr> make(std::vector<FieldSpec> fields);

  // The same schema, whose records of fewer fields show this record's fields in place of those they lack. The record is
  // one of loosened(). Fails when it is not.
  Result<SchemaPtr> with_defaults(ByteView record) const;
  // The same fields; those without a default are optional.
  Result<SchemaPtr> loosened() const;

  std::span<const Field> fields() const noexcept { return fields_; }
  std::size_t size() const noexcept { return fields_.size(); }
  const Field& field(std::size_t i) const noexcept { return fields_[i]; }
  const Field* find(std::string_view name) const noexcept;

  // Of a record with the first `fields` of the fields. REQUIRES: 0 < fields <= size()
  std::uint32_t id(std::size_t fields) const noexcept { return versions_[fields - 1].id; }
  std::uint32_t fixed_bytes(std::size_t fields) const noexcept { return versions_[fields - 1].fixed_bytes; }
  std::uint32_t id() const noexcept { return versions_.back().id; }
  std::uint32_t fixed_bytes() const noexcept { return versions_.back().fixed_bytes; }

  // Fields that a record must have at least: what follows is optional or has a default.
  std::size_t min_fields() const noexcept { return min_fields_; }
  ByteView marks() const noexcept { return marks_; }
  // Header, an empty fixed part, no nulls, and the marks: what each record begins with. Its total size is 0.
  ByteView prototype() const noexcept { return prototype_; }
  // A record of this schema with all fields, for those that a record lacks.
  const std::uint8_t* defaults() const noexcept { return defaults_.data(); }
  std::size_t depth() const noexcept { return depth_; }  // 1 without a record in it

  // What verify() looks at: bytes between fields, which are zero; fields of which not every value is good; a bit for
  // each field that cannot be null.
  struct Gap {
    std::uint32_t offset;
    std::uint32_t size;
    std::uint32_t field;  // the one behind it
  };
  std::span<const Gap> gaps() const noexcept { return gaps_; }
  std::span<const std::uint32_t> checked() const noexcept { return checked_; }
  ByteView required_bits() const noexcept { return required_bits_; }
  // Words of the fixed part, and what of them every record with exactly these fields has: header, gaps, marks, and no
  // null where none may be. The total size belongs to it where there is no tail.
  struct ShapeWord {
    std::uint32_t offset;
    std::uint64_t mask;
    std::uint64_t expected;
  };
  std::span<const ShapeWord> shape() const noexcept { return shape_; }
  // Whether the bytes are a record with exactly these fields whose every value can be seen to be good at a glance: no
  // tail, no null, and text that is ASCII. What is not may be a record still.
  bool is_plain(ByteView record) const noexcept {
    const std::size_t words = plain_masks_.size();
    if (words == 0 || record.size() != words * sizeof(std::uint64_t)) return false;
    const std::uint64_t* masks = plain_masks_.data();
    const std::uint64_t* expected = plain_words_.data();
    std::uint64_t other = 0;
    for (std::size_t i = 0; i < words; ++i) {
      other |= (load_le<std::uint64_t>(record.data() + i * sizeof *masks) & masks[i]) ^ expected[i];
    }
    return other == 0;
  }
  bool has_tail() const noexcept { return has_tail_; }
  // Where field i ends in the fixed part.
  std::size_t end_of(std::size_t i) const noexcept { return fields_[i].offset + size_in_place(fields_[i].type); }

 private:
  struct Version {
    std::uint32_t id;
    std::uint32_t fixed_bytes;
  };

  static std::size_t size_in_place(const FieldType& type) noexcept {
    return is_fixed(type) ? width_of(type) : sizeof(Span);
  }
  Result<void> add(FieldSpec spec, std::string& text);
  void place(FieldSpec spec);
  void finish();
  void set_shape();
  void set_plain(std::vector<std::uint8_t> mask, const std::vector<std::uint8_t>& expected);
  Result<void> check(const FieldSpec& spec) const;

  std::vector<Field> fields_;
  std::unordered_map<std::string_view, std::uint32_t> by_name_;  // of fields_, whose names stay where they are
  std::vector<Version> versions_;
  std::vector<std::uint8_t> marks_;
  std::vector<std::uint8_t> prototype_;
  std::vector<std::uint8_t> defaults_;
  std::vector<Gap> gaps_;
  std::vector<std::uint32_t> checked_;
  std::vector<std::uint8_t> required_bits_;
  std::vector<ShapeWord> shape_;
  std::vector<std::uint64_t> plain_masks_;  // of all words of a record; none: there is a tail
  std::vector<std::uint64_t> plain_words_;
  bool has_tail_ = false;
  std::size_t min_fields_ = 1;
  std::size_t depth_ = 1;
};

}  // namespace wirespeed::record
