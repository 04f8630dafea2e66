#include "wirespeed/postgres/column_decoder.hpp"

#include "wirespeed/postgres/decoder_factory.hpp"

namespace wirespeed::postgres {

Appended ColumnDecoder::append_strided(const std::uint8_t* first, std::size_t stride, std::size_t count) {
  std::vector<Cell> cells(count);
  for (std::size_t i = 0; i < count; ++i) cells[i] = {first + i * stride, static_cast<std::int32_t>(width())};
  return append(cells);
}

Result<std::unique_ptr<ColumnDecoder>> make_column_decoder(std::string_view name, TypeRef type, Format format,
                                                           const TypeCatalog& catalog, const ColumnOptions& options) {
  return DecoderFactory(catalog, options).make(name, type, format);
}

}  // namespace wirespeed::postgres
