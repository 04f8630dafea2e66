// PostgreSQL's types as a client sees them: an OID stands for a name and a way to write values down as bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"

namespace wirespeed::postgres {

using Oid = std::uint32_t;

inline constexpr std::int32_t kNoTypmod = -1;

// How a value's bytes are written.
enum class Format : std::int16_t { text = 0, binary = 1 };

// What a value is, as far as decoders and encoders differ. Comments: the binary form.
enum class Kind : std::uint8_t {
  boolean,  // one byte
  char1,    // "char": one byte
  int16,
  int32,
  int64,
  uint32,  // oid, xid, cid, reg*
  uint64,  // xid8, pg_lsn
  float32,
  float64,
  numeric,         // int16 digits, weight, sign, display scale; base-10000 digits
  money,           // int64, in units of the currency's smallest part
  text,            // the text itself: text, varchar, bpchar, name, unknown, xml, citext, json, refcursor
  versioned_text,  // a byte 1, then text: jsonb, jsonpath, ltree, lquery, ltxtquery
  bytes,           // bytea
  uuid,            // 16 bytes
  date,            // int32 days since 2000-01-01
  time,            // int64 us since midnight, up to 24:00:00
  timetz,          // int64 us, int32 seconds WEST of UTC
  timestamp,       // int64 us since 2000-01-01
  timestamptz,     // the same, in UTC
  interval,        // int64 us, int32 days, int32 months
  bit,             // int32 bits, then bytes: bit, varbit
  inet,            // family, bits, is_cidr, size, address: inet, cidr
  macaddr,         // 6 or 8 bytes
  point,           // 2 float64
  line,            // 3 float64
  lseg,            // 4 float64
  box,             // 4 float64
  path,            // byte closed, int32 n, n points
  polygon,         // int32 n, n points
  circle,          // 3 float64
  tid,             // uint32 block, uint16 offset
  tsvector,
  hstore,       // int32 n, then key, value pairs with int32 sizes
  vector,       // int16 n, int16 0, n float4
  halfvec,      // the same with float2
  sparsevec,    // int32 dim, nnz, 0; nnz int32 indices from 0; nnz float4
  enumeration,  // its label as text
  array,        // int32 ndim, has_null, element oid; ndim x (int32 size, lower bound); values
  composite,    // int32 n, then oid, value
  record,       // the same; the fields are known from the value alone
  domain,       // as its base type
  range,        // byte flags, then the bounds that are there
  multirange,   // int32 n, ranges
  nothing,      // void
  opaque,       // bytes whose meaning we do not know
};

// A use of a type: `numeric(10,2)` is numeric's OID and a typmod.
struct TypeRef {
  Oid oid = 0;
  std::int32_t typmod = kNoTypmod;

  friend bool operator==(const TypeRef&, const TypeRef&) = default;
};

struct Attribute {
  std::string name;
  TypeRef type;
};

struct Type {
  Oid oid = 0;
  std::string name;  // as format_type() says it, without a typmod: "integer", "my_schema.mood"
  Kind kind = Kind::opaque;
  TypeRef element{};  // of an array its items, of a range its subtype, of a multirange its range, of a domain its base
  Oid array = 0;      // the array type of this one; 0: none
  std::vector<Attribute> fields{};    // of a composite
  std::vector<std::string> labels{};  // of an enumeration, in its order
  bool sends_binary = true;           // false: the server has no binary output for it (isn, seg, aclitem)
  bool receives_binary = true;
};

// Types by OID: the built-in ones from the start, others as the server tells of them. One thread at a time.
class TypeCatalog {
 public:
  TypeCatalog();
  TypeCatalog(const TypeCatalog&) = delete;
  TypeCatalog& operator=(const TypeCatalog&) = delete;
  ~TypeCatalog();

  const Type* find(Oid oid) const noexcept;  // stays valid until the type is put anew
  void put(Type type);
  // OIDs that `type` needs and that are not known yet: itself, its element, its fields, and theirs.
  std::vector<Oid> missing(Oid oid) const;
  // Whether the server can send it in binary, which takes binary output of all that is in it. Unknown types can.
  bool sends_binary(Oid oid) const;
  // Whether what is in its values is known from them alone: records, and what nobody knows.
  bool is_unforeseen(Oid oid) const;
  // Whether it, or something in it, is not built in: ALTER TYPE can make it another.
  bool can_change(Oid oid) const;
  void forget_resolved();  // all but the built-in ones

  // A value was not what its type says: whoever can asks the server anew. Ends with forget_resolved().
  void doubt() const noexcept { is_doubted_ = true; }
  bool is_doubted() const noexcept { return is_doubted_; }

  std::shared_ptr<const TypeCatalog> copy() const;

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
  mutable bool is_doubted_ = false;
};

}  // namespace wirespeed::postgres
