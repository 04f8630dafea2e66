// Which decoder a type gets. Types within types get theirs here, too.
#pragma once

#include <string>

#include "wirespeed/postgres/nested_decoder.hpp"

namespace wirespeed::postgres {

class DecoderFactory {
 public:
  DecoderFactory(const TypeCatalog& catalog, const ColumnOptions& options) : catalog_(catalog), options_(options) {}

  Result<DecoderPtr> make(std::string_view name, TypeRef type, Format format);
  Result<DecoderPtr> make_composite(std::string_view name, const Type& type);

 private:
  // REQUIRES: no domain
  Result<DecoderPtr> make_binary(std::string_view name, const Type& type, std::int32_t typmod);
  Result<DecoderPtr> make_from_text(std::string_view name, const Type* type, std::int32_t typmod);
  DecoderPtr make_plain(std::string_view name, Kind kind, std::int32_t typmod) const;
  DecoderPtr make_numeric(std::string_view name, std::int32_t typmod) const;
  Result<DecoderPtr> make_array(std::string_view name, const Type& type, std::int32_t typmod);
  DecoderPtr make_record(std::string_view name) const;
  Result<DecoderPtr> make_range(std::string_view name, const Type& type);
  Result<DecoderPtr> make_multirange(std::string_view name, const Type& type);
  Result<DecoderPtr> within(std::string_view name, TypeRef type);

  const TypeCatalog& catalog_;
  const ColumnOptions& options_;
  int depth_ = 0;
  int made_ = 0;
};

// One of these for each family of kinds; null for a kind of another family.
DecoderPtr make_fixed_decoder(std::string_view name, Kind kind, const ColumnOptions& options);
// Points and what is made of them, times with a zone, vectors, pairs: structs, lists and maps of one shape.
DecoderPtr make_shaped_decoder(std::string_view name, Kind kind, std::int32_t typmod, const ColumnOptions& options);

// Text of the layout that the options ask for.
DecoderPtr make_text_decoder(std::string_view name, const ColumnOptions& options);
// Text that is one of these labels.
DecoderPtr make_label_decoder(std::string_view name, const std::vector<std::string>& labels,
                              const ColumnOptions& options);
// Text that values are rewritten as.
DecoderPtr make_printed_decoder(std::string_view name, Print print, const ColumnOptions& options);
DecoderPtr make_bytes_decoder(std::string_view name);
DecoderPtr make_opaque_decoder(std::string_view name, std::string_view type_name);

}  // namespace wirespeed::postgres
