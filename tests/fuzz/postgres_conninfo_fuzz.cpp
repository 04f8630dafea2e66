// Any text as a connection string, a service file and a .pgpass: understood or refused, and what was understood can be
// written down again as keywords and values.
#include <cstdlib>
#include <string>

#include "wirespeed/postgres/connection_info.hpp"
#include "wirespeed/postgres/saslprep.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::postgres;

void check(bool holds) {
  if (!holds) std::abort();
}

std::string quoted(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

std::string pairs(const Conninfo& info) {
  std::string text;
  for (const auto& [keyword, value] : info) text += keyword + "=" + quoted(value) + " ";
  return text;
}

void check_hosts(const ConnectionInfo& info) {
  check(!info.hosts.empty());
  for (const Host& host : info.hosts) check(host.port != 0 && !host.text().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto info = parse_conninfo(text); info) {
    const auto again = parse_conninfo(pairs(*info));
    check(again && *again == *info);
    if (const auto understood = understand(*info, {}, "me"); understood) check_hosts(*understood);
  }
  const auto service = find_service(text, "shop");
  check(service || !service.error().message.empty());
  const auto password = find_password(text, {"localhost", "5432", "shop", "ann"});
  check(!password || password->size() <= text.size());
  if (const auto prepared = saslprep(text); prepared) check(saslprep(*prepared) == prepared);
  return 0;
}
