#include "wirespeed/record/view.hpp"

namespace wirespeed::record {
namespace {

// A value of the kind, of which `source`, a record or a list, has the i-th.
template <typename Source>
Value read(const Source& source, Kind kind, std::size_t i) noexcept {
  switch (kind) {
    case Kind::boolean:
      return source.template number<std::uint8_t>(i) != 0;
    case Kind::uint8:
    case Kind::uint16:
    case Kind::uint32:
    case Kind::uint64:
      return visit_number(kind, [&]<typename T>() -> Value { return std::uint64_t(source.template number<T>(i)); });
    case Kind::float32:
      return source.template number<float>(i);
    case Kind::float64:
      return source.template number<double>(i);
    case Kind::date:
      return Date{source.template number<std::int32_t>(i)};
    case Kind::timestamp:
    case Kind::timestamp_utc:
      return Timestamp{source.template number<std::int64_t>(i), kind == Kind::timestamp_utc};
    case Kind::duration:
      return Duration{source.template number<std::int64_t>(i)};
    case Kind::fixed_text:
      return source.fixed_text(i);
    case Kind::fixed_bytes:
      return source.fixed_bytes(i);
    case Kind::text:
      return source.text(i);
    case Kind::bytes:
      return source.bytes(i);
    case Kind::record:
      return source.record(i);
    default:
      return visit_number(kind, [&]<typename T>() -> Value { return std::int64_t(source.template number<T>(i)); });
  }
}

}  // namespace

ByteView tail_of(const View& view, std::size_t i) noexcept {
  const FieldType& type = view.schema().field(i).type;
  if (!type.is_list) return view.bytes(i);
  const ListView list = view.list(i);
  if (has_width(type.kind)) return {list.data(), list.size() * width_of(type)};
  const auto size = load_le<std::uint32_t>(list.data() + list.size() * sizeof(std::uint32_t));
  return {list.data(), list_head_bytes(type, list.size()) + size};
}

Value value_of(const View& view, std::size_t i) noexcept {
  const FieldType& type = view.schema().field(i).type;
  if (view.is_null(i)) return std::monostate();
  return type.is_list ? Value(view.list(i)) : read(view, type.kind, i);
}

Value value_of(const ListView& list, std::size_t i) noexcept { return read(list, list.type().kind, i); }

}  // namespace wirespeed::record
