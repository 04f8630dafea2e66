// Where the records of a dump begin, told from the bytes alone: the rule by which files are cut into batches and by
// which a reader finds its way again behind a bad record. Being local, it gives the same records for any batch size.
#pragma once

#include <string_view>

#include "wirespeed/base/error.hpp"
#include "wirespeed/discogs/records.hpp"

namespace wirespeed::discogs {

// Whether a record of `kind` begins at bytes[at]: its start tag with space, '>' or '/' behind the name. A label's tag
// counts only when an element follows it: the <label> of <sublabels> holds text. False where bytes end too early.
bool starts_record(Kind kind, std::string_view bytes, std::size_t at) noexcept;

// The first, and the last, start of a record at or behind `from`; npos if there is none.
std::size_t find_record(Kind kind, std::string_view bytes, std::size_t from) noexcept;
std::size_t rfind_record(Kind kind, std::string_view bytes, std::size_t from) noexcept;

// Where a bad record ends at the latest: the next start of a record or the root's end tag at or behind `from`, or
// bytes.size().
std::size_t find_resume(Kind kind, std::string_view bytes, std::size_t from) noexcept;

// The kind of a dump whose first bytes these are, by its first element. An error says what was found instead; Errc is
// truncated where more bytes may help.
Result<Kind> recognise(std::string_view bytes);

// Space, comments, processing instructions and the root's tags may stand between records: the first byte at or behind
// `from` that is none of them, or bytes.size().
std::size_t skip_between_records(Kind kind, std::string_view bytes, std::size_t from) noexcept;

// Whether a file that ends with these bytes ends as it should: behind the root's end tag.
bool ends_dump(Kind kind, std::string_view bytes) noexcept;

}  // namespace wirespeed::discogs
