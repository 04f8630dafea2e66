// Values in binary as the server's own output functions would write them (with DateStyle ISO, IntervalStyle postgres,
// bytea_output hex, in UTC).
#pragma once

#include <expected>
#include <functional>
#include <string>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/postgres/type.hpp"

namespace wirespeed::postgres {

// Says what was expected and found when the bytes are no such value; what was appended so far means nothing then.
using Printed = std::expected<void, std::string>;

// Appends a value's text.
using Print = std::function<Printed(std::string& out, ByteView value)>;

Printed print_boolean(std::string& out, ByteView value);
Printed print_char(std::string& out, ByteView value);  // "char"
Printed print_int16(std::string& out, ByteView value);
Printed print_int32(std::string& out, ByteView value);
Printed print_int64(std::string& out, ByteView value);
Printed print_uint32(std::string& out, ByteView value);
Printed print_uint64(std::string& out, ByteView value);
Printed print_float32(std::string& out, ByteView value);
Printed print_float64(std::string& out, ByteView value);
Printed print_numeric(std::string& out, ByteView value);
Printed print_date(std::string& out, ByteView value);
Printed print_time(std::string& out, ByteView value);
Printed print_timetz(std::string& out, ByteView value);
Printed print_timestamp(std::string& out, ByteView value);
Printed print_timestamptz(std::string& out, ByteView value);
Printed print_interval(std::string& out, ByteView value);
Printed print_text(std::string& out, ByteView value);
Printed print_versioned_text(std::string& out, ByteView value);
Printed print_bytes(std::string& out, ByteView value);
Printed print_uuid(std::string& out, ByteView value);
Printed print_bits(std::string& out, ByteView value);
Printed print_inet(std::string& out, ByteView value);
Printed print_macaddr(std::string& out, ByteView value);
Printed print_tid(std::string& out, ByteView value);
Printed print_tsvector(std::string& out, ByteView value);

// What prints values of a kind that needs no more than its bytes; null for others.
Print print_of(Kind kind);

// "expected 4 bytes, found 2"
std::unexpected<std::string> wrong_size(std::size_t expected, std::size_t found);
Printed expect_size(ByteView value, std::size_t size);

}  // namespace wirespeed::postgres
