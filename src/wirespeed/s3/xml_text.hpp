// What stands between the raw text of an element and its value.
#pragma once

#include <string>
#include <string_view>

namespace wirespeed::s3 {

// Appends the value of raw text: references resolved (of any character that UTF-8 can say, also those that XML
// forbids), CR and CR LF as LF, all else as it is. The raw text's size, or where in it stands an & that begins no
// reference.
std::size_t append_xml_text(std::string_view raw, std::string& out);

}  // namespace wirespeed::s3
