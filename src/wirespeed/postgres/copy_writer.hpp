// Record batches as what is sent after COPY ... FROM STDIN (FORMAT binary): CopyData messages, one after the other.
//
//   auto writer = CopyWriter::make(std::move(stream), {{"id", {20}}, {"name", {25}}}, catalog, {});
//   for (;;) {
//     Result<ByteView> message = writer->next();
//     if (!message || message->empty()) break;        // CopyFail with the error's text, or CopyDone
//     send(*message);
//   }
//
// Memory is that of one message, about 128 KiB, or of one row where that is longer; the source keeps one batch. Not
// thread-safe.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "wirespeed/column/arrow_import.hpp"
#include "wirespeed/postgres/column_encoder.hpp"

namespace wirespeed::postgres {

// A column of the table, in the order in which COPY names them.
struct CopyColumn {
  std::string name;
  TypeRef type;
};

// The places of columns whose types take no binary form from these values: they can be sent as text, and cast by the
// server. REQUIRES: as of CopyWriter::make()
std::vector<std::size_t> text_places(const column::ImportedColumn& root, const std::vector<CopyColumn>& columns,
                                     const TypeCatalog& catalog);
inline constexpr TypeRef kText{25};

class CopyWriter {
 public:
  // The stream's columns go into those of `columns` of the same place; both are as many. Fails before anything is sent,
  // as make_column_encoder() does, naming the column. REQUIRES: `catalog` knows all that the types need.
  static Result<CopyWriter> make(column::ImportedStream stream, const std::vector<CopyColumn>& columns,
                                 const TypeCatalog& catalog, const EncoderOptions& options);

  CopyWriter(CopyWriter&&) noexcept;
  CopyWriter& operator=(CopyWriter&&) noexcept;
  ~CopyWriter();

  // The next message, whole, until the next call; no bytes at the end. An error names column, row (from 0, of the
  // whole stream), value and types; the same again after that.
  Result<ByteView> next();

  std::int64_t rows() const noexcept;  // in the messages so far

 private:
  struct State;
  explicit CopyWriter(std::unique_ptr<State> state) noexcept;

  std::unique_ptr<State> state_;
};

}  // namespace wirespeed::postgres
