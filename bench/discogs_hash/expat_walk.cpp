// expat over ISA-L's bytes, with handlers that only count: the least that an XML parser of its kind can do.
#include <expat.h>

#include "contender.hpp"
#include "discogs_hash/gzip_stream.hpp"

namespace {

void on_start(void* elements, const XML_Char*, const XML_Char**) { ++*static_cast<std::uint64_t*>(elements); }
void on_end(void*, const XML_Char*) {}
void on_text(void*, const XML_Char*, int) {}

void feed(XML_Parser parser, std::string_view slab, bool last) {
  if (XML_Parse(parser, slab.data(), static_cast<int>(slab.size()), last) != XML_STATUS_OK) {
    throw std::runtime_error(std::string("expat: ") + XML_ErrorString(XML_GetErrorCode(parser)));
  }
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](const bench::Call& call, bench::Outcome& outcome) {
    std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate("UTF-8"), &XML_ParserFree);
    std::uint64_t elements = 0;
    XML_SetUserData(parser.get(), &elements);
    XML_SetElementHandler(parser.get(), &on_start, &on_end);
    XML_SetCharacterDataHandler(parser.get(), &on_text);
    bench::GzipStream stream(call.data);
    for (auto slab = stream.next(); !slab.empty(); slab = stream.next()) feed(parser.get(), slab, false);
    feed(parser.get(), {}, true);
    outcome.answer("elements", elements);
  });
}
