// SASLprep (RFC 4013): one spelling of a password that can be typed in several ways.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wirespeed::postgres {

// ASCII is its own spelling. nullopt: the text is no UTF-8, or has what SASLprep forbids; PostgreSQL then takes a
// password as it is.
std::optional<std::string> saslprep(std::string_view text);

}  // namespace wirespeed::postgres
