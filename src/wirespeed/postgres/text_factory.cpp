// Decoders of text and of bytes.
#include "wirespeed/base/json.hpp"
#include "wirespeed/postgres/converted_decoder.hpp"
#include "wirespeed/postgres/decoder_factory.hpp"
#include "wirespeed/postgres/dictionary_decoder.hpp"
#include "wirespeed/postgres/text_decoder.hpp"
#include "wirespeed/postgres/view_decoder.hpp"

namespace wirespeed::postgres {

namespace {

DecoderPtr make_plain_text(std::string_view name, TextLayout layout, bool check) {
  column::Field field{.name = std::string(name), .type = column::Type::utf8};
  if (layout == TextLayout::binary) return make_bytes_decoder(name);
  if (layout == TextLayout::utf8) return std::make_unique<TextDecoder<std::int32_t>>(std::move(field), check);
  if (layout == TextLayout::utf8_view) return std::make_unique<ViewDecoder>(std::move(field), check);
  field.type = column::Type::large_utf8;
  return std::make_unique<TextDecoder<std::int64_t>>(std::move(field), check);
}

// A dictionary's texts are never views: consumers seldom take those.
DecoderPtr make_dictionary_text(std::string_view name, TextLayout layout, DictionaryDecoder::Form form,
                                const std::vector<std::string>& known) {
  const TextLayout texts = layout == TextLayout::utf8_view ? TextLayout::utf8 : layout;
  return std::make_unique<DictionaryDecoder>(make_plain_text(name, texts, false), form, known);
}

bool is_plain(const ColumnOptions& options) noexcept {
  return options.dictionary == DictionaryText::never || options.text == TextLayout::binary;
}

}  // namespace

DecoderPtr make_text_decoder(std::string_view name, const ColumnOptions& options) {
  const bool check = !options.server_is_utf8;
  if (is_plain(options)) return make_plain_text(name, options.text, check);
  const bool adaptive = options.dictionary == DictionaryText::adaptive;
  return make_dictionary_text(name, options.text, {adaptive, options.narrow_dictionaries, check}, {});
}

DecoderPtr make_label_decoder(std::string_view name, const std::vector<std::string>& labels,
                              const ColumnOptions& options) {
  const bool check = !options.server_is_utf8;
  if (is_plain(options)) return make_plain_text(name, options.text, check);
  return make_dictionary_text(name, options.text, {.adaptive = false, .narrow = true, .check = check}, labels);
}

DecoderPtr make_printed_decoder(std::string_view name, Print print, const ColumnOptions& options) {
  ColumnOptions text = options;
  if (text.text == TextLayout::binary) text.text = TextLayout::utf8;
  return std::make_unique<RewrittenDecoder>(make_text_decoder(name, text), std::move(print));
}

DecoderPtr make_bytes_decoder(std::string_view name) {
  column::Field field{.name = std::string(name), .type = column::Type::binary};
  return std::make_unique<TextDecoder<std::int32_t>>(std::move(field), false);
}

DecoderPtr make_opaque_decoder(std::string_view name, std::string_view type_name) {
  std::string quoted;
  append_json_string(quoted, type_name);
  column::Field field{.name = std::string(name), .type = column::Type::binary};
  field.metadata = {
      {"ARROW:extension:name", "arrow.opaque"},
      {"ARROW:extension:metadata", fmt::format(R"({{"type_name": {}, "vendor_name": "PostgreSQL"}})", quoted)}};
  return std::make_unique<TextDecoder<std::int32_t>>(std::move(field), false);
}

}  // namespace wirespeed::postgres
