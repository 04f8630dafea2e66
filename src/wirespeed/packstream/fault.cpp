#include "wirespeed/packstream/fault.hpp"

#include <array>

#include "wirespeed/packstream/format.hpp"

namespace wirespeed::packstream {
namespace {

using Names = std::array<const char*, 256>;

constexpr void name(Names& names, int first, int last, const char* text) {
  for (int i = first; i <= last; ++i) names[static_cast<std::size_t>(i)] = text;
}

constexpr Names make_names() {
  Names names{};
  name(names, 0x00, 0xFF, "no value");
  name(names, 0x00, 0x7F, "integer");
  name(names, marker::kTinyText, marker::kTinyText + 15, "text");
  name(names, marker::kTinyList, marker::kTinyList + 15, "list");
  name(names, marker::kTinyMap, marker::kTinyMap + 15, "map");
  name(names, marker::kStructure, marker::kStructure + 15, "structure");
  name(names, marker::kNull, marker::kNull, "null");
  name(names, marker::kFloat, marker::kFloat, "float");
  name(names, marker::kFalse, marker::kTrue, "boolean");
  name(names, marker::kInt8, marker::kInt64, "integer");
  name(names, marker::kBytes8, marker::kBytes32, "bytes");
  name(names, marker::kText8, marker::kText32, "text");
  name(names, marker::kList8, marker::kList32, "list");
  name(names, marker::kMap8, marker::kMap32, "map");
  name(names, marker::kUuid, marker::kUuid, "UUID");
  name(names, 0xF0, 0xFF, "integer");
  return names;
}

constexpr Names kNames = make_names();

Error error(Errc code, std::string text) { return {code, std::move(text)}; }

}  // namespace

const char* name_of_marker(std::uint8_t marker) noexcept { return kNames[marker]; }

Error to_error(const Fault& fault) {
  const char* what = name_of_marker(fault.marker);
  switch (fault.kind) {
    case Fault::Kind::nothing:
      return error(Errc::truncated, fmt::format("Nothing to unpack at offset {}", fault.offset));
    case Fault::Kind::truncated:
      return error(
          Errc::truncated,
          fmt::format("Nothing to unpack: {} (marker {:02X}) needs {} bytes from offset {} on, found {}; is the "
                      "message complete?",
                      what, fault.marker, fault.expected, fault.offset, fault.found));
    case Fault::Kind::unknown_marker:
      return error(Errc::malformed,
                   fmt::format("Unknown PackStream marker {:02X} before offset {}", fault.marker, fault.offset));
    case Fault::Kind::key_not_text:
      return error(Errc::malformed, fmt::format("Map keys must be strings, found {} (marker {:02X}) before offset {}",
                                                what, fault.marker, fault.offset));
    case Fault::Kind::too_deep:
      return error(Errc::limit, fmt::format("maximum depth of {} levels exceeded while unpacking {} before offset {}",
                                            fault.expected, what, fault.offset));
    case Fault::Kind::wrong_kind:
      return error(Errc::malformed, fmt::format("Expected {}, found {} (marker {:02X}) before offset {}",
                                                name_of_marker(static_cast<std::uint8_t>(fault.expected)), what,
                                                fault.marker, fault.offset));
    case Fault::Kind::none:
    case Fault::Kind::refused:
      break;
  }
  return error(Errc::invalid_argument, "unpack: refused by the destination");
}

}  // namespace wirespeed::packstream
