// What of a record matters to the graph, as bytes: enough to feed a GraphExtractor as the record itself would.
#pragma once

#include <string>

#include "wirespeed/discogs/records.hpp"

namespace wirespeed::months {

// Part of the form of records.cache: another form, another number.
inline constexpr std::uint32_t kSlimVersion = 1;

// Appends. Absent and empty texts are the same here, and a release's date is its first four characters.
void append_slim(const discogs::Artist& record, std::string& out);
void append_slim(const discogs::Label& record, std::string& out);
void append_slim(const discogs::Master& record, std::string& out);
void append_slim(const discogs::Release& record, std::string& out);

// False if these are not the bytes of one record. Texts are borrowed from `bytes`; what was not kept is empty.
bool read_slim(std::string_view bytes, discogs::Artist& record);
bool read_slim(std::string_view bytes, discogs::Label& record);
bool read_slim(std::string_view bytes, discogs::Master& record);
bool read_slim(std::string_view bytes, discogs::Release& record);

}  // namespace wirespeed::months
