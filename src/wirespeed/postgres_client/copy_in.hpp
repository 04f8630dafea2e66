// Columns to the server, by a COPY ... FROM STDIN (FORMAT binary) that is under way.
#pragma once

#include "wirespeed/postgres/copy_writer.hpp"
#include "wirespeed/postgres_client/query.hpp"

namespace wirespeed::postgres_client {

class CopyIn {
 public:
  // REQUIRES: query.is_copying_in(); both outlive it.
  CopyIn(Query& query, postgres::CopyWriter& writer) noexcept : query_(query), writer_(writer) {}

  // Sends all, and waits for the server's word on it. What a stop ended goes on when it is called again; after any
  // other error nothing was written.
  Outcome<void> send(const Stop& stop);

 private:
  Outcome<void> send_messages(const Stop& stop);
  Outcome<bool> next_message();

  Query& query_;
  postgres::CopyWriter& writer_;
  ByteView unsent_;
  bool is_sent_ = false;
  std::optional<wirespeed::Error> refused_;  // why the COPY is failed from here
};

}  // namespace wirespeed::postgres_client
