// Rows of text, for questions of the client's own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wirespeed/postgres_client/query.hpp"

namespace wirespeed::postgres_client {

class TextRows final : public RowSink {
 public:
  Result<std::size_t> take(ByteView received) override;
  const std::vector<TextRow>& rows() const noexcept { return rows_; }

 private:
  std::vector<TextRow> rows_;
};

}  // namespace wirespeed::postgres_client
