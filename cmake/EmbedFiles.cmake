# embed_files(TARGET FILE...)
#
# Makes the files part of the program: embedded_files() of apps/discography/serve/embedded_files.hpp gives them out by
# their names without a path. A file that changes is put in anew by the next build.
function(embed_files TARGET)
  set(table "")
  set(bytes "")
  set(index 0)
  foreach(file IN LISTS ARGN)
    get_filename_component(name "${file}" NAME)
    string(APPEND bytes "asm(\".section .rodata\\n.balign 16\\nembedded_${index}:\\n.incbin \\\"${file}\\\"\\n\"\n"
                        "    \"embedded_${index}_end:\\n.byte 0\\n.previous\\n\");\n"
                        "extern \"C\" const char embedded_${index}[];\nextern \"C\" const char embedded_${index}_end[];\n")
    string(APPEND table "    EmbeddedFile{\"${name}\", part(embedded_${index}, embedded_${index}_end)},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${TARGET}_embedded.cpp")
  file(
    CONFIGURE
    OUTPUT "${source}"
    CONTENT
      [[#include "serve/embedded_files.hpp"

#include <array>

@bytes@
namespace discography {
namespace {

std::string_view part(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }

}  // namespace

std::span<const EmbeddedFile> embedded_files() noexcept {
  static const std::array kFiles = {
@table@  };
  return kFiles;
}

}  // namespace discography
]]
    @ONLY)
  set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${ARGN}")
  target_sources(${TARGET} PRIVATE "${source}")
endfunction()
