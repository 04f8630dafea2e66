// The encoders of each family of targets. All return null where the source cannot be meant for the target.
#pragma once

#include "wirespeed/postgres/source_encoder.hpp"

namespace wirespeed::postgres {

using EncoderPointer = std::unique_ptr<ColumnEncoder>;

EncoderPointer make_boolean_encoder(const EncoderSetup& setup);
EncoderPointer make_char_encoder(const EncoderSetup& setup);
EncoderPointer make_integer_encoder(const EncoderSetup& setup, Kind kind);
EncoderPointer make_float_encoder(const EncoderSetup& setup, Kind kind);
EncoderPointer make_money_encoder(const EncoderSetup& setup, std::int32_t digits);
EncoderPointer make_numeric_encoder(const EncoderSetup& setup, std::int32_t typmod);
EncoderPointer make_date_encoder(const EncoderSetup& setup);
EncoderPointer make_time_encoder(const EncoderSetup& setup);
EncoderPointer make_timestamp_encoder(const EncoderSetup& setup, Kind kind);
EncoderPointer make_interval_encoder(const EncoderSetup& setup);
EncoderPointer make_text_encoder(const EncoderSetup& setup, Kind kind);
EncoderPointer make_json_encoder(const EncoderSetup& setup, bool versioned);  // of structs, maps and lists
EncoderPointer make_bytes_encoder(const EncoderSetup& setup);
EncoderPointer make_uuid_encoder(const EncoderSetup& setup);
EncoderPointer make_macaddr_encoder(const EncoderSetup& setup, std::size_t bytes);
EncoderPointer make_inet_encoder(const EncoderSetup& setup, bool cidr);
EncoderPointer make_bit_encoder(const EncoderSetup& setup);
EncoderPointer make_vector_encoder(const EncoderSetup& setup, Kind kind);
EncoderPointer make_sparse_vector_encoder(const EncoderSetup& setup);
EncoderPointer make_geometric_encoder(const EncoderSetup& setup, Kind kind);
EncoderPointer make_timetz_encoder(const EncoderSetup& setup);

// A child of `column` by its name; null where there is none, or where the column is no struct.
const ImportedColumn* child_called(const ImportedColumn& column, std::string_view name) noexcept;

// Values of `source`'s dictionary, which `values` encodes, each once.
EncoderPointer make_dictionary_encoder(const EncoderSetup& setup, EncoderPointer values);

}  // namespace wirespeed::postgres
