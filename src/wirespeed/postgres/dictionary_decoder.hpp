// Columns of text that repeats: each distinct text once, and for each value its place among them.
#pragma once

#include <optional>

#include "wirespeed/postgres/growing.hpp"
#include "wirespeed/postgres/text_set.hpp"

namespace wirespeed::postgres {

class DictionaryDecoder final : public ColumnDecoder {
 public:
  struct Form {
    bool adaptive = false;  // plain text when more than a tenth of the first batch's values are distinct
    bool narrow = false;    // places as narrow as the first batch allows; else they have 32 bits
    bool check = false;     // each text has to be UTF-8
  };

  // `plain` makes the dictionary's texts, and the column when it is plain text. The dictionary grows from batch to
  // batch while that is worth it.
  DictionaryDecoder(std::unique_ptr<ColumnDecoder> plain, Form form, std::vector<std::string> known = {});

  column::Field field() const override;
  Appended append(std::span<const Cell> cells) override;
  std::size_t bytes() const noexcept override;
  std::size_t offset() const noexcept override { return is_plain_ ? plain_->offset() : 0; }
  Result<column::Column> finish() override;

 private:
  void begin_dictionary();
  bool may_become_plain() const noexcept { return form_.adaptive && !is_plain_ && !place_type_; }
  std::size_t values() const noexcept { return presence_.length() - presence_.nulls(); }
  Appended become_plain();
  column::Type narrowest() const noexcept;
  template <typename T>
  T* places() noexcept {
    return reinterpret_cast<T*>(places_.data());
  }
  void push_places(std::span<const Cell> cells);
  void widen(column::Type to);
  column::Buffer finish_places();
  Result<column::Column> finish_texts();

  std::unique_ptr<ColumnDecoder> plain_;
  Form form_;
  std::vector<std::string> known_;  // texts that are always there, in this order
  bool is_plain_ = false;
  std::optional<column::Type> place_type_;  // since the first finish()
  TextSet texts_;
  column::Type width_ = column::Type::int32;  // of places_, which are as narrow as the texts so far allow
  Growing places_;                            // of a NULL -1
  Presence presence_;
};

}  // namespace wirespeed::postgres
