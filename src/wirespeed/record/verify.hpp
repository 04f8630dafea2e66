// Whether bytes are a record of a schema. Looked at once, in time linear in the bytes; what reads them then asks no
// more.
//
// Checked: the header; that the fields are the schema's, or more or fewer of them; that what cannot be null is not, and
// null is zero; booleans; UTF-8; that all in the tail lies in order, aligned, without a gap or an overlap and within
// the record; the same of records within it. Numbers may be anything. Of fields that the schema does not know, nothing
// is looked at.
#pragma once

#include <span>

#include "wirespeed/record/schema.hpp"

namespace wirespeed::record {

// Fails, with code malformed or truncated, for bytes that are no record of the schema.
Result<void> verify(const Schema& schema, ByteView record);

// The same, without the reason.
bool is_valid(const Schema& schema, ByteView record) noexcept;

// The first of some records that is not valid, or how many there are. Of those before it, `places` has the first byte.
// REQUIRES: as many places as records
std::size_t first_invalid(const Schema& schema, std::span<const ByteView> records,
                          const std::uint8_t** places) noexcept;

// Whether bytes that somebody vouches for at least begin as a record of the schema of this version: enough for numbers
// to be read within them.
bool is_plausible(const Schema& schema, ByteView record) noexcept;

}  // namespace wirespeed::record
