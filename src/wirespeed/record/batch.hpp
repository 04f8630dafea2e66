// Many records.
#pragma once

#include <span>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/record/schema.hpp"

namespace wirespeed::record {

// Where each of some records begins, and what they are. REQUIRES of who makes it: verify() found no fault in any.
struct Records {
  const Schema* schema;
  std::span<const std::uint8_t* const> items;
  bool are_current;  // each has the schema's fields, no more and no fewer

  Records(const Schema& of, std::span<const std::uint8_t* const> records) noexcept;
  // Where that is known.
  Records(const Schema& of, std::span<const std::uint8_t* const> records, bool all_current) noexcept
      : schema(&of), items(records), are_current(all_current) {}
};

// Bytes in which records lie one behind the other: where each begins, and the end. Only sizes are looked at; verify()
// is the caller's. Fails where a record does not end within the bytes.
Result<std::vector<std::size_t>> split_batch(ByteView batch);

}  // namespace wirespeed::record
