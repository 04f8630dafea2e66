#include "wirespeed/postgres/encoder_kinds.hpp"
#include "wirespeed/postgres/json_text.hpp"

namespace wirespeed::postgres {
namespace {

class JsonEncoder final : public CellByCellEncoder {
 public:
  JsonEncoder(const EncoderSetup& setup, bool versioned) : CellByCellEncoder(setup), versioned_(versioned) {}

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override {
    constexpr std::uint8_t kVersion = 1;
    text_.clear();
    if (const char* wrong = append_json(text_, source(), row)) return refuse(row, wrong);
    if (versioned_) out.put(kVersion);
    out.put(bytes_of(text_));
    return true;
  }

 private:
  bool versioned_;
  std::string text_;
};

}  // namespace

EncoderPointer make_json_encoder(const EncoderSetup& setup, bool versioned) {
  const Layout layout = setup.source.layout;
  const bool nested = layout == Layout::structure || layout == Layout::map || is_list(layout);
  return nested && has_json_form(setup.source) ? std::make_unique<JsonEncoder>(setup, versioned) : nullptr;
}

}  // namespace wirespeed::postgres
