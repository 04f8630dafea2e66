// The fields of a request, and what is looked up in them. What is not there, or of another type, is empty.
#pragma once

#include <string>
#include <string_view>

#include "messages.hpp"

namespace wirespeed::bolt_replay {

// All of them, or of RUN only the first: its parameters may be large, and nobody asks for them.
Result<packstream::List> fields_of(const Request& request);

std::string_view text_of_first(const packstream::List& fields);
packstream::Map map_at(const packstream::List& fields, std::size_t i);
std::string_view text_at(const packstream::Map& map, std::string_view key);
std::int64_t integer_at(const packstream::Map& map, std::string_view key, std::int64_t otherwise);

}  // namespace wirespeed::bolt_replay
